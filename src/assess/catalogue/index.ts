export { type AssessmentCheck, type Metric, readCatalogue } from './catalogue.ts';
export { type CheckFinding, findingsOf, type RunEvidence } from './findings.ts';
export { looksAt, metricOf, type SettledCase } from './slice.ts';
