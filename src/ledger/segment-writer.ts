import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './durable.ts';
import { LedgerError, writeError } from './error.ts';
import {
  batchHeaderBytes,
  encodeBatch,
  encodeSegmentHeader,
  type SegmentHeader,
  segmentHeaderBytes,
  sumOf,
} from './frame.ts';
import { nextHead } from './leaf.ts';
import type { OpenFile, WritableFile } from './options.ts';
import { type Found, type SegmentPlace, segmentName } from './recovery.ts';
import { sha256 } from './stamp.ts';

const batchEntries = 1024;
/** fewer than these are never kept waiting for a second sync */
const crowd = 64;
/** so many are acknowledged in one turn of the event loop */
const slice = 32;
const batchBytes = 1 << 20;

/** An entry that is on disk. */
export interface Committed {
  readonly index: number;
  readonly segment: number;
  /** of the payload, in bytes from the start of the segment file */
  readonly offset: number;
  readonly hash: Uint8Array;
  readonly head: Uint8Array;
}

interface Pending {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  readonly hash: Uint8Array;
  readonly committed: Promise<unknown>;
  readonly done: (committed: Committed) => void;
  readonly reject: (error: LedgerError) => void;
}

export interface WriterOptions {
  readonly kind: number;
  readonly maxSegmentBytes: number;
  readonly before: Before | undefined;
  readonly openFile: OpenFile;
}

/** What must be so before a batch is written; told the entries in it. */
export type Before = (entries: readonly (readonly Uint8Array[])[]) => Promise<void>;

export const openWithNode: OpenFile = (path, flags) => open(path, flags, 0o600);

/**
 * Group commit: entries that arrive while a batch is being synced form the next batch, so that all who wait share one fsync. Where all who
 * append wait for the same sync, disk and processor take turns in being idle; then half of them go first, and from there on one half is
 * synced while the other half is made.
 *
 * A failure rejects everything that waits. A failed sync is final, since nobody can tell what the disk holds after it, and so is every other
 * failure but one: where the disk was full before any byte of the batch was to be synced, all that the system took in of it is cut off again. If
 * cutting and a sync after it succeed, the file is what it was at the last acknowledgement, and the next append is tried like any other.
 */
export class SegmentWriter {
  readonly segments: SegmentPlace[];
  size: number;
  head: Uint8Array;
  readonly #directory: string;
  readonly #id: Buffer;
  readonly #options: WriterOptions;
  #file: WritableFile;
  /** where the acknowledged entries of the current segment end */
  #end: number;
  #pending: Pending[] = [];
  /** the batch that is being written */
  #current: readonly Pending[] = [];
  /** milliseconds of the process: when the last batch was on disk, and how long that took */
  #idleSince = 0;
  #lastTook = Number.POSITIVE_INFINITY;
  #working: Promise<void> | null = null;
  /** resolved once all that is on disk was acknowledged, in order */
  #acknowledged: Promise<void> = Promise.resolve();
  #failure: LedgerError | null = null;
  #closed = false;

  private constructor(directory: string, found: Found, file: WritableFile, options: WriterOptions) {
    this.#directory = directory;
    this.#id = found.id;
    this.segments = [...found.segments];
    this.size = found.size;
    this.head = found.head;
    this.#end = found.end;
    this.#file = file;
    this.#options = options;
  }

