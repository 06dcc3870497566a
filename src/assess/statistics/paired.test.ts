import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mcnemar } from './index.ts';

const close = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);

describe('McNemar', () => {
  it('gives the exact binomial tail for few discordant pairs', () => {
    const test = mcnemar({ worse: 8, better: 1 });
    assert.equal(test.method, 'exact');
    close(test.pValue, (2 * 10) / 512, 1e-12);
    assert.equal(test.direction, 'worse');
    assert.equal(mcnemar({ worse: 0, better: 0 }).pValue, 1);
  });

  it('halves the point in mid-p and agrees with χ² for many pairs', () => {
    const mid = mcnemar({ worse: 40, better: 20 });
    assert.equal(mid.method, 'mid_p');
    close(mid.pValue, 0.0103, 5e-4);
    const below = mcnemar({ worse: 1_060, better: 940 });
    const beyond = mcnemar({ worse: 1_061, better: 940 });
    assert.deepEqual([below.method, beyond.method], ['mid_p', 'chi_square']);
    close(below.pValue, beyond.pValue, 1e-3);
  });

  it('is symmetric, in (0, 1], and falls as the imbalance grows', () => {
    const pair = fc.record({ worse: fc.integer({ min: 0, max: 3_000 }), better: fc.integer({ min: 0, max: 3_000 }) });
    fc.assert(
      fc.property(pair, ({ worse, better }) => {
        const { pValue } = mcnemar({ worse, better });
        assert.ok(pValue >= 0 && pValue <= 1);
        assert.equal(mcnemar({ worse: better, better: worse }).pValue, pValue);
        if (worse > 0 && worse <= better)
          assert.ok(mcnemar({ worse: worse - 1, better: better + 1 }).pValue <= pValue + 1e-12);
      }),
    );
    assert.throws(() => mcnemar({ worse: 1.5, better: 0 }), RangeError);
  });
});
