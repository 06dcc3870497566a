export { type Claim, claimDirectory, type Owned, type Taken } from './claim.ts';
export { type ContentOptions, openContent } from './content.ts';
export type { ContentStore } from './content.types.ts';
export { makeDirectory, syncDirectory, writeFileDurably } from './durable.ts';
export { LedgerError, type LedgerErrorCode } from './error.ts';
export { canonicalBytes, type Fact, leafHash, makeLeaf, nextHead, type Sha256, type Stamp, toDigest } from './leaf.ts';
export { type LogOptions, openLog } from './log.ts';
export type { Appended, Log, LogEntry, TornTail } from './log.types.ts';
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
export { systemStamp } from './stamp.ts';
