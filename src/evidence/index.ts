export { type Canaries, readCanaries } from './canaries.ts';
export type { Binding, Check, CheckDefinition } from './check.ts';
export type { EvidenceErrorCode } from './errors.ts';
export type { GateInput, GateResult, Unmet } from './gate.ts';
export { findGrade, gradeCheck } from './grade-check.ts';
export { type CanaryProof, canaryProof, type IdentityChange, identityChanged } from './identity.ts';
export { newestResults } from './newest.ts';
export type { Finding, Measurement, Observation, Result } from './observation.ts';
export { posture } from './posture.ts';
export { evidenceProjector } from './projector.ts';
export { type Recorded, recordedIn, toObservation } from './recorded.ts';
export type { RunOutcome, RunPlan } from './recording.ts';
export { createEvidence, type Evidence, type EvidenceParts } from './room.ts';
export type { ScopeItem } from './scope.ts';
export type { ItemState, ScopedState } from './state.ts';
export type { CaseReviewInput, ExceptionInput, JudgementInput } from './statements.ts';
export { evidenceMigrations } from './tables.ts';
export type {
  CaseReview,
  Contribution,
  EffectiveResult,
  Exception,
  Headline,
  IdentitySighting,
  ItemKind,
  ItemPosture,
  Judgement,
  Posture,
  PostureInput,
  RollUp,
  Run,
  RunCounts,
  StateCounts,
} from './types.ts';
