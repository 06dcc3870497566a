export type { Binding, Check, CheckDefinition } from './check.ts';
export { EvidenceError, type EvidenceErrorCode } from './errors.ts';
export type { Finding, Measurement, Observation, Result } from './observation.ts';
export { bestToWorst, compareStates, type ItemState, type ScopedState, worstState } from './state.ts';
export type {
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
