import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InspectError } from '../error.ts';
import { loadLexicon, serialise } from './compiled.ts';
import { hitsOf, lexiconOf, naiveHits, sha256, termLists, termsIn, words } from './lexicon.spec-world.ts';

const terms = ['abc', 'bc', 'c', 'bca', '网上赌博', '赌博', 'bc'];
const compiled = serialise(lexiconOf(terms), sha256);

/** With the digest that belongs to it, as somebody would write who means harm. */
function sealed(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, -32);
  return Uint8Array.from([...body, ...sha256(body)]);
}

/** 32-bit words of the file; those of the header are: mark 2, alphabet 3, starters 4, cells 5, ends 6, ids 7. */
function withWord(at: number, value: number): Uint8Array {
  const bytes = compiled.slice();
  new DataView(bytes.buffer).setInt32(at * 4, value, true);
  return sealed(bytes);
}

const word = (at: number): number => new DataView(compiled.buffer).getInt32(at * 4, true);
const cells = word(5);
const bases = 8 + Math.ceil(word(3) / 2);
const parents = bases + cells;
const ends = parents + cells;

describe('a compiled lexicon', () => {
  test('loads as what was built, to the byte', () => {
    fc.assert(
      fc.property(termLists, (list) => {
        const built = lexiconOf(list);
        const bytes = serialise(built, sha256);
        const loaded = loadLexicon(bytes, sha256);
        assert.deepEqual(loaded, built);
        assert.deepEqual(serialise(loaded, sha256), bytes);
      }),
    );
  });

  for (const [kind, given] of [
    ['an array', Uint8Array.from([1, 2, 3, ...compiled, 4])],
    ['a buffer of Node', Buffer.from([1, 2, 3, ...compiled, 4])],
  ] as const)
    test(`loads from the middle of ${kind}, and does not change with it`, () => {
      const lexicon = loadLexicon(given.subarray(3, -1), sha256);
      given.fill(255);
      assert.deepEqual(hitsOf(lexicon, 'xbca'), naiveHits(terms, 'xbca'));
    });

  test('is refused where a single byte was changed, cut off or added', () => {
    for (let at = 0; at < compiled.length; at += 1) {
      const changed = compiled.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      assert.throws(() => loadLexicon(changed, sha256), { code: 'inspect.lexicon_invalid' }, `byte ${at}`);
      assert.throws(() => loadLexicon(compiled.subarray(0, at), sha256), { code: 'inspect.lexicon_invalid' });
    }
    assert.throws(() => loadLexicon(Uint8Array.of(...compiled, 0), sha256), { params: { reason: 'length' } });
  });

  const state = Array.from({ length: cells }, (_, cell) => cell).filter(
    (cell) => cell > 0 && word(parents + cell) >= 0,
  );
  const leaf = state.find((cell) => word(bases + cell) === -1) ?? 0;
  const inner = state.find((cell) => word(bases + cell) >= 0) ?? 0;
  const free =
    Array.from({ length: cells }, (_, cell) => cell).find((cell) => cell > 0 && word(parents + cell) === -1) ?? 0;
  const deep = state.find((cell) => word(parents + cell) > 0) ?? 0;
  const faults: readonly [reason: string, at: number, value: number][] = [
    ['byte_order', 2, 0x0403_0201],
    ['alphabet', 3, 65_536],
    ['alphabet', 4, word(3) + 1],
    ['size', 5, -1],
    ['size', 7, 1_000_001],
    ['size', 6, word(7) + 1],
    ['length', 5, cells + 1],
    ['alphabet', 8, word(9)],
    ['root', bases, 1],
    ['root', parents, 0],
    ['starters', parents + 1, -1],
    ['base_out_of_range', bases + leaf, cells],
    ['base_out_of_range', bases + leaf, -2],
    ['base_out_of_range', bases + leaf, 2 ** 31 - 1],
    ['no_children', bases + leaf, 0],
    ['free_cell', bases + free, 0],
    ['parent_out_of_range', parents + deep, cells],
    ['parent_out_of_range', parents + deep, -2],
    ['parent_out_of_range', parents + deep, free],
    ['child_out_of_place', parents + deep, leaf],
    ['child_out_of_place', bases + inner, cells - word(3) - 1],
    ['end_out_of_range', ends, cells],
    ['end_out_of_range', ends, 0],
    ['end_out_of_range', ends, free],
    ['end_order', ends, word(ends + 1)],
    ['ids', ends + word(6), 0],
    ['ids', ends + word(6), -1],
    ['ids', ends + word(6), 2],
  ];
  for (const [reason, at, value] of faults)
    test(`is refused for ${reason}: word ${at} as ${value}`, () => {
      assert.throws(() => loadLexicon(withWord(at, value), sha256), {
        code: 'inspect.lexicon_invalid',
        params: { reason },
      });
    });

  test('written to do harm is refused, or is a right lexicon of other terms', () => {
    let refused = 0;
    let loaded = 0;
    const changes = fc.array(
      fc.tuple(fc.nat(compiled.length / 4 - 9), fc.oneof(fc.integer(), fc.nat(cells), fc.constant(-1))),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(changes, fc.boolean(), words(0, 30), (list, bytewise, text) => {
        const bytes = compiled.slice();
        const view = new DataView(bytes.buffer);
        for (const [at, value] of list)
          if (bytewise) bytes[at * 4 + (value & 3)] = (value >>> 2) & 255;
          else view.setInt32(at * 4, value, true);
        try {
          const lexicon = loadLexicon(sealed(bytes), sha256);
          const found = termsIn(lexicon).toSorted((a, b) => a.id - b.id);
          const probe = `${text}${found.map((it) => it.text).join('')}`;
          const spans = (hits: readonly (readonly number[])[]) => hits.map((it) => it.join(' ')).toSorted();
          const expected = naiveHits(
            found.map((it) => it.text),
            probe,
          ).map(([n, ...span]) => [found[n]?.id ?? -1, ...span]);
          assert.deepEqual(spans(hitsOf(lexicon, probe)), spans(expected));
          loaded += 1;
        } catch (error) {
          if (!(error instanceof InspectError)) throw error;
          assert.equal(error.code, 'inspect.lexicon_invalid');
          refused += 1;
        }
      }),
      { numRuns: 3_000 },
    );
    assert.ok(refused > 500 && loaded > 50, `${refused} refused, ${loaded} loaded`);
  });
});
