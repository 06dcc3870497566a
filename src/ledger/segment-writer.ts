import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './durable.ts';
import { LedgerError, writeError } from './error.ts';
import { encodeBatch, encodeSegmentHeader, type SegmentHeader, segmentHeaderBytes, sumOf } from './frame.ts';
import { nextHead } from './leaf.ts';
import type { OpenFile, WritableFile } from './options.ts';
import { type Found, type SegmentPlace, segmentName } from './recovery.ts';
import { sha256 } from './stamp.ts';

const batchEntries = 1024;
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
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: LedgerError) => void;
}

export interface WriterOptions {
  readonly kind: number;
  readonly maxSegmentBytes: number;
  readonly before: (() => Promise<void>) | undefined;
  readonly openFile: OpenFile;
}

export const openWithNode: OpenFile = (path, flags) => open(path, flags, 0o600);

/**
 * Group commit: entries that arrive while a batch is being synced form the next batch, so that all who wait share one fsync.
 * The first failure of a write or a sync is final: what was not acknowledged is rejected and cut off again as well as the disk lets us,
 * and nothing more is written.
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
  #working: Promise<void> | null = null;
  #newest: Promise<unknown> = Promise.resolve();
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

  append(parts: readonly Uint8Array[], hash: Uint8Array): Promise<Committed> {
    if (this.#closed) throw new LedgerError('ledger.closed', { directory: this.#directory });
    if (this.#failure) throw this.#failure;
    const committed = new Promise<Committed>((resolve, reject) => {
      this.#pending.push({ parts, bytes: sumOf(parts), hash, resolve, reject });
    });
    this.#working ??= this.#work();
    this.#newest = committed;
    return committed;
  }

  /** Resolves once all taken in so far is synced; rejects with the failure that ended writing. */
  async flush(): Promise<void> {
    await this.#newest;
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
    await this.#file.close();
  }

  async #work(): Promise<void> {
    // One turn of the event loop, so that callers who start together share the first sync too.
    await new Promise(setImmediate);
    while (this.#pending.length > 0) {
      const batch = takeBatch(this.#pending);
      try {
        await this.#commit(batch);
      } catch (cause) {
        await this.#fail(writeError(this.#path(), cause), batch);
      }
    }
    this.#working = null;
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    await this.#options.before?.();
    if (this.#end >= this.#options.maxSegmentBytes) await this.#rotate();
    const { committed, buffers, bytes, head } = this.#lay(batch);
    await writeAll(this.#file, buffers, this.#end);
    await this.#file.datasync();
    this.size += batch.length;
    this.head = head;
    this.#end += bytes;
    for (const [i, it] of batch.entries()) {
      const place = committed[i];
      if (place) it.resolve(place);
    }
  }

  #lay(batch: readonly Pending[]) {
    const buffers = encodeBatch(
      this.#id,
      this.size,
      this.head,
      batch.map((it) => it.parts),
    );
    const bytes = sumOf(buffers);
    const segment = this.segments.length - 1;
    let offset = this.#end + bytes - batch.reduce((sum, it) => sum + it.bytes + 4, 0);
    let head = this.head;
    const committed: Committed[] = [];
    for (const it of batch) {
      head = nextHead(head, it.hash, sha256);
      committed.push({ index: this.size + committed.length, segment, offset: offset + 4, hash: it.hash, head });
      offset += 4 + it.bytes;
    }
    return { committed, buffers, bytes, head };
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

  /** Cutting off is a courtesy to the next opening, which would otherwise find entries that were refused; it may fail as well. */
  async #fail(failure: LedgerError, batch: readonly Pending[]): Promise<void> {
    this.#failure = failure;
    await this.#file.truncate(this.#end).catch(() => {});
    await this.#file.sync().catch(() => {});
    const refused = [...batch, ...this.#pending.splice(0)];
    for (const it of refused) it.reject(failure);
  }

  #path(): string {
    return join(this.#directory, segmentName(this.segments.length - 1));
  }
}

/** Makes a segment file that is whole from the moment it has its name. */
export async function createSegment(
  directory: string,
  header: SegmentHeader,
  openFile: OpenFile,
): Promise<WritableFile> {
  const path = join(directory, segmentName(header.number));
  const file = await openFile(`${path}.tmp`, 'w').catch((cause: unknown) => Promise.reject(writeError(path, cause)));
  try {
    await writeAll(file, [encodeSegmentHeader(header)], 0);
    await file.sync();
    await rename(`${path}.tmp`, path);
    await syncDirectory(directory);
    return file;
  } catch (cause) {
    await file.close().catch(() => {});
    throw writeError(path, cause);
  }
}

function takeBatch(pending: Pending[]): Pending[] {
  let bytes = 0;
  let count = 0;
  for (const it of pending) {
    if (count === batchEntries || (count > 0 && bytes + it.bytes > batchBytes)) break;
    bytes += it.bytes;
    count += 1;
  }
  return pending.splice(0, count);
}

/** The system may write less than it was given, on a filling disk for instance. */
async function writeAll(file: WritableFile, buffers: readonly Uint8Array[], position: number): Promise<void> {
  const total = sumOf(buffers);
  let { bytesWritten } = await file.writev(buffers, position);
  while (bytesWritten < total) {
    const rest = Buffer.concat(buffers).subarray(bytesWritten);
    const more = await file.writev([rest], position + bytesWritten);
    if (more.bytesWritten === 0) throw new LedgerError('ledger.write_failed', { reason: 'nothing_written' });
    bytesWritten += more.bytesWritten;
  }
}
