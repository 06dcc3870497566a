import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  assessRate,
  effectiveSample,
  type GroupCount,
  rateOf,
  rateOfOutcomes,
  type Threshold,
  wilson,
} from './index.ts';

const counts = fc.integer({ min: 1, max: 5_000 }).chain((n) => fc.integer({ min: 0, max: n }).map((k) => ({ n, k })));
const grouped = fc.array(
  fc.integer({ min: 1, max: 30 }).chain((n) => fc.integer({ min: 0, max: n }).map((k): GroupCount => ({ n, k }))),
  { minLength: 1, maxLength: 60 },
);
const close = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
const atLeast = (value: number): Threshold => ({ direction: 'at_least', value, basis: 'interpretation' });
const atMost = (value: number): Threshold => ({ direction: 'at_most', value, basis: 'interpretation' });

describe('Wilson interval', () => {
  it('gives the values of Wilson (1927) as tabled by Newcombe (1998)', () => {
    for (const [k, n, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilson(k, n);
      close(interval.low, low, 5e-5);
      close(interval.high, high, 5e-5);
    }
  });

  it('reproduces the table of what thresholds mean with sampling', () => {
    const rows = [
      ['at_least', 0.95, 300, 285, 0.919, 0.97, 293],
      ['at_least', 0.95, 500, 475, 0.927, 0.966, 485],
      ['at_most', 0.05, 300, 15, 0.031, 0.081, 7],
      ['at_most', 0.05, 500, 25, 0.034, 0.073, 15],
      ['at_least', 0.9, 1000, 900, 0.88, 0.917, 919],
      ['at_least', 0.9, 2000, 1800, 0.886, 0.912, 1827],
    ] as const;
    for (const [direction, value, n, atThreshold, low, high, needed] of rows) {
      const threshold: Threshold = { direction, value, basis: 'official' };
      const verdict = assessRate({ k: atThreshold, n, threshold, minimumSample: 1 });
      assert.equal(verdict.pointVerdict, 'pass');
      assert.equal(verdict.supported, false);
      assert.equal(verdict.casesLacking, null, 'a rate on the threshold itself is never supported');
      close(verdict.rate.low, low, 5.1e-4);
      close(verdict.rate.high, high, 5.5e-4);
      const step = direction === 'at_least' ? -1 : 1;
      assert.equal(assessRate({ k: needed, n, threshold, minimumSample: 1 }).supported, true);
      assert.equal(assessRate({ k: needed + step, n, threshold, minimumSample: 1 }).supported, false);
    }
  });

  it('contains the point and stays within [0, 1]', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.5, max: 0.999, noNaN: true }), ({ n, k }, level) => {
        const { low, high } = wilson(k, n, level);
        assert.ok(0 <= low && low <= k / n && k / n <= high && high <= 1);
        assert.ok(high > low, 'never of zero width');
      }),
    );
  });

  it('narrows with n at the same rate', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 20 }), ({ n, k }, times) => {
        const one = wilson(k, n);
        const more = wilson(k * times, n * times);
        assert.ok(more.high - more.low < one.high - one.low);
      }),
    );
  });

  it('is symmetric: counting the opposite mirrors it', () => {
    fc.assert(
      fc.property(counts, ({ n, k }) => {
        const of = wilson(k, n);
        const opposite = wilson(n - k, n);
        close(of.low, 1 - opposite.high, 1e-12);
        close(of.high, 1 - opposite.low, 1e-12);
      }),
    );
  });

  it('rises with successes and widens with the level', () => {
    fc.assert(
      fc.property(counts, ({ n, k }) => {
        const of = wilson(k, n);
        if (k < n) {
          const more = wilson(k + 1, n);
          assert.ok(more.low >= of.low && more.high >= of.high);
        }
        const wide = wilson(k, n, 0.99);
        assert.ok(wide.low <= of.low && wide.high >= of.high);
      }),
    );
  });

  it('knows nothing of no cases and refuses impossible counts', () => {
    assert.deepEqual(wilson(0, 0), { low: 0, high: 1 });
    for (const [k, n] of [
      [2, 1],
      [-1, 5],
      [Number.NaN, 5],
      [1, Number.POSITIVE_INFINITY],
    ] as const) {
      assert.throws(() => wilson(k, n), RangeError);
    }
    for (const level of [0, 1, Number.NaN]) assert.throws(() => wilson(1, 2, level), RangeError);
  });
});

