export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export { cosignedSubtree, cosignedText, type Primitives, type Subtree, signerOf, verifierOf } from './cosignature.ts';
export {
  formatVerifierKey,
  keyIdOf,
  namesKey,
  parseVerifierKey,
  type SignatureType,
  signatureTypes,
  type VerifierKey,
  verifierKey,
} from './key.ts';
export {
  generateLogKeys,
  type KeyPairOfLog,
  type LogKeys,
  nodePrimitives,
  type PublicLogKey,
  publicKeysOf,
  readLogKeys,
  rotateLogKeys,
  signersOf,
  verifiersOf,
  writeLogKeys,
} from './keys.ts';
export {
  formatNote,
  type Note,
  type NoteSignature,
  type NoteSource,
  type NoteVerifier,
  type OpenedNote,
  openNote,
  parseNote,
  type Signer,
  type Statement,
  signNote,
  type VerifiedSignature,
} from './note.ts';
export {
  type CheckpointPolicy,
  checkCheckpoint,
  checkPolicy,
  type KeyFinding,
  type TrustedCheckpoint,
  type WitnessPin,
} from './policy.ts';
export { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof.ts';
