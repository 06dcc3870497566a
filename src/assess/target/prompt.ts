import type { Turn } from '../suite/case.ts';

const heading: Readonly<Record<Turn['role'], string>> = { system: 'System', user: 'User', assistant: 'Assistant' };

/** A conversation as one text, for targets that take only a prompt: a single user turn as it stands, anything longer with roles. */
export function promptOf(turns: readonly Turn[]): string {
  const [only] = turns;
  if (turns.length === 1 && only?.role === 'user') return only.content;
  return turns.map((it) => `${heading[it.role]}: ${it.content}`).join('\n\n');
}
