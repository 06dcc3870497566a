import type { CheckDefinition } from '../../evidence/index.ts';
import type { Edition, Profile } from '../../framework/index.ts';
import type {
  BundleFile,
  BundleManifest,
  Checkpoint,
  Instant,
  Leaf,
  LogEntry,
  PublicLogKey,
  ReadHash,
} from '../../ledger/index.ts';
import type { SystemThen } from '../../register/index.ts';
import type { AskedPeriod } from './period.ts';

/** One log as it is published: where the entries of a bundle come from, and what places them there. */
export interface BundleLog {
  readonly origin: string;
  /** index in the series of its first leaf */
  readonly from: number;
  /** its entries are gone, but for those that link it to the other logs */
  readonly retired: boolean;
  /** the signed checkpoint */
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly keys: readonly PublicLogKey[];
  /** leaves in the order of the log, verified against its chain; those behind the checkpoint too */
  read(range?: { readonly from?: number; readonly to?: number }): AsyncIterable<PlacedEntry>;
  /** stored hashes of the tree that the checkpoint signs */
  readonly readHash: ReadHash;
  /** RFC 3161 reply over exactly this note; null where there is none */
  timestamp(): Promise<Uint8Array | null>;
}

/** A leaf and its place in its own log. */
export type PlacedEntry = Pick<LogEntry, 'index' | 'digest' | 'leaf'>;

/** A leaf at its place: which of the logs, counted from 0, and which entry of it. */
export interface Placed {
  readonly log: number;
  readonly entry: PlacedEntry;
  /** what the entry says: where it carries on a leaf of a retired log, that leaf */
  readonly leaf: Leaf;
}

export interface BundleRequest extends AskedPeriod {
  /** false: the system's name stays out */
  readonly name?: boolean | undefined;
}

/** A bundle as it is handed out. */
export interface MadeBundle {
  /** a name for the file, ASCII */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export type Omission = BundleManifest['omitted'][number];

/** The period as a bundle states it. */
export type StatedPeriod = Readonly<{ from: Instant; to: Instant }>;

/** The journals of the runs of a bundle, and why some are not in it. */
export interface Journals {
  readonly files: readonly BundleFile[];
  /** by run; `included`, or why its journal stays out */
  readonly of: ReadonlyMap<string, 'included' | JournalReason>;
  /** pieces of content (questions, answers, words of graders, features of answers) that the journals name and that stay out */
  readonly content: number;
  readonly omitted: readonly Omission[];
}

export type JournalReason = 'not_finished' | 'missing' | 'damaged' | 'differs' | 'too_large';

/** What a bundle is made of, once its leaves are chosen. */
export interface Chosen {
  readonly org: string;
  readonly system: string;
  readonly then: SystemThen;
  /** null: erased, or not wanted */
  readonly name: string | null;
  readonly period: StatedPeriod;
  readonly createdAt: string;
  readonly tool: string;
  readonly edition: Edition;
  readonly profiles: readonly Profile[];
  readonly definitions: readonly CheckDefinition[];
  readonly leaves: readonly Leaf[];
  readonly journals: Journals;
  readonly omitted: readonly Omission[];
}
