export {
  type BundleLog,
  type BundleRequest,
  type Bundles,
  type BundlesParts,
  bundleFileName,
  bundleLogsOf,
  createBundles,
  type MadeBundle,
} from './bundle/index.ts';
export {
  type ChangedCase,
  type ComparableRun,
  type ComparedFigure,
  comparableRun,
  compareRuns,
  type Difference,
  type RunComparison,
} from './compare.ts';
export type { ReportErrorCode } from './errors.ts';
export { reportHtml } from './html/index.ts';
export { reportJunit } from './junit.ts';
export { reportJson } from './report-json.ts';
export { type RunReportInput, reportOfRun } from './report-of-run.ts';
export type { ReportObject } from './report-schema.ts';
export { createReports, type Reports, type ReportsParts } from './room.ts';
export { shippedDefinitions } from './shipped-definitions.ts';
export type {
  AssessmentReport,
  ChosenCase,
  CorrectedRate,
  GraderQuality,
  ReportCheck,
  ReportFinding,
  ReportParts,
  ReportPlan,
  ReportSample,
  ReportSystem,
  ReportThreshold,
  SampleChoice,
  SeenCase,
} from './types.ts';
export { percent, type ReportWords, reasonWords, reportWords, thresholdText } from './words.ts';
