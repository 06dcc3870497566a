export { canonicalBytes } from './canonical.ts';
export { type Claim, claimDirectory, type Owned, type Taken } from './claim.ts';
export { type ContentOptions, openContent } from './content.ts';
export type { ContentStore } from './content.types.ts';
export { makeDirectory, syncDirectory, writeFileDurably } from './durable.ts';
export { type Erasure, type ErasureReason, eraseContent } from './erasure.ts';
export { LedgerError, type LedgerErrorCode, systemCode } from './error.ts';
export * from './evidence-bundle/index.ts';
export { type Fact, leafHash, makeLeaf, nextHead, type Sha256, type Stamp, toDigest } from './leaf.ts';
export { type LogOptions, openLog } from './log.ts';
export type { Appended, Log, LogEntry, TornTail } from './log.types.ts';
export {
  type Checkpoint,
  type CheckpointPolicy,
  checkCheckpoint,
  checkPolicy,
  checkWitnesses,
  cosignedSubtree,
  cosignedText,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVerifierKey,
  generateLogKeys,
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
  type WitnessPin,
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
  receiptOf,
} from './publication.ts';
export { publishedTiles } from './published-tiles.ts';
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
export { isLink, parseLeaf, recordBodies, saidBy } from './record.ts';
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
  linksOf,
  longestChainFile,
  nameOfLog,
  openSeries,
  openSeriesPublication,
  type Period,
  type PublishedLog,
  periods,
  type Retirement,
  readSeries,
  retentionMonths,
  type SeriesLog,
  type SeriesPublication,
  type Trust,
  type VerifiedLog,
  type Vouched,
  verifySeries,
} from './series/index.ts';
export { sha256, systemStamp } from './stamp.ts';
export { directoryStorage, type Storage } from './storage.ts';
export {
  askAuthority,
  checkContinues,
  keepTimestamp,
  keptTimestamps,
  readCertificates,
  type Timestamp,
  verifyTimestamp,
} from './timestamp/index.ts';
export {
  consistencyProof,
  decodeBundle,
  encodeBundle,
  entriesPath,
  inclusionProof,
  parsePath,
  pathOf,
  type ReadHash,
  readHashFrom,
  tilesAt,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
  verifyTiles,
} from './tree/index.ts';
export { type VerificationInput, type Verified, verifyLog } from './verification.ts';
export { wholeSegments } from './whole-segments.ts';
export {
  checkLog,
  type Fetch,
  type GatherOptions,
  gatherCosignatures,
  type Outcome,
  openWitness,
  type Refused,
  type Witness,
  type WitnessAddress,
  witnessKeysIn,
  witnessServer,
} from './witness/index.ts';
