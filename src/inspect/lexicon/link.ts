import { shallowFirst } from './depths.ts';
import { baseOf, codesOf, type Lexicon, none, type Outputs, type Trie } from './lexicon.ts';

type Automaton = Pick<Lexicon, 'parents' | 'nodes' | 'longest' | 'starters'>;

/**
 * Makes the automaton of a trie and its depths: suffix links and outputs. Trusts both; what comes from a file is checked before (`checkTrie`).
 * Links are always computed and never read from anywhere, so nothing can hold wrong ones.
 */
export function linked(trie: Trie, depths: Uint8Array): Lexicon {
  const { alphabet, starters, parents, bases } = trie;
  const nodes = new Int32Array(parents.length * 2);
  for (let state = 0; state < bases.length; state += 1) nodes[state << 1] = (bases[state] as number) * 2;
  const longest = new Int32Array(parents.length);
  const outputs = outputsOf(trie, depths);
  for (let number = 1; number < outputs.states.length; number += 1) longest[outputs.states[number] as number] = number;
  link({ parents, nodes, longest, starters }, shallowFirst(depths), outputs);
  const codes = codesOf(alphabet);
  const arrays: ArrayBufferView[] = [alphabet, codes, parents, nodes, longest, depths, ...Object.values(outputs)];
  const bytes = arrays.reduce((sum, it) => sum + it.byteLength, 0);
  return { terms: trie.ids.length, bytes, alphabet, codes, starters, parents, nodes, longest, depths, outputs };
}

/** Numbers the terms, equal ones as one. */
function outputsOf({ ends, firsts, ids }: Trie, depths: Uint8Array): Outputs {
  const count = ends.length + 1;
  const states = new Int32Array(count);
  states.set(ends, 1);
  const firstsByNumber = new Uint32Array(count + 1);
  firstsByNumber.set(firsts, 1);
  const lengths = new Uint8Array(count);
  for (let number = 1; number < count; number += 1) lengths[number] = depths[states[number] as number] as number;
  return { states, lengths, shorter: new Int32Array(count), firsts: firstsByNumber, ids };
}

/** Fills in the suffix links and the terms that end as suffixes, states from the root down: what is shorter is linked already. */
function link(automaton: Automaton, order: Int32Array, outputs: Outputs): void {
  const { parents, nodes, longest } = automaton;
  for (let index = 0; index < order.length; index += 1) {
    const state = order[index] as number;
    const parent = parents[state] as number;
    if (parent !== 0) {
      const suffix = follow(automaton, nodes[(parent << 1) + 1] as number, state - baseOf(nodes, parent));
      nodes[(state << 1) + 1] = withChildren(nodes, suffix);
      const shorter = longest[suffix] as number;
      if (longest[state] === 0) longest[state] = shorter;
      else outputs.shorter[longest[state] as number] = shorter;
    }
    if (longest[state] !== 0) nodes[state << 1] = (nodes[state << 1] as number) | 1;
  }
}

/** The state of the longest suffix of a state, itself included, that goes on with a code; the root where none does. */
export function follow({ parents, nodes, starters }: Omit<Automaton, 'longest'>, from: number, code: number): number {
  let state = from;
  while (state !== 0) {
    const child = baseOf(nodes, state) + code;
    if (parents[child] === state) return child;
    state = nodes[(state << 1) + 1] as number;
  }
  return code <= starters ? code : 0;
}

/** The state itself where something goes on from it, else its longest suffix of which that is true. */
export function withChildren(nodes: Int32Array, state: number): number {
  return baseOf(nodes, state) === none ? (nodes[(state << 1) + 1] as number) : state;
}