describe('design effect of cases that share a seed question', () => {
  it('is 1 without groups', () => {
    assert.deepEqual(
      effectiveSample([
        { n: 1, k: 1 },
        { n: 1, k: 0 },
        { n: 1, k: 1 },
      ]),
      { nEffective: 3, designEffect: 1 },
    );
  });

  it('counts groups only where all cases agree', () => {
    const rate = rateOf(Array.from({ length: 15 }, () => ({ n: 20, k: 20 })));
    assert.equal(rate.nEffective, 15);
    assert.deepEqual([rate.low, rate.high], [wilson(15, 15).low, 1]);
    assert.equal(rateOf(Array.from({ length: 15 }, () => ({ n: 20, k: 0 }))).nEffective, 15);
  });

  it('approaches the number of groups when the cases of a group always agree', () => {
    const groups = Array.from({ length: 100 }, (_, i) => ({ n: 20, k: i % 2 === 0 ? 20 : 0 }));
    const { nEffective, designEffect } = effectiveSample(groups);
    close(designEffect, 20 * (100 / 99), 1e-9);
    close(nEffective, 99, 1e-9);
  });

  it('takes one group as one case', () => {
    assert.equal(effectiveSample([{ n: 40, k: 20 }]).nEffective, 1);
  });

  it('covers the truth in about 95 % of simulated assessments, where ignoring the groups would not', () => {
    let seed = 11;
    const random = (): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const covered = { grouped: 0, ignored: 0 };
    for (let trial = 0; trial < 500; trial += 1) {
      // Each seed question is easy or hard; the truth over all is 0.8.
      const groups = Array.from({ length: 60 }, () => {
        const ease = random() < 0.5 ? 0.97 : 0.63;
        return { n: 20, k: Array.from({ length: 20 }, () => random() < ease).filter(Boolean).length };
      });
      const rate = rateOf(groups);
      const naive = wilson(rate.k, rate.n);
      if (rate.low <= 0.8 && 0.8 <= rate.high) covered.grouped += 1;
      if (naive.low <= 0.8 && 0.8 <= naive.high) covered.ignored += 1;
    }
    assert.ok(covered.grouped / 500 > 0.92, `${covered.grouped} of 500`);
    assert.ok(covered.ignored / 500 < 0.85, `${covered.ignored} of 500`);
  });

  it('never claims more than n nor less than one case, and never zero width', () => {
    fc.assert(
      fc.property(grouped, (groups) => {
        const rate = rateOf(groups);
        assert.ok(rate.nEffective >= 1 - 1e-9 && rate.nEffective <= rate.n);
        assert.ok(rate.designEffect >= 1);
        assert.ok(rate.rate !== null && rate.low <= rate.rate && rate.rate <= rate.high && rate.low < rate.high);
      }),
    );
  });

  it('does not depend on the order of outcomes', () => {
    const outcome = fc.record({ counts: fc.boolean(), group: fc.constantFrom('a', 'b', 'c', undefined) });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), (outcomes) => {
        const there = rateOfOutcomes(outcomes);
        const back = rateOfOutcomes([...outcomes].reverse());
        assert.deepEqual([there.n, there.k, there.groups], [back.n, back.k, back.groups]);
        close(there.low, back.low, 1e-12);
      }),
    );
  });
});

describe('verdict on a rate', () => {
  it('is not assessed without cases', () => {
    const verdict = assessRate({ k: 0, n: 0, threshold: atMost(0.05), minimumSample: 1 });
    assert.equal(verdict.assessed, false);
    assert.deepEqual([verdict.pointVerdict, verdict.reason, verdict.supported], ['inconclusive', 'no_cases', false]);
    assert.equal(verdict.rate.rate, null);
  });

  it('is inconclusive below the minimum sample, whatever the rate', () => {
    const verdict = assessRate({ k: 29, n: 29, threshold: atLeast(0.5), minimumSample: 30 });
    assert.deepEqual([verdict.pointVerdict, verdict.reason], ['inconclusive', 'below_minimum_sample']);
    assert.equal(verdict.sampleLacking, 1);
    assert.equal(verdict.supported, true);
  });

  it('says how many cases at the same rate are lacking, and that many suffice', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(atLeast(0.95), atMost(0.05), atLeast(0.5)), ({ n, k }, threshold) => {
        const { casesLacking, supported, pointVerdict } = assessRate({ k, n, threshold, minimumSample: 1 });
        if (casesLacking === null) {
          assert.equal(supported, false);
          return;
        }
        assert.equal(pointVerdict, 'pass');
        assert.equal(supported, casesLacking === 0);
        const more = n + casesLacking;
        const bound = wilson((k / n) * more, more);
        assert.ok(
          threshold.direction === 'at_least'
            ? bound.low >= threshold.value - 1e-9
            : bound.high <= threshold.value + 1e-9,
        );
      }),
    );
  });

  it('does not let one failure among few groups support what no failure could not', () => {
    const all = Array.from({ length: 20 }, () => ({ n: 20, k: 20 }));
    const one = [{ n: 20, k: 19 }, ...all.slice(1)];
    const perfect = assessRate({ k: 400, n: 400, groups: all, threshold: atLeast(0.95), minimumSample: 1 });
    const dented = assessRate({ k: 399, n: 400, groups: one, threshold: atLeast(0.95), minimumSample: 1 });
    assert.equal(perfect.supported, false);
    assert.equal(dented.supported, false);
    assert.equal(dented.supportReason, 'too_few_groups');
    assert.equal(perfect.casesLacking, dented.casesLacking);
  });

  it('never worsens when a failure becomes a success', () => {
    fc.assert(
      fc.property(counts, ({ n, k }) => {
        fc.pre(k < n);
        const order = { fail: 0, inconclusive: 1, pass: 2 } as const;
        const of = (successes: number) => assessRate({ k: successes, n, threshold: atLeast(0.9), minimumSample: 30 });
        assert.ok(order[of(k + 1).pointVerdict] >= order[of(k).pointVerdict]);
        assert.ok(Number(of(k + 1).supported) >= Number(of(k).supported));
      }),
    );
  });

  it('refuses groups that do not sum up and thresholds that are no share', () => {
    const groups = [{ n: 2, k: 1 }];
    assert.throws(() => assessRate({ k: 1, n: 3, groups, threshold: atLeast(0.5), minimumSample: 1 }), RangeError);
    assert.throws(() => assessRate({ k: 1, n: 2, threshold: atLeast(95), minimumSample: 1 }), RangeError);
    assert.throws(() => assessRate({ k: 1, n: 2, threshold: atLeast(0.5), minimumSample: 0 }), RangeError);
    assert.throws(() => assessRate({ k: 3, n: 2, threshold: atLeast(0.5), minimumSample: 1 }), RangeError);
  });
});
