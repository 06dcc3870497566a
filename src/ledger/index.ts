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
