export type { Fetch, WitnessAddress } from './ask.ts';
export { checkLog } from './check.ts';
export { type GatherOptions, gatherCosignatures } from './gather.ts';
export { type WitnessServing, witnessServer } from './http.ts';
export type { Refusal, Suspicion } from './judgement.ts';
export { formatSubmission, type Submission } from './submission.ts';
export {
  type Cosigned,
  type Outcome,
  openWitness,
  type Refused,
  type Witness,
  type WitnessOptions,
  witnessKeysIn,
} from './witness.ts';
