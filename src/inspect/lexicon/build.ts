import { alphabetOf } from './alphabet.ts';
import { depthsOf } from './depths.ts';
import { DoubleArray } from './double-array.ts';
import { gather, type Term } from './gather.ts';
import { Grouping, type Groups } from './grouping.ts';
import { codesOf, type Lexicon, type LexiconLimits, lexiconLimits, type Trie } from './lexicon.ts';
import { linked } from './link.ts';

/**
 * Compiles terms. The result depends on nothing but the terms and their order. Takes about 3 µs a term of everyday length; a caller that must not be held up builds
 * in a worker and receives the arrays.
 *
 * @throws InspectError `inspect.term_invalid` with the index of a term that is empty, too long or has an id out of range;
 *   `inspect.lexicon_too_large` with what exceeds which limit
 */
export function buildLexicon(terms: Iterable<Term>, limits: LexiconLimits = lexiconLimits): Lexicon {
  const gathered = gather(terms, limits);
  const { alphabet, starters } = alphabetOf(gathered);
  const codes = codesOf(alphabet);
  const encoded = gathered.units.map((unit) => codes[unit] as number);
  const grouping = new Grouping(gathered, encoded, alphabet.length);
  const trie: Trie = { alphabet, starters, ...grow(grouping, gathered.ids, alphabet.length, limits) };
  return linked(trie, depthsOf(trie.parents));
}

/** States of one depth: the cell of each and which terms, in the order of the grouping, lead through it. */
interface Level {
  readonly cells: number[];
  readonly from: number[];
  readonly to: number[];
}

/** Lays the trie level by level, shallow states first: they are visited most and come to lie together. */
function grow(
  grouping: Grouping,
  ids: Uint32Array,
  alphabetSize: number,
  limits: LexiconLimits,
): Omit<Trie, 'alphabet' | 'starters'> {
  const array = new DoubleArray(limits.cells);
  const ends: number[] = [];
  const firsts: number[] = [0];
  const idsByEnd = new Uint32Array(ids.length);
  let placed = 0;
  let level: Level = { cells: [0], from: [0], to: [ids.length] };
  for (let depth = 0; level.cells.length > 0; depth += 1) {
    const next: Level = { cells: [], from: [], to: [] };
    for (let index = 0; index < level.cells.length; index += 1) {
      const cell = level.cells[index] as number;
      const from = level.from[index] as number;
      const groups = grouping.part(from, level.to[index] as number, depth);
      if (groups.ended > 0) {
        for (let at = from; at < from + groups.ended; at += 1) {
          idsByEnd[placed] = ids[grouping.order[at] as number] as number;
          placed += 1;
        }
        ends.push(cell);
        firsts.push(placed);
      }
      if (groups.count > 0) descend(array, cell, groups, from + groups.ended, next);
    }
    level = next;
  }
  return {
    ...array.finish(alphabetSize),
    ends: Int32Array.from(ends),
    firsts: Uint32Array.from(firsts),
    ids: idsByEnd,
  };
}

function descend(array: DoubleArray, cell: number, groups: Groups, from: number, next: Level): void {
  // The children of the root lie at their codes.
  const base = array.lay(cell, groups.codes, groups.count, cell === 0 ? 0 : undefined);
  let start = from;
  for (let index = 0; index < groups.count; index += 1) {
    const end = groups.ends[index] as number;
    next.cells.push(base + (groups.codes[index] as number));
    next.from.push(start);
    next.to.push(end);
    start = end;
  }
}
