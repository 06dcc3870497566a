import { shallowFirst } from './depths.ts';
import {
  baseField,
  cellFields,
  cellShift,
  codesOf,
  failField,
  type Lexicon,
  none,
  type Outputs,
  outputField,
  parentField,
  type Trie,
} from './lexicon.ts';

/**
 * Makes the automaton of a trie and its depths: suffix links and outputs. Trusts both; what comes from a file is checked before (`checkTrie`).
 * Links are always computed and never read from anywhere, so nothing can hold wrong ones.
 */
export function linked(trie: Trie, depths: Uint8Array): Lexicon {
  const codes = codesOf(trie.alphabet);
  const cells = interleaved(trie);
  const outputs = outputsOf(trie, cells, depths);
  link(cells, shallowFirst(depths), trie.starters, outputs);
  const arrays = [trie.alphabet, codes, cells, depths, ...Object.values<ArrayBufferView>({ ...outputs })];
  const bytes = arrays.reduce((sum, it) => sum + it.byteLength, 0);
  const { alphabet, starters } = trie;
  return { terms: trie.ids.length, bytes, alphabet, codes, starters, cells, depths, outputs };
}

function interleaved({ bases, parents }: Trie): Int32Array {
  const cells = new Int32Array(bases.length * cellFields);
  for (let cell = 0; cell < bases.length; cell += 1) {
    const state = cell << cellShift;
    const parent = parents[cell] as number;
    cells[state + baseField] = bases[cell] as number;
    cells[state + parentField] = parent === none ? none : parent << cellShift;
  }
  return cells;
}

/** Numbers the outputs and writes each number into the state in which the term ends. */
function outputsOf({ ends, firsts, ids }: Trie, cells: Int32Array, depths: Uint8Array): Outputs {
  const count = ends.length + 1;
  const states = new Int32Array(count);
  const lengths = new Uint8Array(count);
  const firstsByNumber = new Uint32Array(count + 1);
  for (let number = 1; number < count; number += 1) {
    const cell = ends[number - 1] as number;
    states[number] = cell << cellShift;
    lengths[number] = depths[cell] as number;
    firstsByNumber[number + 1] = firsts[number] as number;
    cells[(cell << cellShift) + outputField] = number;
  }
  return { states, lengths, shorter: new Int32Array(count), firsts: firstsByNumber, ids };
}

/** Fills in `fail` and the outputs that end as suffixes, states from the root down: what is shorter is linked already. */
function link(cells: Int32Array, order: Int32Array, starters: number, outputs: Outputs): void {
  for (let index = 0; index < order.length; index += 1) {
    const cell = order[index] as number;
    const state = cell << cellShift;
    const parent = cells[state + parentField] as number;
    if (parent === 0) continue;
    const code = cell - (cells[parent + baseField] as number);
    const suffix = follow(cells, cells[parent + failField] as number, code, starters);
    cells[state + failField] = cells[suffix + baseField] === none ? (cells[suffix + failField] as number) : suffix;
    const number = cells[state + outputField] as number;
    const shorter = cells[suffix + outputField] as number;
    if (number === 0) cells[state + outputField] = shorter;
    else outputs.shorter[number] = shorter;
  }
}

/** The state of the longest suffix of a state, itself included, that goes on with a code; the root where none does. */
export function follow(cells: Int32Array, from: number, code: number, starters: number): number {
  let state = from;
  while (state !== 0) {
    const child = ((cells[state + baseField] as number) + code) << cellShift;
    if (cells[child + parentField] === state) return child;
    state = cells[state + failField] as number;
  }
  return code <= starters ? code << cellShift : 0;
}
