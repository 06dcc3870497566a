export { recordedAddress, secretNameOf } from './address.ts';
export { type Assessments, type ConductParts, createAssessments } from './conduct.ts';
export { type JudgeAddress, openGrading } from './judge.ts';
export { findingsOfRun, type StandardsOfRun } from './outcome.ts';
export type { AssessmentInput } from './place.ts';
export {
  keepRequest,
  openRequested,
  reachOf,
  readRequest,
  subjectOf,
  type TargetRequest,
} from './request.ts';
