import { defaultLevel, normalQuantile, wilson } from './interval.ts';
import { type GroupCount, type Rate, rateOf } from './rate.ts';

/** Where a threshold comes from; one that the edition does not give is ours, and says so. */
export type ThresholdBasis = 'official' | 'reconstructed' | 'interpretation' | 'user';

export interface Threshold {
  /** `at_least`: the rate must reach the value; `at_most`: it must not pass it */
  readonly direction: 'at_least' | 'at_most';
  /** a share in [0, 1] */
  readonly value: number;
  readonly basis: ThresholdBasis;
}

export interface RateQuestion {
  readonly k: number;
  readonly n: number;
  /** the same cases by seed question; absent: each case stands for itself */
  readonly groups?: readonly GroupCount[] | undefined;
  readonly threshold: Threshold;
  /** fewer cases than this decide nothing; at least 1 */
  readonly minimumSample: number;
  readonly level?: number | undefined;
}

export type VerdictReason =
  /** nothing was counted: not assessed */
  'no_cases' | 'below_minimum_sample' | 'meets_threshold' | 'misses_threshold';

export type SupportReason =
  | 'no_cases'
  /** the bound meets the threshold */
  | 'bound_meets'
  | 'bound_misses'
  /** the bound meets it, but the groups are so few that even unbroken success could not: one failure must not help */
  | 'too_few_groups';

export interface RateVerdict {
  readonly rate: Rate;
  readonly threshold: Threshold;
  readonly minimumSample: number;
  /** what the standard says of the point estimate; the state of an item follows it */
  readonly pointVerdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: VerdictReason;
  readonly assessed: boolean;
  /** the bound of the interval, not only the point, meets the threshold */
  readonly supported: boolean;
  readonly supportReason: SupportReason;
  /** more cases, at the same rate and grouping, until the bound meets the threshold; 0 when it does, null when it never will */
  readonly casesLacking: number | null;
  /** more cases until the minimum sample is reached */
  readonly sampleLacking: number;
}

function meets(threshold: Threshold, value: number): boolean {
  return threshold.direction === 'at_least' ? value >= threshold.value : value <= threshold.value;
}

/**
 * Independent cases at which Wilson's bound of `rate` reaches `value`: the interval ends where (rate − value)² = z²·value·(1 − value)/n,
 * so n = z²·value·(1 − value) ÷ (rate − value)². Null when the rate is not strictly on the good side.
 */
function independentCasesNeeded(rate: number, threshold: Threshold, z: number): number | null {
  const margin = threshold.direction === 'at_least' ? rate - threshold.value : threshold.value - rate;
  if (margin <= 0) return null;
  return (z * z * threshold.value * (1 - threshold.value)) / (margin * margin);
}

/** The bound that this many groups would give if every single case went well. */
function bestBoundOfGroups(groups: number, threshold: Threshold, level: number): number {
  return threshold.direction === 'at_least' ? wilson(groups, groups, level).low : wilson(0, groups, level).high;
}

function supportOf(rate: Rate, threshold: Threshold): SupportReason {
  if (rate.n === 0) return 'no_cases';
  if (!meets(threshold, threshold.direction === 'at_least' ? rate.low : rate.high)) return 'bound_misses';
  return meets(threshold, bestBoundOfGroups(rate.groups, threshold, rate.level)) ? 'bound_meets' : 'too_few_groups';
}

/** Cases still lacking when the bound does not yet support the point, growing at today's design effect and group size. */
function lacking(rate: Rate, threshold: Threshold): number | null {
  if (rate.rate === null) return null;
  const z = normalQuantile(rate.level);
  const independent = independentCasesNeeded(rate.rate, threshold, z);
  const perfect = threshold.direction === 'at_least' ? 1 : 0;
  const groups = independentCasesNeeded(perfect, threshold, z);
  if (independent === null || groups === null) return null;
  const wanted = Math.max(independent * rate.designEffect, (groups * rate.n) / rate.groups);
  // The bound is known to miss, so a sum that rounds to today's n still lacks one.
  return Math.max(1, Math.ceil(wanted - 1e-9) - rate.n);
}

function pointOf(rate: Rate, question: RateQuestion): Pick<RateVerdict, 'pointVerdict' | 'reason' | 'assessed'> {
  if (rate.rate === null) return { pointVerdict: 'inconclusive', reason: 'no_cases', assessed: false };
  if (rate.n < question.minimumSample) {
    return { pointVerdict: 'inconclusive', reason: 'below_minimum_sample', assessed: true };
  }
  return meets(question.threshold, rate.rate)
    ? { pointVerdict: 'pass', reason: 'meets_threshold', assessed: true }
    : { pointVerdict: 'fail', reason: 'misses_threshold', assessed: true };
}

function assertQuestion({ k, n, groups, threshold, minimumSample }: RateQuestion): void {
  if (!(threshold.value >= 0 && threshold.value <= 1)) {
    throw new RangeError(`a threshold is a share between 0 and 1, got ${threshold.value}`);
  }
  if (!(Number.isSafeInteger(minimumSample) && minimumSample >= 1)) {
    throw new RangeError(`a minimum sample is a whole number from 1, got ${minimumSample}`);
  }
  const sum = (groups ?? []).reduce((total, group) => ({ n: total.n + group.n, k: total.k + group.k }), { n: 0, k: 0 });
  if (groups !== undefined && (sum.n !== n || sum.k !== k)) {
    throw new RangeError(`groups hold ${sum.k} of ${sum.n}, but ${k} of ${n} were given`);
  }
}

/** Every case for itself, without building n objects. */
function ungrouped(k: number, n: number, level: number): Rate {
  if (!(Number.isSafeInteger(k) && Number.isSafeInteger(n) && k >= 0 && k <= n)) {
    throw new RangeError(`counts must be whole with 0 ≤ k ≤ n, got ${k} of ${n}`);
  }
  const rate = n === 0 ? null : k / n;
  return { n, k, rate, nEffective: n, designEffect: 1, groups: n, level, ...wilson(k, n, level) };
}

/**
 * The two verdicts on a rate: that of the standard (point estimate, given at least `minimumSample` cases) and, beside it, whether
 * the bound of the interval supports it.
 * @throws RangeError when counts, groups, threshold, sample or level are impossible or disagree
 */
export function assessRate(question: RateQuestion): RateVerdict {
  assertQuestion(question);
  const { k, n, groups, threshold, minimumSample, level = defaultLevel } = question;
  const rate = groups === undefined ? ungrouped(k, n, level) : rateOf(groups, level);
  const supportReason = supportOf(rate, threshold);
  const supported = supportReason === 'bound_meets';
  return {
    rate,
    threshold,
    minimumSample,
    ...pointOf(rate, question),
    supported,
    supportReason,
    casesLacking: supported ? 0 : lacking(rate, threshold),
    sampleLacking: Math.max(0, minimumSample - n),
  };
}
