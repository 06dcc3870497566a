import { plain } from '../answer-text.ts';
import { kinds, type PersonalKind } from './kinds.ts';

export interface PersonalFinding {
  readonly kind: PersonalKind;
  /** without the spacing it was written with */
  readonly value: string;
}

/** How far before a value its naming word may stand, in UTF-16 units. */
const reach = 30;

/** Findings beyond this are not listed: a text with so many is decided. */
const most = 1_000;

function isNamed(text: string, at: number, after: RegExp | undefined): boolean {
  return after === undefined || after.test(text.slice(Math.max(0, at - reach), at));
}

/**
 * Personal information in a text, each value once. Full-width digits and invisible characters between digits do not hide it.
 * @param text any string, also ill-formed
 */
export function findPersonal(text: string): PersonalFinding[] {
  let rest = plain(text);
  const found = new Map<string, PersonalFinding>();
  for (const { kind, pattern, canonical, holds, after } of kinds) {
    rest = rest.replace(pattern, (written: string, ...groups: unknown[]) => {
      const offset = groups.find((group) => typeof group === 'number') ?? 0;
      const value = canonical(written);
      if (!holds(value) || !isNamed(rest, offset, after)) return written;
      if (found.size < most) found.set(`${kind}:${value}`, { kind, value });
      // Claimed: a later kind must not count it again, and offsets must stay.
      return '\u0000'.repeat(written.length);
    });
  }
  return [...found.values()];
}
