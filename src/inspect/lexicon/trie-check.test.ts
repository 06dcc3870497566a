import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { none, type Trie } from './lexicon.ts';
import { checkTrie } from './trie-check.ts';

/** One letter; a chain of so many states, each in the cell behind its parent, a term at its end. */
function chain(length: number): Trie {
  return {
    alphabet: Uint16Array.of(97),
    starters: 1,
    bases: Int32Array.from({ length: length + 3 }, (_, cell) => (cell < length ? cell : none)),
    parents: Int32Array.from({ length: length + 3 }, (_, cell) => (cell <= length ? cell - 1 : none)),
    ends: Int32Array.of(length),
    firsts: Uint32Array.of(0, 1),
    ids: Uint32Array.of(7),
  };
}

describe('a trie from outside', () => {
  test('is sound with its depths', () => {
    assert.deepEqual(checkTrie(chain(3), 3), Uint8Array.of(0, 1, 2, 3, 0, 0));
  });

  test('may be as deep as a term is long, and not deeper, whatever the depth', () => {
    assert.notEqual(checkTrie(chain(200), 200), 'depth');
    for (const length of [201, 255, 256, 257, 1_000]) assert.equal(checkTrie(chain(length), 200), 'depth');
  });

  test('may hold no circle beside the root', () => {
    const { parents, bases, ...rest } = chain(5);
    // Cells 4 and 5 name each other.
    parents.set([5, 4], 4);
    bases.set([none, 4, 3], 3);
    const circle = { ...rest, parents, bases, ends: Int32Array.of(3), firsts: Uint32Array.of(0, 1) };
    assert.equal(checkTrie(circle, 200), 'depth');
  });

  test('may hold no leaf in which no term ends', () => {
    assert.equal(checkTrie({ ...chain(3), ends: Int32Array.of(2) }, 200), 'leaf_without_end');
  });
});
