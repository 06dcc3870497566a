import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { buildLexicon } from './build.ts';
import type { Lexicon } from './lexicon.ts';
import { unitsTo } from './lexicon.ts';
import { createScanner, type Scanner } from './scanner.ts';

/** id, start, end */
export type Hit = readonly [term: number, start: number, end: number];

export const unitsOf = (text: string): Uint16Array =>
  Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

/** Ids are places in the list. */
export const lexiconOf = (terms: readonly string[]): Lexicon =>
  buildLexicon(terms.map((term, id) => ({ units: unitsOf(term), id })));

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** Every occurrence of every term, looked for at every place; in the order in which a scanner reports. */
export function naiveHits(terms: readonly string[], text: string): Hit[] {
  const hits: Hit[] = [];
  for (let end = 1; end <= text.length; end += 1)
    for (let start = 0; start < end; start += 1)
      for (const [id, term] of terms.entries()) if (text.slice(start, end) === term) hits.push([id, start, end]);
  return hits;
}

/** The longest end of the text with which a term begins and goes on. */
export function naiveHeld(terms: readonly string[], text: string): number {
  for (let start = 0; start < text.length; start += 1) {
    const end = text.slice(start);
    if (terms.some((term) => term.length > end.length && term.startsWith(end))) return end.length;
  }
  return 0;
}

export function scanned(scanner: Scanner, text: string): Hit[] {
  const hits: Hit[] = [];
  const units = unitsOf(text);
  scanner.scan(units, units.length, (...hit) => hits.push(hit));
  return hits;
}

export const hitsOf = (lexicon: Lexicon, text: string): Hit[] => scanned(createScanner(lexicon), text);

/** The terms that a lexicon holds, read back out of it. */
export function termsIn(lexicon: Lexicon): { readonly text: string; readonly id: number }[] {
  const { states, firsts, ids } = lexicon.outputs;
  return [...states].flatMap((state, number) => {
    const text = String.fromCharCode(...unitsTo(lexicon, state));
    return number === 0 ? [] : [...ids.subarray(firsts[number], firsts[number + 1])].map((id) => ({ text, id }));
  });
}

/** Few letters, so that terms overlap, nest and repeat; a surrogate alone, a zero and the last unit among them. */
const letters = fc.constantFrom('a', 'b', 'c', '险', '\ud83d', '\0', '\uffff');
export const words = (least: number, most: number): fc.Arbitrary<string> =>
  fc.array(letters, { minLength: least, maxLength: most }).map((it) => it.join(''));
export const termLists = fc.array(words(1, 6), { maxLength: 12 });
