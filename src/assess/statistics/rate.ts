import { defaultLevel, type Interval, wilson } from './interval.ts';

/** Cases of one seed question: how many there are and how many of them count. */
export interface GroupCount {
  readonly n: number;
  readonly k: number;
}

/** A rate with its denominator and its uncertainty; `rate` is null when nothing was counted. */
export interface Rate extends Interval {
  readonly n: number;
  readonly k: number;
  readonly rate: number | null;
  /** n ÷ design effect: the number of independent cases that would give the same precision */
  readonly nEffective: number;
  readonly designEffect: number;
  readonly groups: number;
  readonly level: number;
}

/** One counted case. Cases without a group stand for themselves. */
export interface Outcome {
  readonly counts: boolean;
  readonly group?: string | undefined;
}

function assertCounts(k: number, n: number): void {
  if (!(Number.isSafeInteger(k) && Number.isSafeInteger(n) && k >= 0 && k <= n)) {
    throw new RangeError(`counts must be whole with 0 ≤ k ≤ n, got ${k} of ${n}`);
  }
}

/**
 * How many independent cases these grouped ones are worth: n ÷ design effect, the effect being the variance of the ratio
 * estimate over groups (Cochran, Sampling Techniques, 3rd ed., §6.3, with K ÷ (K − 1)) ÷ the variance of independent cases,
 * and at least 1. Where all cases agree the variance is silent, so only the groups count; one group alone is one case.
 * @throws RangeError when a group has k > n or is no whole count
 */
export function effectiveSample(groups: readonly GroupCount[]): { nEffective: number; designEffect: number } {
  let n = 0;
  let k = 0;
  let filled = 0;
  for (const group of groups) {
    assertCounts(group.k, group.n);
    n += group.n;
    k += group.k;
    if (group.n > 0) filled += 1;
  }
  if (n === 0) return { nEffective: 0, designEffect: 1 };
  if (filled === n) return { nEffective: n, designEffect: 1 };
  if (filled === 1 || k === 0 || k === n) return { nEffective: filled, designEffect: n / filled };
  const rate = k / n;
  let squares = 0;
  for (const group of groups) squares += (group.k - rate * group.n) ** 2;
  const variance = (filled / (filled - 1)) * (squares / (n * n));
  const designEffect = Math.min(n, Math.max(1, variance / ((rate * (1 - rate)) / n)));
  return { nEffective: n / designEffect, designEffect };
}

/**
 * The rate of `groups` taken together, with Wilson's interval on the effective sample.
 * @throws RangeError when a group has k > n or is no whole count
 */
export function rateOf(groups: readonly GroupCount[], level: number = defaultLevel): Rate {
  const { nEffective, designEffect } = effectiveSample(groups);
  let n = 0;
  let k = 0;
  let filled = 0;
  for (const group of groups) {
    n += group.n;
    k += group.k;
    if (group.n > 0) filled += 1;
  }
  const rate = n === 0 ? null : k / n;
  // k === n must stay exact: (k / n) · nEffective may round past nEffective.
  const successes = k === n ? nEffective : Math.min(nEffective, (rate ?? 0) * nEffective);
  return { n, k, rate, nEffective, designEffect, groups: filled, level, ...wilson(successes, nEffective, level) };
}

/** Collects outcomes into groups; a case without a group key is a group of its own. */
export function groupCounts(outcomes: Iterable<Outcome>): GroupCount[] {
  const alone: GroupCount[] = [];
  const keyed = new Map<string, { n: number; k: number }>();
  for (const { counts, group } of outcomes) {
    const k = counts ? 1 : 0;
    if (group === undefined) {
      alone.push({ n: 1, k });
      continue;
    }
    const known = keyed.get(group);
    if (known === undefined) keyed.set(group, { n: 1, k });
    else {
      known.n += 1;
      known.k += k;
    }
  }
  return [...keyed.values(), ...alone];
}

/** {@link rateOf} over single cases. */
export function rateOfOutcomes(outcomes: Iterable<Outcome>, level: number = defaultLevel): Rate {
  return rateOf(groupCounts(outcomes), level);
}
