import { type FileHandle, open } from 'node:fs/promises';
import { LedgerError, readError } from './error.ts';
import {
  type BatchHeader,
  batchHeaderBytes,
  batchMagic,
  decodeBatchHeader,
  decodeBody,
  decodeSegmentHeader,
  type SegmentHeader,
  segmentHeaderBytes,
} from './frame.ts';

const window = 256 * 1024;

export interface StoredEntry {
  readonly index: number;
  /** of the payload, in bytes from the start of the file */
  readonly offset: number;
  readonly payload: Buffer;
  /** the payload holds the hash that stands for it, and zeros */
  readonly erased: boolean;
}

export interface Batch {
  readonly header: BatchHeader;
  readonly entries: readonly StoredEntry[];
}

/** Reads one segment file forward through a window, so that small batches do not cost a system call each. */
export class SegmentReader {
  readonly path: string;
  readonly header: SegmentHeader;
  readonly #file: FileHandle;
  #window = Buffer.alloc(0);
  #start = 0;

  private constructor(path: string, file: FileHandle, header: SegmentHeader) {
    this.path = path;
    this.#file = file;
    this.header = header;
  }

  /** Throws `ledger.corrupt` where the file does not begin as a segment, `ledger.read_failed`. */
  static async open(path: string): Promise<SegmentReader> {
    const file = await open(path, 'r').catch((cause: unknown) => Promise.reject(readError(path, cause)));
    try {
      const bytes = Buffer.alloc(segmentHeaderBytes);
      const { bytesRead } = await file.read(bytes, 0, segmentHeaderBytes, 0);
      const header = decodeSegmentHeader(bytes.subarray(0, bytesRead));
      if (!header) throw new LedgerError('ledger.corrupt', { file: path, offset: 0, reason: 'segment_header' });
      return new SegmentReader(path, file, header);
    } catch (cause) {
      await file.close();
      throw readError(path, cause);
    }
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  /** The batch that begins at `offset` and ends by `end`, or null where there is no whole one. */
  async batchAt(offset: number, end: number): Promise<Batch | null> {
    const header = await this.headerAt(offset, end);
    if (!header) return null;
    const bodyAt = offset + batchHeaderBytes;
    const body = decodeBody(header, await this.bytes(bodyAt, header.bodyBytes));
    if (!body) return null;
    const entries = body.map((it, i) => ({
      index: header.firstIndex + i,
      offset: bodyAt + it.offset,
      payload: it.payload,
      erased: it.erased,
    }));
    return { header, entries };
  }

  /** The batch header at `offset` if the whole batch could lie before `end`; its body is not looked at. */
  async headerAt(offset: number, end: number): Promise<BatchHeader | null> {
    if (offset + batchHeaderBytes > end) return null;
    const header = decodeBatchHeader(await this.bytes(offset, batchHeaderBytes), this.header.logId);
    return header && offset + batchHeaderBytes + header.bodyBytes <= end ? header : null;
  }

  /** Where the next whole batch begins at or after `offset`, or null: tells damage in the middle from a torn end. */
  async nextWholeBatch(offset: number, end: number): Promise<number | null> {
    for (let at = offset; at + batchHeaderBytes <= end; ) {
      const chunk = await this.bytes(at, Math.min(window, end - at));
      const found = chunk.indexOf(batchMagic);
      if (found < 0) at += Math.max(1, chunk.length - batchMagic.length + 1);
      else if (await this.batchAt(at + found, end)) return at + found;
      else at += found + 1;
    }
    return null;
  }

  /** Up to `length` bytes; the view stays valid after further reads. */
  async bytes(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#start;
    if (from < 0 || from + length > this.#window.length) await this.#fill(offset, Math.max(length, window));
    const at = offset - this.#start;
    return this.#window.subarray(at, at + length);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #fill(offset: number, length: number): Promise<void> {
    try {
      const fresh = Buffer.allocUnsafe(Math.min(length, Math.max(0, (await this.size()) - offset)));
      let read = 0;
      while (read < fresh.length) {
        const { bytesRead } = await this.#file.read(fresh, read, fresh.length - read, offset + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      this.#window = fresh.subarray(0, read);
      this.#start = offset;
    } catch (cause) {
      throw readError(this.path, cause);
    }
  }
}
