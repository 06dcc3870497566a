export { type Claim, claimDirectory, type Owned, type Taken } from './claim.ts';
export { type ContentOptions, openContent } from './content.ts';
export type { ContentStore } from './content.types.ts';
export { makeDirectory, syncDirectory, writeFileDurably } from './durable.ts';
export { LedgerError, type LedgerErrorCode, systemCode } from './error.ts';
export * from './evidence-bundle/index.ts';
export { canonicalBytes, type Fact, leafHash, makeLeaf, nextHead, type Sha256, type Stamp, toDigest } from './leaf.ts';
export { type LogOptions, openLog } from './log.ts';
export type { Appended, Log, LogEntry, TornTail } from './log.types.ts';
export {
  type Checkpoint,
  type CheckpointPolicy,
  checkCheckpoint,
  checkPolicy,
  cosignedSubtree,
  cosignedText,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVerifierKey,
  keyIdOf,
  type LogKeys,
  type NoteSource,
  nodePrimitives,
  openNote,
  type PublicLogKey,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  parseVerifierKey,
  publicKeysOf,
  readLogKeys,
  rotateLogKeys,
  signatureTypes,
  signerOf,
  type TrustedCheckpoint,
  verifierKey,
  verifierOf,
  verifiersOf,
} from './note/index.ts';
export {
  keysOfLog,
  mainLogIn,
  openPublication,
  ownCheckpoint,
  type Publication,
  type PublicationOptions,
  type Published,
  readPublished,
  readPublishedNote,
} from './publication.ts';
export { type PublishingOptions, publishingLog } from './publishing-log.ts';
export type {
  ActorRef,
  ContentRef,
  Digest,
  GradeLevel,
  IdentityFacts,
  Instant,
  Leaf,
  Parameters,
  RecordBody,
  RecordKind,
  StageCode,
  SystemFacts,
} from './record.ts';
export { parseLeaf, recordBodies } from './record.ts';
export { sha256, systemStamp } from './stamp.ts';
export {
  consistencyProof,
  decodeBundle,
  encodeBundle,
  entriesPath,
  inclusionProof,
  parsePath,
  type ReadHash,
  readHashFrom,
  tilesAt,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
  verifyTiles,
} from './tree/index.ts';
export { type VerificationInput, type Verified, verifyLog } from './verification.ts';
