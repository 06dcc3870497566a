export { type Attack, type AttackName, attackNames, parseAttacks } from './attack/index.ts';
export {
  type AssessmentCheck,
  type CheckFinding,
  findingsOf,
  looksAt,
  type Metric,
  readCatalogue,
  type SettledCase,
} from './catalogue/index.ts';
export {
  type AssessmentInput,
  type Assessments,
  type ConductParts,
  createAssessments,
  findingsOfRun,
  keepRequest,
  openGrading,
  openRequested,
  reachOf,
  readRequest,
  recordedAddress,
  type StandardsOfRun,
  secretNameOf,
  subjectOf,
  type TargetRequest,
} from './conduct/index.ts';
export {
  AssessError,
  type AssessErrorCode,
  type ErrorParams,
  type Fault,
  isAssessError,
} from './error.ts';
export { type AnswerGrader, createGrading, type JudgeModel, type JudgePort } from './grader/index.ts';
export {
  answerGraderNamed,
  answerGraderNames,
  type GradeSummary,
  gradeStream,
  type Share,
} from './grader/quality/index.ts';
export { type MeasuredGrader, measuredGraders } from './grader/refusal/index.ts';
export { assessProblems } from './problems/index.ts';
export { openResponseCache } from './run/cache.ts';
export { systemClock } from './run/clock.ts';
export type { Grading } from './run/grading.ts';
export { journalLeaves } from './run/journal-leaves.ts';
export { type JudgePortOptions, judgePort } from './run/judge-port.ts';
export type { PlanHeader } from './run/plan.ts';
export { type CasePage, type CaseQuery, type RunReader, readRun } from './run/read.ts';
export { askAssessment, resumeAssessment, runAssessment } from './run/run.ts';
export type {
  CaseDetail,
  CaseOutcome,
  CaseRow,
  ConcurrencyChange,
  Counts,
  Figure,
  NamedFigure,
  Progress,
  ResponseCache,
  ResumeInput,
  RiskFigure,
  RunClock,
  RunFacts,
  RunInput,
  RunResult,
  RunStatus,
  SelfCheck,
  Verdict,
} from './run/run-types.ts';
export type { RunSettings, Standard } from './run/settings.ts';
export * from './statistics/index.ts';
export type { SuiteCase, Turn } from './suite/case.ts';
export { suiteCaseSchema } from './suite/json-schema.ts';
export { bankDirectory, type LoadOptions, loadSuite, shippedSuites } from './suite/load.ts';
export type { Suite, SuiteNotice } from './suite/suite.ts';
export { type OpenTargetOptions, openTarget, type TargetSpecification } from './target/open-target.ts';
export type {
  Answer,
  Target,
  TargetBounds,
  TargetDescription,
  TargetKind,
} from './target/target.ts';
