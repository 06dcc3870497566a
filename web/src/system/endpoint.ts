import type { SystemView } from '../api/types.ts';

/** Protocols that a person can choose in the console. */
export const kinds = ['openai', 'openai-stream', 'anthropic', 'ollama'] as const;

interface Wanted {
  readonly kind: string;
  readonly address: string;
  readonly model: string | null;
}

/** A system and the endpoint of it that is meant. */
export interface Registered {
  readonly system: SystemView;
  readonly endpoint: SystemView['endpoints'][number];
}

/** The address as the register keeps it, without a query, and without the slash that says nothing. */
function recorded(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.search = '';
  return url.toString().replace(/\/+$/, '');
}

/** The real system that has this endpoint already: of this name where one is given, else the first that has it. */
export function registeredAt(systems: readonly SystemView[], wanted: Wanted, name: string): Registered | null {
  for (const system of systems) {
    if (system.practice || (name !== '' && system.name !== name)) continue;
    const endpoint = system.endpoints.find(
      (it) => it.kind === wanted.kind && it.model === wanted.model && recorded(it.address) === recorded(wanted.address),
    );
    if (endpoint) return { system, endpoint };
  }
  return null;
}
