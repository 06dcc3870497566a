/** What this room takes from the room that measures, in one place. */
export type { AssessmentCheck, CheckFinding, Metric, SettledCase } from '../assess/catalogue/index.ts';
export { looksAt, readCatalogue } from '../assess/catalogue/index.ts';
export type {
  CaseDetail,
  CaseRow,
  Counts,
  Figure,
  NamedFigure,
  RiskFigure,
  RunResult,
  Verdict,
} from '../assess/run/run-types.ts';
export type { GraderAccuracy, Measured, PairedTest, ThresholdBasis } from '../assess/statistics/index.ts';
export { correctForGrader, mcnemar, wilson } from '../assess/statistics/index.ts';
