import { join } from 'node:path';
import { claimDirectory, type Owned } from './claim.ts';
import { makeDirectory } from './durable.ts';
import { discardTornEnds, eraseEntry } from './erasing.ts';
import { LedgerError, writeError } from './error.ts';
import { type BatchHeader, batchHeaderBytes, decodeLength, segmentHeaderBytes, sumOf } from './frame.ts';
import { emptyHead, nextHead } from './leaf.ts';
import type { TornTail } from './log.types.ts';
import type { OpenOptions } from './options.ts';
import {
  damaged,
  type Found,
  type Inspection,
  inspectSegments,
  keepTornTail,
  type SegmentPlace,
  segmentName,
  standingFor,
} from './recovery.ts';
import { SegmentReader, type StoredEntry } from './segment-file.ts';
import { type Before, type Committed, createSegment, openWithNode, refusal, SegmentWriter } from './segment-writer.ts';
import { sha256, systemStamp } from './stamp.ts';

/** `hash` gives the 32 bytes that stand for an entry in the chain. */
export interface SegmentsOptions extends OpenOptions, Inspection {
  /** what must be durable before a batch is written */
  readonly before?: Before | undefined;
}

/** Where a payload lies: the number of its segment, and bytes from the start of that file. */
type Place = Pick<Committed, 'segment' | 'offset'>;

export interface ChainedEntry extends StoredEntry {
  readonly hash: Uint8Array;
  /** running head after this entry */
  readonly head: Uint8Array;
}

const defaultSegmentBytes = 8 << 20;
const defaultEntryBytes = 1 << 20;

/**
 * Append-only entries in rotated segment files: what log and content store share. One writer, by a claim on the directory; group commit;
 * a torn end is cut back at opening, damage anywhere else is refused.
 */
export class Segments {
  readonly directory: string;
  readonly id: Buffer;
  readonly torn: TornTail | null;
  readonly #options: SegmentsOptions;
  readonly #found: Found;
  readonly #writer: SegmentWriter | null;
  readonly #claim: Owned | null;
  #erasing: Promise<void> = Promise.resolve();

  private constructor(directory: string, options: SegmentsOptions, found: Found, opened?: Opened) {
    this.directory = directory;
    this.id = found.id;
    this.torn = opened?.torn ?? null;
    this.#options = options;
    this.#found = found;
    this.#writer = opened?.writer ?? null;
    this.#claim = opened?.claim ?? null;
  }

  /** Throws `ledger.in_use`, `ledger.cannot_lock`, `ledger.corrupt`, `ledger.read_failed`, `ledger.disk_full`, `ledger.write_failed`. */
  static async open(directory: string, options: SegmentsOptions): Promise<Segments> {
    if (options.access === 'read') {
      const found = await foundWhole(directory, options);
      if (!found) throw new LedgerError('ledger.read_failed', { file: directory, system: 'no_segments' });
      return new Segments(directory, options, found);
    }
    const claim = await claimToWrite(directory);
    try {
      const found = (await foundWhole(directory, options)) ?? (await createFirst(directory, options));
      const torn = await keepTornTail(found);
      const { kind, before, openFile = openWithNode, maxSegmentBytes = defaultSegmentBytes } = options;
      const writer = await SegmentWriter.open(directory, found, { kind, before, openFile, maxSegmentBytes });
      return new Segments(directory, options, found, { writer, claim, torn });
    } catch (cause) {
      await claim.release();
      throw cause;
    }
  }

  /** entries acknowledged */
  get size(): number {
    return this.#writer?.size ?? this.#found.size;
  }

  /** running head over the acknowledged entries, 32 bytes */
  get head(): Uint8Array {
    return this.#writer?.head ?? this.#found.head;
  }

