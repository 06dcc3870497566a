export { type Fault, type FaultReason, FrameworkError, type FrameworkErrorCode, faultLine } from './errors.ts';
export {
  canonicalCode,
  controlPointCode,
  type Item,
  type ItemKind,
  itemOf,
  itemsOf,
  scopeOf,
  weakerBasis,
} from './lookup.ts';
export { parseEdition } from './parse.ts';
export {
  type Profile,
  parseProfile,
  type Standing,
  type Threshold,
  type ThresholdScope,
  thresholdOf,
} from './profile.ts';
export { editions, profiles, readEdition, readProfile } from './read.ts';
export { type Related, relationsOf } from './relations.ts';
export { remembered } from './remembered.ts';
export type {
  Actor,
  Basis,
  Bilingual,
  Confidence,
  ControlPoint,
  Count,
  Domain,
  Edition,
  GovernanceMeasure,
  Guideline,
  Language,
  Legend,
  Measure,
  Principle,
  Relation,
  Risk,
  RiskClass,
  Source,
  Stage,
} from './schema.ts';
