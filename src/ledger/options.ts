/** How a log or a content store is opened. Every bound has a default; see the constants. */
export interface OpenOptions {
  /** `write` takes the directory for this process alone; `read` takes no lock, changes nothing and sees what was there at opening */
  readonly access?: 'write' | 'read';
  /** a segment file is closed once it is at least this long; bytes */
  readonly maxSegmentBytes?: number;
  /** longest entry accepted; bytes */
  readonly maxEntryBytes?: number;
  /** entries that are known to have been there, as under a published checkpoint: where fewer are found it is damage, and nothing is cut */
  readonly atLeast?: number;
  /** makes the id of a new log */
  readonly newId?: () => string;
  /** opens files; tests pass one that fails on purpose */
  readonly openFile?: OpenFile;
}

/** The part of a `FileHandle` that the ledger writes through. */
export interface WritableFile {
  writev(buffers: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export type OpenFile = (path: string, flags: string) => Promise<WritableFile>;
