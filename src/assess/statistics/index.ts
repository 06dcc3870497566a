export { type Correction, correctForGrader, type GraderAccuracy, type Measured } from './grader-correction.ts';
export { defaultLevel, type Interval, wilson } from './interval.ts';
export { type Discordant, mcnemar, type PairedTest } from './paired.ts';
export {
  effectiveSample,
  type GroupCount,
  groupCounts,
  type Outcome,
  type Rate,
  rateOf,
  rateOfOutcomes,
} from './rate.ts';
export {
  assessRate,
  type RateQuestion,
  type RateVerdict,
  type SupportReason,
  type Threshold,
  type ThresholdBasis,
  type VerdictReason,
} from './verdict.ts';
