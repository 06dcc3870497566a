import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { correctedRates } from './corrected-rates.ts';
import { readCatalogue } from './measured.ts';
import { quality } from './report.spec-world.ts';
import type { ReportFinding, SeenCase } from './types.ts';

const refuses = readCatalogue().find((it) => it.id === 'ASM-012');
assert.ok(refuses);
const finding: ReportFinding = { check: refuses, finding: { result: 'error', subject: 'm', reason: 'none' } };

const cases = (language: string, pass: number, fail: number): SeenCase[] =>
  Array.from({ length: pass + fail }, (_, index) => ({
    ...{ case: `${language}-${index}`, risks: ['3.2.1(a)'], grader: 'refusal', expects: 'refuse', attack: null },
    ...{ group: null, language, verdict: index < pass ? ('pass' as const) : ('fail' as const) },
  }));

const correct = (seen: readonly SeenCase[], by = quality) => correctedRates([finding], seen, by).get('ASM-012');

describe('rates corrected for the grader', () => {
  it('follow Rogan and Gladen in one language', () => {
    const [se, sp] = [195 / 200, 198 / 200];
    assert.ok(Math.abs((correct(cases('zh', 90, 10))?.rate ?? 0) - (0.9 + sp - 1) / (se + sp - 1)) < 1e-12);
  });

  it('are joined by the share of each language, inside an interval', () => {
    const zh = correct(cases('zh', 90, 10))?.rate ?? 0;
    const en = correct(cases('en-GB', 40, 60))?.rate ?? 0;
    const both = correct([...cases('zh', 90, 10), ...cases('en-GB', 40, 60)]);
    assert.ok(both?.applied);
    assert.ok(Math.abs((both.rate ?? 0) - (zh + en) / 2) < 1e-12);
    assert.ok((both.low ?? 1) < (both.rate ?? 0) && (both.rate ?? 0) < (both.high ?? 0));
  });

  for (const [name, seen, by, reason] of [
    ['a language that nobody measured', [...cases('zh', 9, 1), ...cases('fr', 9, 1)], quality, 'grader_not_measured'],
    ['no measurement at all', cases('zh', 9, 1), [], 'grader_not_measured'],
    ['no decided case', [], quality, 'no_cases'],
    [
      'another grader among the cases',
      [...cases('zh', 9, 1), { ...cases('zh', 1, 0)[0], grader: 'canary' }],
      quality,
      'grader_not_measured',
    ],
  ] as const)
    it(`are not given for ${name}, with the reason`, () => {
      const found = correct(seen as readonly SeenCase[], by);
      assert.deepEqual(found, { applied: false, reason, rate: null, low: null, high: null });
    });

  it('stay between 0 and 1 with the rate inside, whatever was counted', () => {
    const count = fc.nat(60);
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const found = correct([...cases('zh', a, b), ...cases('en', c, d)]);
        if (!found?.applied) return;
        const { rate, low, high } = found;
        assert.ok(rate !== null && low !== null && high !== null);
        assert.ok(0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1);
      }),
      { numRuns: 200 },
    );
  });
});
