import { InspectError } from '../error.ts';

/*
 * A lexicon is an Aho–Corasick automaton (Aho and Corasick 1975) whose trie lies in a double array (Aoe 1989). A state is the number of
 * its cell, the root is 0, and the child of a state by a code is the cell `base + code`, if the parent of that cell is the state.
 *
 *   parents[state]        the parent; -1 for a free cell and for the root
 *   nodes[2 * state]      base * 2, and 1 more where a term ends here; -1 for a leaf, where one always does
 *   nodes[2 * state + 1]  the longest proper suffix that has children
 *   longest[state]        number of the longest term that ends here, 0 for none
 *
 * Most looks at a cell find that it belongs to another state, so parents lie apart, sixteen to a cache line; what every step wants of the
 * state that it enters lies together.
 *
 * Failing to a leaf would be of no use, since nothing goes on from there; for the same reason a scan leaves a leaf as soon as its term
 * is reported, so that the depth of the state is exactly what could still become a hit.
 */

/** The base of a state that has no children, and the parent of a cell that has none. */
export const none = -1;

/** What a lexicon may hold. Cells bound its memory: 21 bytes each, so 352 MB at most, about twice that while it is built. */
export interface LexiconLimits {
  readonly terms: number;
  /** 16-bit units of one term; depths are bytes, so never above 255 */
  readonly termUnits: number;
  /** units of all terms together */
  readonly totalUnits: number;
  /** cells of the double array, free ones included */
  readonly cells: number;
}

export const lexiconLimits: LexiconLimits = {
  terms: 1_000_000,
  termUnits: 200,
  totalUnits: 32 * 1024 * 1024,
  cells: 16 * 1024 * 1024,
};

/** Terms that end at a state. Number 0 is "none"; numbers go by depth, so a suffix always has the smaller one. */
export interface Outputs {
  /** by number: the state */
  readonly states: Int32Array;
  /** by number: the length of the term, in units */
  readonly lengths: Uint8Array;
  /** by number: the next shorter term that ends at the same place; 0 for none */
  readonly shorter: Int32Array;
  /** by number: where its ids begin in `ids`; one entry more than there are numbers */
  readonly firsts: Uint32Array;
  /** ids in the order in which equal terms were given */
  readonly ids: Uint32Array;
}

/** Compiled terms. Immutable, typed arrays only: it may be shared by any number of scanners and sent to a worker. */
export interface Lexicon {
  /** how many terms, equal ones counted each */
  readonly terms: number;
  /** memory of its arrays, in bytes */
  readonly bytes: number;
  /** unit of each code from 1 */
  readonly alphabet: Uint16Array;
  /** code of each of the 65,536 units; 0 for one that stands in no term */
  readonly codes: Uint16Array;
  /** the codes 1 to this begin a term, and the cell of the same number is the child of the root */
  readonly starters: number;
  readonly parents: Int32Array;
  readonly nodes: Int32Array;
  readonly longest: Int32Array;
  /** by cell: how many units lead there */
  readonly depths: Uint8Array;
  readonly outputs: Outputs;
}

/** The trie before its suffix links: what is built from terms, and what a compiled file holds. */
export interface Trie {
  readonly alphabet: Uint16Array;
  readonly starters: number;
  /** by cell; `none` for a leaf */
  readonly bases: Int32Array;
  /** by cell: the parent's cell; `none` for a free cell and for the root */
  readonly parents: Int32Array;
  /** cells of the states in which terms end, by depth */
  readonly ends: Int32Array;
  /** one entry more than `ends` */
  readonly firsts: Uint32Array;
  readonly ids: Uint32Array;
}

/** The code of each unit. */
export function codesOf(alphabet: Uint16Array): Uint16Array {
  const codes = new Uint16Array(65_536);
  for (let at = 0; at < alphabet.length; at += 1) codes[alphabet[at] as number] = at + 1;
  return codes;
}

/** Where the children of a state lie; `none` for a leaf. */
export function baseOf(nodes: Int32Array, state: number): number {
  return (nodes[state << 1] as number) >> 1;
}

/** The units that lead from the root to a state. */
export function unitsTo(lexicon: Pick<Lexicon, 'alphabet' | 'parents' | 'nodes' | 'depths'>, state: number): number[] {
  const units = new Array<number>(lexicon.depths[state] as number);
  let at = state;
  for (let left = units.length; left > 0; left -= 1) {
    const parent = lexicon.parents[at] as number;
    units[left - 1] = lexicon.alphabet[at - baseOf(lexicon.nodes, parent) - 1] as number;
    at = parent;
  }
  return units;
}

export function tooLarge(what: keyof LexiconLimits | 'alphabet', limit: number): InspectError {
  return new InspectError('inspect.lexicon_too_large', { what, limit });
}