  /** Takes in an entry given in parts; the promise resolves with what `tell` makes of its place once it is synced. What cannot be taken in throws at once. */
  append<T>(parts: readonly Uint8Array[], hash: Uint8Array, tell: (committed: Committed) => T): Promise<T> {
    if (!this.#writer) throw new LedgerError('ledger.read_only', { directory: this.directory });
    const limit = this.#options.maxEntryBytes ?? defaultEntryBytes;
    const bytes = sumOf(parts);
    if (bytes > limit) throw new LedgerError('ledger.entry_too_large', { bytes, limit });
    return this.#writer.append(parts, hash, tell);
  }

  /** Resolves once all entries taken in so far are synced. */
  async flush(): Promise<void> {
    await this.#writer?.flush();
  }

  /** Acknowledged entries `from` to `to` (exclusive), verified against the chain; holds one batch in memory. */
  async *entries(from: number, to: number): AsyncGenerator<ChainedEntry> {
    const end = Math.min(to, this.size);
    let head: Uint8Array | null = null;
    for (const place of this.#segmentsFrom(from)) {
      if (place.firstIndex >= end) return;
      const reader = await SegmentReader.open(place.path);
      try {
        if (head && !reader.header.head.equals(head)) throw damaged(place.path, 0, 'chain');
        for await (const entry of chained(reader, from, end, this.#options)) {
          head = entry.head;
          if (entry.index >= from && entry.index < end) yield entry;
        }
      } finally {
        await reader.close();
      }
    }
  }

  /** What lies at a place, or null where nothing of a possible length does. Throws `ledger.read_failed`. */
  async payloadAt({ segment, offset }: Place): Promise<Pick<StoredEntry, 'payload' | 'erased'> | null> {
    const reader = await SegmentReader.open(join(this.directory, segmentName(segment)));
    try {
      const { bytes, erased } = decodeLength((await reader.bytes(offset - 4, 4)).readUInt32BE(0));
      if (bytes > (this.#options.maxEntryBytes ?? defaultEntryBytes)) return null;
      const payload = await reader.bytes(offset, bytes);
      return payload.length === bytes ? { payload, erased } : null;
    } finally {
      await reader.close();
    }
  }

  /**
   * Erases an acknowledged entry down to its hash, and what torn ends of earlier crashes were kept: nobody can tell what lies in those.
   * Gone for good when this resolves. Throws `ledger.read_only`, `ledger.disk_full`, `ledger.write_failed`, `ledger.closed`.
   */
  async erase({ segment, offset }: Place, hash: Uint8Array): Promise<void> {
    const writer = this.#writer;
    if (!writer) throw new LedgerError('ledger.read_only', { directory: this.directory });
    await writer.retire(segment);
    // One after the other: two of one segment would each put back what the other has erased.
    const erasing = this.#erasing
      .catch(() => {})
      .then(() => eraseEntry(join(this.directory, segmentName(segment)), offset, hash))
      .then(() => discardTornEnds(this.directory));
    this.#erasing = erasing;
    await erasing;
  }

  async close(): Promise<void> {
    await this.#erasing.catch(() => {});
    try {
      await this.#writer?.close();
    } finally {
      await this.#claim?.release();
    }
  }

  #segmentsFrom(index: number): readonly SegmentPlace[] {
    const all = this.#writer?.segments ?? this.#found.segments;
    const after = all.findIndex((it) => it.firstIndex > index);
    return all.slice(Math.max(0, (after < 0 ? all.length : after) - 1));
  }
}

interface Opened {
  readonly writer: SegmentWriter;
  readonly claim: Owned;
  readonly torn: TornTail | null;
}

/** What lies there, before anything is cut: a torn write was never acknowledged, so it cannot reach into what is known to have been there. */
async function foundWhole(directory: string, options: SegmentsOptions): Promise<Found | null> {
  const found = await inspectSegments(directory, options);
  if ((found?.size ?? 0) >= (options.atLeast ?? 0)) return found;
  const path = found?.segments.at(-1)?.path ?? join(directory, segmentName(0));
  throw damaged(path, found?.end ?? 0, 'published_missing');
}

async function claimToWrite(directory: string): Promise<Owned> {
  await makeDirectory(directory).catch((cause: unknown) => Promise.reject(writeError(directory, cause)));
  const claim = await claimDirectory(directory, '.writer');
  if (claim.owner) {
    claim.serve((connection) => connection.destroy());
    return claim;
  }
  await claim.release();
  throw new LedgerError('ledger.in_use', { directory, pid: claim.pid });
}

async function createFirst(directory: string, options: SegmentsOptions): Promise<Found> {
  const id = Buffer.from((options.newId ?? systemStamp.newId)().replaceAll('-', ''), 'hex');
  const head = Buffer.from(emptyHead(sha256));
  const header = { kind: options.kind, logId: id, number: 0, firstIndex: 0, head };
  const path = join(directory, segmentName(0));
  const file = await createSegment(directory, header, options.openFile ?? openWithNode).catch((cause: unknown) => {
    throw refusal(path, cause);
  });
  await file.close();
  const segments = [{ path, number: 0, firstIndex: 0 }];
  return { id, segments, size: 0, head, end: segmentHeaderBytes, tornBytes: 0 };
}

/** The entries of one segment from the batch that holds `from`; batches before it are passed over by their headers. */
async function* chained(
  reader: SegmentReader,
  from: number,
  to: number,
  inspection: Inspection,
): AsyncGenerator<ChainedEntry> {
  const end = await reader.size();
  let index = reader.header.firstIndex;
  let head: Uint8Array | null = reader.header.head;
  for (let offset = segmentHeaderBytes; index < to && offset < end; ) {
    const header = await reader.headerAt(offset, end);
    if (!header || !follows(header, index, head)) throw damaged(reader.path, offset, 'batch');
    if (index + header.count <= from) {
      head = null;
    } else {
      const batch = await reader.batchAt(offset, end);
      if (!batch) throw damaged(reader.path, offset, 'batch');
      let running: Uint8Array = header.head;
      for (const entry of batch.entries) {
        const own = standingFor(entry, reader.path, inspection);
        running = nextHead(running, own, sha256);
        yield { ...entry, hash: own, head: running };
      }
      head = running;
    }
    index += header.count;
    offset += batchHeaderBytes + header.bodyBytes;
  }
}

function follows(header: BatchHeader, index: number, head: Uint8Array | null): boolean {
  return header.firstIndex === index && (head === null || header.head.equals(head));
}
