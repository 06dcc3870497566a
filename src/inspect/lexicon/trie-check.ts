import { depthsOf } from './depths.ts';
import { none, type Trie } from './lexicon.ts';

/** Why a trie from outside is refused. */
export type TrieFault =
  | 'alphabet'
  | 'root'
  | 'starters'
  | 'base_out_of_range'
  | 'parent_out_of_range'
  | 'child_out_of_place'
  | 'free_cell'
  | 'no_children'
  | 'depth'
  | 'end_out_of_range'
  | 'end_order'
  | 'leaf_without_end';

/**
 * Whether a trie is one: every cell that is not free is reached from the root by its units, no step by any code leads out of the arrays,
 * every way ends at a term, and ends go by depth. The depths where it is sound.
 */
export function checkTrie(trie: Trie, deepest: number): TrieFault | Uint8Array {
  if (new Set(trie.alphabet).size !== trie.alphabet.length) return 'alphabet';
  const fault = rootFault(trie) ?? childrenFault(trie);
  if (fault !== null) return fault;
  const depths = depthsOf(trie.parents);
  for (let cell = 0; cell < depths.length; cell += 1) if ((depths[cell] as number) > deepest) return 'depth';
  return endsFault(trie, depths) ?? depths;
}

function rootFault({ bases, parents, starters, alphabet }: Trie): TrieFault | null {
  if (bases.length <= alphabet.length || parents[0] !== none) return 'root';
  if (bases[0] !== (starters === 0 ? none : 0)) return 'root';
  for (let code = 1; code <= starters; code += 1) if (parents[code] !== 0) return 'starters';
  return null;
}

function childrenFault({ bases, parents, starters, alphabet }: Trie): TrieFault | null {
  const size = alphabet.length;
  const fertile = new Uint8Array(bases.length);
  for (let cell = 1; cell < parents.length; cell += 1) {
    const parent = parents[cell] as number;
    if (parent === none) continue;
    if (parent < 0 || parent >= parents.length) return 'parent_out_of_range';
    if (parent !== 0 && parents[parent] === none) return 'parent_out_of_range';
    const base = bases[parent] as number;
    const code = cell - base;
    if (base === none || code < 1 || code > (parent === 0 ? starters : size)) return 'child_out_of_place';
    fertile[parent] = 1;
  }
  for (let cell = 0; cell < bases.length; cell += 1) {
    const base = bases[cell] as number;
    if (base < none || base + size >= bases.length) return 'base_out_of_range';
    if (cell > 0 && parents[cell] === none && base !== none) return 'free_cell';
    if (base !== none && fertile[cell] === 0) return 'no_children';
  }
  return null;
}

function endsFault({ bases, parents, ends }: Trie, depths: Uint8Array): TrieFault | null {
  const ending = new Uint8Array(bases.length);
  let before = 1;
  for (let index = 0; index < ends.length; index += 1) {
    const cell = ends[index] as number;
    if (cell < 1 || cell >= bases.length || parents[cell] === none) return 'end_out_of_range';
    const depth = depths[cell] as number;
    if (depth < before || ending[cell] === 1) return 'end_order';
    before = depth;
    ending[cell] = 1;
  }
  for (let cell = 1; cell < bases.length; cell += 1)
    if (parents[cell] !== none && bases[cell] === none && ending[cell] === 0) return 'leaf_without_end';
  return null;
}
