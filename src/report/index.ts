export { assessmentReport, chooseSamples } from './assessment-report.ts';
export { type CorrectableCase, correctedRates } from './corrected-rates.ts';
export { assumedRole, postureOfRun, type RunPostureInput } from './posture-of-run.ts';
export type {
  AssessmentReport,
  CorrectedRate,
  GraderQuality,
  ReportCheck,
  ReportParts,
  ReportPlan,
  ReportSample,
  ReportSystem,
  ReportThreshold,
  SampleChoice,
} from './types.ts';
