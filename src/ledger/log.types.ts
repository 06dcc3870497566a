import type { Digest, Leaf } from './record.ts';

/** What opening a log after a crash cut back: bytes that were never acknowledged, kept beside for inspection. */
export interface TornTail {
  readonly file: string;
  /** where the whole entries end, in bytes from the start of the file */
  readonly offset: number;
  readonly bytes: number;
  /** the file that now holds the cut bytes */
  readonly keptAs: string;
}

/** The place of an acknowledged leaf. */
export interface Appended {
  /** 0 for the first leaf of the log */
  readonly index: number;
  /** RFC 6962 leaf hash of the canonical bytes */
  readonly digest: Digest;
  /** running head after this leaf; names every leaf up to it, in order */
  readonly head: Digest;
}

export interface LogEntry extends Appended {
  readonly leaf: Leaf;
}

/**
 * An append-only log of leaves: one writer, any number of readers.
 *
 * `append` validates the leaf strictly, and resolves only after the leaf (and all content put before it in the stores named by
 * `after`) has been synced to disk. Leaves take the order of the calls. It rejects with `ledger.invalid_leaf`,
 * `ledger.entry_too_large`, `ledger.closed`, `ledger.read_only`; and with `ledger.disk_full` or `ledger.write_failed` once writing
 * or syncing failed. After a failed fsync every further append rejects the same way until the log is opened anew: it must never be
 * retried as if nothing had happened, since the system may have dropped the bytes and forgotten the failure (Rebello et al., "Can
 * Applications Recover from fsync Failures?", USENIX ATC 2020). A disk that is full at the *write* is another matter: the system
 * refused the bytes and said so, and everything before them was synced earlier. There the log cuts off what it had begun, syncs the
 * file, and goes on with the next append once there is room; only where cutting or that sync fails is it to be opened anew.
 */
export interface Log {
  /** UUID made when the log was created */
  readonly id: string;
  readonly directory: string;
  /** number of acknowledged leaves */
  readonly size: number;
  /** index of the first leaf that can still be read, where what lies before it was retired; absent: 0 */
  readonly start?: number;
  /** running head over the acknowledged leaves */
  readonly head: Digest;
  readonly torn: TornTail | null;
  append(leaf: Leaf): Promise<Appended>;
  /**
   * Leaves `from` (inclusive, default 0) to `to` (exclusive, default the size at the call), verified against the chain while
   * read; memory is bounded by one batch. Throws `ledger.corrupt` with file and offset, `ledger.read_failed`.
   */
  read(range?: { readonly from?: number; readonly to?: number }): AsyncIterable<LogEntry>;
  /** The running head after the first `size` leaves. Throws RangeError beyond the log. */
  headAt(size: number): Promise<Digest>;
  /** Waits for what is under way, then releases the files and the directory. */
  close(): Promise<void>;
}
