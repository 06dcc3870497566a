export { type Claim, claimDirectory, type Owned, type Taken } from './claim.ts';
export { type ContentOptions, openContent } from './content.ts';
export type { ContentStore } from './content.types.ts';
export { makeDirectory, syncDirectory, writeFileDurably } from './durable.ts';
export { LedgerError, type LedgerErrorCode } from './error.ts';
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
  type LogPlace,
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
  FactLeaf,
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
export {
  type ChainKind,
  chainFiles,
  chainLeafOf,
  checkLink,
  defaultPeriod,
  everyLeaf,
  type Holding,
  idOfOrigin,
  type LogEnd,
  type LogSeries,
  longestChainFile,
  nameOfLog,
  openSeries,
  openSeriesPublication,
  type Period,
  type PublishedLog,
  periods,
  type Retirement,
  retentionMonths,
  type SeriesLog,
  type SeriesPublication,
  type Trust,
  type VerifiedLog,
  type Vouched,
  verifySeries,
} from './series/index.ts';
export { sha256, systemStamp } from './stamp.ts';
export {
  consistencyProof,
  decodeBundle,
  encodeBundle,
  entriesPath,
  inclusionProof,
  parsePath,
  readHashFrom,
  tilesAt,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
  verifyTiles,
} from './tree/index.ts';
export { type VerificationInput, type Verified, verifyLog } from './verification.ts';
