import type { SystemView } from '../api/types.ts';

/** Which system the table shows: the one the address names, else the one seen last, else the newest real one, else the practice system. */
export function chooseSystem(
  systems: readonly SystemView[],
  named: string | null,
  remembered: string | null,
): SystemView | null {
  const byId = (id: string | null) => (id === null ? undefined : systems.find((it) => it.id === id));
  const newest = systems
    .filter((it) => !it.practice)
    .toSorted((a, b) => b.registeredAt.localeCompare(a.registeredAt))[0];
  return byId(named) ?? byId(remembered) ?? newest ?? systems[0] ?? null;
}