  /** Continues behind what was found. Syncs it first: a crashed writer may have written more than it had synced. */
  static async open(directory: string, found: Found, options: WriterOptions): Promise<SegmentWriter> {
    const path = join(directory, segmentName(found.segments.length - 1));
    try {
      for (const name of await readdir(directory)) {
        if (name.endsWith('.seg.tmp')) await rm(join(directory, name), { force: true });
      }
      const file = await options.openFile(path, 'r+');
      await file.sync();
      return new SegmentWriter(directory, found, file, options);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  append<T>(parts: readonly Uint8Array[], hash: Uint8Array, tell: (committed: Committed) => T): Promise<T> {
    if (this.#closed) throw new LedgerError('ledger.closed', { directory: this.#directory });
    if (this.#failure) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const done = (committed: Committed) => resolve(tell(committed));
    this.#pending.push({ parts, bytes: sumOf(parts), hash, committed: promise, done, reject });
    this.#working ??= this.#work();
    return promise;
  }

  /** Resolves once all that waits now is synced; rejects with the failure that kept it from being so, or that ended writing. */
  async flush(): Promise<void> {
    await (this.#pending.at(-1) ?? this.#current.at(-1))?.committed;
    if (this.#failure) throw this.#failure;
  }

  /** Sees to it that nothing is appended to a segment any more, so that it may be rewritten. */
  async retire(segment: number): Promise<void> {
    while (this.#working) await this.#working;
    if (this.#closed) throw new LedgerError('ledger.closed', { directory: this.#directory });
    if (segment !== this.segments.length - 1) return;
    if (this.#failure) throw this.#failure;
    this.#working = this.#retire();
    await this.#working;
    if (segment === this.segments.length - 1) throw this.#failure ?? new LedgerError('ledger.write_failed');
  }

  async #retire(): Promise<void> {
    try {
      await this.#rotate();
    } catch (cause) {
      await this.#refuse(cause);
    }
    await this.#work();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
    await this.#acknowledged;
    await this.#file.close();
  }

  async #work(): Promise<void> {
    // One turn of the event loop, so that callers who start together share the first sync too.
    await new Promise(setImmediate);
    while (this.#pending.length > 0) {
      const most = this.#restedLonger() ? Math.ceil(this.#pending.length / 2) : batchEntries;
      this.#current = takeBatch(this.#pending, most);
      try {
        await this.#commit(this.#current);
      } catch (cause) {
        await this.#refuse(cause);
      }
      this.#current = [];
    }
    this.#working = null;
  }

  /** True where many came after the disk had waited for them longer than it took for those before. */
  #restedLonger(): boolean {
    const rested = performance.now() - this.#idleSince;
    return this.#pending.length >= crowd && rested > this.#lastTook;
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    const startedAt = performance.now();
    await this.#options.before?.(batch.map((it) => it.parts));
    if (this.#end >= this.#options.maxSegmentBytes) await this.#rotate();
    const { committed, bytes, head } = this.#lay(batch);
    await writeAll(this.#file, bytes, this.#end);
    await toDisk(this.#file.datasync());
    this.size += batch.length;
    this.head = head;
    this.#end += bytes.length;
    this.#idleSince = performance.now();
    this.#lastTook = this.#idleSince - startedAt;
    this.#acknowledged = this.#acknowledged.then(() => acknowledge(batch, committed));
  }

  #lay(batch: readonly Pending[]) {
    const bytes = encodeBatch(this.#id, this.size, this.head, batch);
    const segment = this.segments.length - 1;
    let offset = this.#end + batchHeaderBytes;
    let head = this.head;
    const committed: Committed[] = [];
    for (const it of batch) {
      head = nextHead(head, it.hash, sha256);
      committed.push({ index: this.size + committed.length, segment, offset: offset + 4, hash: it.hash, head });
      offset += 4 + it.bytes;
    }
    return { committed, bytes, head };
  }

  /** Everything in the old segment is synced by now; the new one exists under its name only once its header is durable. */
  async #rotate(): Promise<void> {
    const number = this.segments.length;
    const header = {
      kind: this.#options.kind,
      logId: this.#id,
      number,
      firstIndex: this.size,
      head: Buffer.from(this.head),
    };
    const file = await createSegment(this.#directory, header, this.#options.openFile);
    await this.#file.close();
    this.#file = file;
    this.#end = segmentHeaderBytes;
    this.segments.push({ path: join(this.#directory, segmentName(number)), number, firstIndex: this.size });
  }

  /** Cuts back first: else the next opening would find entries that were refused. Where that fails too, writing ends. */
  async #refuse(cause: unknown): Promise<void> {
    const unsure = cause instanceof FailedSync;
    const failure = refusal(this.#path(), cause);
    const lasting = unsure || failure.code !== 'ledger.disk_full';
    if (lasting) this.#failure = failure;
    try {
      await this.#file.truncate(this.#end);
      await this.#file.sync();
    } catch {
      this.#failure = failure;
    }
    for (const it of [...this.#current, ...this.#pending.splice(0)]) it.reject(failure);
  }

  #path(): string {
    return join(this.#directory, segmentName(this.segments.length - 1));
  }
}

/** Makes a segment file that is whole from the moment it has its name. Throws what the file system throws: see `refusal`. */
export async function createSegment(
  directory: string,
  header: SegmentHeader,
  openFile: OpenFile,
): Promise<WritableFile> {
  const path = join(directory, segmentName(header.number));
  const file = await openFile(`${path}.tmp`, 'w').catch((cause: unknown) => Promise.reject(writeError(path, cause)));
  try {
    await writeAll(file, encodeSegmentHeader(header), 0);
    await toDisk(file.sync());
    await rename(`${path}.tmp`, path);
    await toDisk(syncDirectory(directory));
    return file;
  } catch (cause) {
    await file.close().catch(() => {});
    await rm(`${path}.tmp`, { force: true });
    throw cause;
  }
}

/** What kept an entry or a segment from being written, as a ledger error. */
export function refusal(path: string, cause: unknown): LedgerError {
  return writeError(path, cause instanceof FailedSync ? cause.cause : cause);
}

/** A sync that failed: what lies on disk is unknown from then on. */
class FailedSync extends Error {
  override readonly name = 'FailedSync';
}

async function toDisk(syncing: Promise<void>): Promise<void> {
  try {
    await syncing;
  } catch (cause) {
    throw new FailedSync('sync', { cause });
  }
}

/**
 * In slices, with a turn of the event loop between them: what the woken callers do takes longer than the disk, and the next step of the batch
 * under way must not wait for all of it.
 */
async function acknowledge(batch: readonly Pending[], committed: readonly Committed[]): Promise<void> {
  for (const [i, it] of batch.entries()) {
    if (i > 0 && i % slice === 0) await new Promise(setImmediate);
    const place = committed[i];
    if (place) it.done(place);
  }
}

function takeBatch(pending: Pending[], most: number): Pending[] {
  let bytes = 0;
  let count = 0;
  for (const it of pending) {
    if (count === Math.min(most, batchEntries) || (count > 0 && bytes + it.bytes > batchBytes)) break;
    bytes += it.bytes;
    count += 1;
  }
  return pending.splice(0, count);
}

/** The system may write less than it was given, on a filling disk for instance. */
async function writeAll(file: WritableFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.writev([bytes.subarray(written)], position + written);
    if (bytesWritten === 0) throw new LedgerError('ledger.write_failed', { reason: 'nothing_written' });
    written += bytesWritten;
  }
}
