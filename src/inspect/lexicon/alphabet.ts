import type { Gathered } from './gather.ts';
import { tooLarge } from './lexicon.ts';

/** Codes are 16-bit numbers from 1, so one unit of the 65,536 has to be left out. */
export const maxAlphabet = 65_535;

/**
 * The units of the terms in the order of their codes: first those that begin a term, then the others, each by how often they occur.
 * Frequent units get small codes, so the array stays dense; those that begin a term get the first, so that a scan at the root decides
 * by the code alone. Throws `inspect.lexicon_too_large`.
 */
export function alphabetOf({ units, starts }: Gathered): { readonly alphabet: Uint16Array; readonly starters: number } {
  const times = new Uint32Array(65_536);
  const begins = new Uint8Array(65_536);
  for (let at = 0; at < units.length; at += 1) times[units[at] as number] = (times[units[at] as number] as number) + 1;
  for (let term = 0; term + 1 < starts.length; term += 1) begins[units[starts[term] as number] as number] = 1;
  const used: number[] = [];
  for (let unit = 0; unit < times.length; unit += 1) if (times[unit] !== 0) used.push(unit);
  if (used.length > maxAlphabet) throw tooLarge('alphabet', maxAlphabet);
  used.sort(
    (a, b) => (begins[b] as number) - (begins[a] as number) || (times[b] as number) - (times[a] as number) || a - b,
  );
  return { alphabet: Uint16Array.from(used), starters: used.filter((unit) => begins[unit] === 1).length };
}
