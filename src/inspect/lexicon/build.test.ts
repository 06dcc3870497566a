import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { buildLexicon } from './build.ts';
import { serialise } from './compiled.ts';
import type { Term } from './gather.ts';
import { hitsOf, lexiconOf, sha256, termLists, termsIn, unitsOf } from './lexicon.spec-world.ts';
import { lexiconLimits } from './lexicon.ts';

/** Different numbers, written in units from all over the 16-bit range. */
function numbered(count: number, units: number): Term[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    units: Uint16Array.from({ length: units }, (_, at) => Math.imul(id + 1, 2_654_435_761 + 40_503 * at) >>> 13),
  }));
}

describe('a build', () => {
  test('holds every term with its ids, and nothing else', () => {
    fc.assert(
      fc.property(termLists, (terms) => {
        const sorted = (it: readonly string[]) => it.toSorted();
        const held = termsIn(lexiconOf(terms));
        assert.deepEqual(sorted(held.map((it) => `${it.id} ${it.text}`)), sorted(terms.map((it, id) => `${id} ${it}`)));
        assert.equal(lexiconOf(terms).terms, terms.length);
      }),
    );
  });

  test('is a function of its terms', () => {
    const terms = ['赌博', '网上赌博', 'bet', '赌'];
    assert.deepEqual(serialise(lexiconOf(terms), sha256), serialise(lexiconOf(terms), sha256));
  });

  test('finds each of 20,000 terms over the whole range of units, in an array with few holes', () => {
    const terms = numbered(20_000, 3);
    const lexicon = buildLexicon(terms);
    const states = lexicon.depths.reduce((sum, depth) => sum + (depth > 0 ? 1 : 0), 0);
    assert.ok(lexicon.parents.length - lexicon.alphabet.length < states * 1.5);
    for (const term of terms) {
      const hits = hitsOf(lexicon, String.fromCharCode(...term.units));
      assert.ok(hits.some(([id, start, end]) => id === term.id && start === 0 && end === 3));
    }
  });

  test('takes a term of 200 units, and names the index of one that is longer, empty or has no proper id', () => {
    const longest = 'ab'.repeat(100);
    assert.deepEqual(hitsOf(lexiconOf([longest]), `b${longest}`), [[0, 1, 201]]);
    const good = { units: unitsOf('ok'), id: 4_294_967_295 };
    assert.equal(buildLexicon([good]).outputs.ids[0], 4_294_967_295);
    const bad: readonly [reason: string, term: Term][] = [
      ['too_long', { units: unitsOf(`${longest}a`), id: 0 }],
      ['empty', { units: new Uint16Array(), id: 0 }],
      ['id_out_of_range', { units: unitsOf('a'), id: -1 }],
      ['id_out_of_range', { units: unitsOf('a'), id: 4_294_967_296 }],
      ['id_out_of_range', { units: unitsOf('a'), id: 0.5 }],
    ];
    for (const [reason, term] of bad)
      assert.throws(() => buildLexicon([good, term]), {
        code: 'inspect.term_invalid',
        params: { index: 1, reason, limit: 200 },
      });
  });

  test('refuses what exceeds a limit by name, and stops reading there', () => {
    const terms = numbered(100, 4);
    const refused = (limits: Partial<typeof lexiconLimits>, what: string, limit: number) =>
      assert.throws(() => buildLexicon(terms, { ...lexiconLimits, ...limits }), {
        code: 'inspect.lexicon_too_large',
        params: { what, limit },
      });
    refused({ terms: 99 }, 'terms', 99);
    refused({ totalUnits: 399 }, 'totalUnits', 399);
    refused({ cells: 300 }, 'cells', 300);
    buildLexicon(terms, { ...lexiconLimits, terms: 100, totalUnits: 400 });
    function* endless(): Generator<Term> {
      for (let id = 0; ; id += 1) yield { units: unitsOf('a'), id };
    }
    assert.throws(() => buildLexicon(endless(), { ...lexiconLimits, terms: 50 }), {
      code: 'inspect.lexicon_too_large',
    });
    const everyUnit = Array.from({ length: 65_536 }, (_, id) => ({ units: Uint16Array.of(id), id }));
    assert.throws(() => buildLexicon(everyUnit), { params: { what: 'alphabet', limit: 65_535 } });
    assert.equal(buildLexicon(everyUnit.slice(1)).terms, 65_535);
  });
});
