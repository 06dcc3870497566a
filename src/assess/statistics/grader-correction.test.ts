import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { correctForGrader, rateOf, wilson } from './index.ts';

const counts = fc.integer({ min: 1, max: 5_000 }).chain((n) => fc.integer({ min: 0, max: n }).map((k) => ({ n, k })));
const close = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);

describe('correction for what the grader gets wrong', () => {
  const good = { sensitivity: { k: 475, n: 500 }, specificity: { k: 490, n: 500 } };
  const observe = (k: number, n: number) => rateOf([...Array(n).keys()].map((i) => ({ n: 1, k: i < k ? 1 : 0 })));

  it('undoes the errors of the grader: 0.95 × 0.8 + 0.02 × 0.2 = 0.764 is read as 0.8', () => {
    const corrected = correctForGrader(observe(764, 1000), good);
    assert.equal(corrected.applied, true);
    close(corrected.rate ?? -1, 0.8, 1e-12);
  });

  it('says why it was not applied and then changes nothing', () => {
    const seen = observe(8, 10);
    for (const [accuracy, reason] of [
      [undefined, 'grader_not_measured'],
      [{ ...good, sensitivity: { k: 10, n: 10 } }, 'grader_measured_on_too_few'],
      [{ sensitivity: { k: 50, n: 100 }, specificity: { k: 50, n: 100 } }, 'grader_too_weak'],
    ] as const) {
      const left = correctForGrader(seen, accuracy);
      assert.deepEqual([left.applied, left.reason, left.rate, left.low], [false, reason, 0.8, seen.low]);
    }
    assert.equal(correctForGrader(rateOf([]), good).reason, 'no_cases');
  });

  it('is wider than the interval of the sample alone, keeps a width at the ends, and stays in [0, 1]', () => {
    fc.assert(
      fc.property(counts, ({ n, k }) => {
        const seen = { rate: k / n, nEffective: n, ...wilson(k, n) };
        const { rate, low, high, applied, reason } = correctForGrader(seen, good);
        assert.ok(applied || reason === 'grader_figures_do_not_fit');
        assert.ok(rate !== null && 0 <= low && low <= rate && rate <= high && high <= 1 && low < high);
      }),
    );
    const seen = observe(764, 1000);
    const corrected = correctForGrader(seen, good);
    assert.ok(corrected.high - corrected.low > seen.high - seen.low);
    assert.equal(correctForGrader(observe(96, 100), good).clipped, true);
    assert.equal(correctForGrader(observe(0, 2000), good).reason, 'grader_figures_do_not_fit');
  });

  it('covers the truth in about 95 % of simulated assessments', () => {
    let seed = 7;
    const random = (): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const draw = (n: number, p: number): number => [...Array(n).keys()].filter(() => random() < p).length;
    let covered = 0;
    for (let trial = 0; trial < 600; trial += 1) {
      const accuracy = { sensitivity: { k: draw(200, 0.95), n: 200 }, specificity: { k: draw(200, 0.97), n: 200 } };
      const k = draw(300, 0.9 * 0.95 + 0.1 * 0.03);
      const { low, high } = correctForGrader({ rate: k / 300, nEffective: 300, ...wilson(k, 300) }, accuracy);
      if (low <= 0.9 && 0.9 <= high) covered += 1;
    }
    assert.ok(covered / 600 > 0.925 && covered / 600 < 0.985, `covered ${covered} of 600`);
  });
});
