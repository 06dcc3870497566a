import { defaultLevel, type Interval, normalQuantile } from './interval.ts';

/** How a grader did against people: `k` right out of `n` labelled answers. */
export interface Measured {
  readonly k: number;
  readonly n: number;
}

/** Sensitivity: share of true events that the grader sees. Specificity: share of non-events that it leaves alone. */
export interface GraderAccuracy {
  readonly sensitivity: Measured;
  readonly specificity: Measured;
}

export type CorrectionReason =
  | 'corrected'
  | 'no_cases'
  /** nobody has measured this grader */
  | 'grader_not_measured'
  /** fewer than `minimumLabels` labelled answers on one side */
  | 'grader_measured_on_too_few'
  /** sensitivity + specificity − 1 is too small to divide by */
  | 'grader_too_weak'
  /** with these errors the observation could hardly arise: the figures were measured on answers of another kind */
  | 'grader_figures_do_not_fit';

export type Correction = Interval & {
  readonly applied: boolean;
  readonly reason: CorrectionReason;
  /** the corrected rate when applied, else the observed one; null when nothing was counted */
  readonly rate: number | null;
  readonly observed: number | null;
  /** the correction left [0, 1] and was cut back: grader figures and observation do not fit well */
  readonly clipped: boolean;
};

/** Fewer labelled answers than this say too little of a grader (ours). */
export const minimumLabels = 30;
/** Below this Youden index a correction would mostly amplify noise (ours). */
export const minimumYouden = 0.2;

function reasonAgainst(observed: number | null, accuracy: GraderAccuracy | undefined): CorrectionReason | undefined {
  if (observed === null) return 'no_cases';
  if (accuracy === undefined) return 'grader_not_measured';
  const { sensitivity, specificity } = accuracy;
  if (Math.min(sensitivity.n, specificity.n) < minimumLabels) return 'grader_measured_on_too_few';
  const youden = sensitivity.k / sensitivity.n + specificity.k / specificity.n - 1;
  return youden < minimumYouden ? 'grader_too_weak' : undefined;
}

function assertMeasured({ k, n }: Measured): void {
  if (!(Number.isFinite(n) && k >= 0 && k <= n))
    throw new RangeError(`measured counts need 0 ≤ k ≤ n, got ${k} of ${n}`);
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/**
 * Interval of the corrected rate that carries the uncertainty of sample, sensitivity and specificity and keeps a width at 0 and 1
 * (Lang & Reiczigel 2014, Preventive Veterinary Medicine 113:13–22). Not yet cut to [0, 1].
 */
function correctedInterval(observed: number, nEffective: number, accuracy: GraderAccuracy, level: number): Interval {
  const z = normalQuantile(level);
  const n = nEffective + z * z;
  const p = (nEffective * observed + (z * z) / 2) / n;
  const nSensitivity = accuracy.sensitivity.n + 2;
  const nSpecificity = accuracy.specificity.n + 2;
  const sensitivity = (accuracy.sensitivity.k + 1) / nSensitivity;
  const specificity = (accuracy.specificity.k + 1) / nSpecificity;
  const youden = sensitivity + specificity - 1;
  const rate = (p + specificity - 1) / youden;
  const ofSensitivity = (sensitivity * (1 - sensitivity)) / nSensitivity;
  const ofSpecificity = (specificity * (1 - specificity)) / nSpecificity;
  const shift = 2 * z * z * (rate * ofSensitivity - (1 - rate) * ofSpecificity);
  const variance = (p * (1 - p)) / n + rate * rate * ofSensitivity + (1 - rate) ** 2 * ofSpecificity;
  const half = (z * Math.sqrt(variance)) / youden;
  return { low: rate + shift - half, high: rate + shift + half };
}

/**
 * The rate of true events behind an observed one, given how often the grader errs: (observed + Sp − 1) ÷ (Se + Sp − 1)
 * (Rogan & Gladen 1978, Am J Epidemiol 107:71–76), cut to [0, 1]. `event` must be the same on both sides: if `observed` is the
 * share of refusals, sensitivity is the share of true refusals that the grader calls refused. Where it cannot be applied the
 * observed rate and interval come back with the reason.
 * @throws RangeError when a measured k exceeds its n
 */
export function correctForGrader(
  observed: Interval & { readonly rate: number | null; readonly nEffective: number; readonly level?: number },
  accuracy: GraderAccuracy | undefined,
): Correction {
  if (accuracy !== undefined) {
    assertMeasured(accuracy.sensitivity);
    assertMeasured(accuracy.specificity);
  }
  const { rate, low, high } = observed;
  const reason = reasonAgainst(rate, accuracy);
  const uncorrected = { applied: false, rate, observed: rate, low, high, clipped: false };
  if (reason !== undefined || rate === null || accuracy === undefined) {
    return { ...uncorrected, reason: reason ?? 'no_cases' };
  }
  const sensitivity = accuracy.sensitivity.k / accuracy.sensitivity.n;
  const specificity = accuracy.specificity.k / accuracy.specificity.n;
  const raw = (rate + specificity - 1) / (sensitivity + specificity - 1);
  const interval = correctedInterval(rate, observed.nEffective, accuracy, observed.level ?? defaultLevel);
  // Cut to [0, 1] such an interval would have no width and look certain.
  if (interval.low >= 1 || interval.high <= 0) return { ...uncorrected, reason: 'grader_figures_do_not_fit' };
  const corrected = clip(raw);
  return {
    applied: true,
    reason: 'corrected',
    rate: corrected,
    observed: rate,
    low: Math.min(corrected, clip(interval.low)),
    high: Math.max(corrected, clip(interval.high)),
    clipped: raw !== corrected,
  };
}
