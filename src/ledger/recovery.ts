import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './durable.ts';
import { LedgerError, readError, systemCode, writeError } from './error.ts';
import { batchHeaderBytes, hashBytes, segmentHeaderBytes } from './frame.ts';
import { nextHead } from './leaf.ts';
import type { TornTail } from './log.types.ts';
import { SegmentReader, type StoredEntry } from './segment-file.ts';
import { sha256 } from './stamp.ts';

/** What kind of entries a directory of segments holds; written into every segment, so that one is never taken for the other. */
export const segmentKind = { log: 1, content: 2 } as const;

export interface SegmentPlace {
  readonly path: string;
  readonly number: number;
  readonly firstIndex: number;
}

/** What lies in a directory of segments. */
export interface Found {
  /** id of the log, 16 bytes */
  readonly id: Buffer;
  readonly segments: readonly SegmentPlace[];
  /** whole entries */
  readonly size: number;
  /** running head over them */
  readonly head: Uint8Array;
  /** where the whole entries of the last segment end */
  readonly end: number;
  /** bytes behind that: a write that the process did not live to finish */
  readonly tornBytes: number;
}

export interface Inspection {
  readonly kind: number;
  readonly hash: (payload: Uint8Array) => Uint8Array;
  readonly onEntry?: ((entry: StoredEntry, segment: number, hash: Uint8Array) => void) | undefined;
}

/** The 32 bytes that stand for an entry in the chain. Throws `ledger.corrupt` for an erased entry of a log: a log forgets nothing. */
export function standingFor(
  entry: StoredEntry,
  file: string,
  { kind, hash }: Pick<Inspection, 'kind' | 'hash'>,
): Uint8Array {
  if (!entry.erased) return hash(entry.payload);
  if (kind !== segmentKind.content) throw damaged(file, entry.offset, 'erased');
  return entry.payload.subarray(0, hashBytes);
}

export function damaged(file: string, offset: number, reason: string): LedgerError {
  return new LedgerError('ledger.corrupt', { file, offset, reason });
}

export function segmentName(number: number): string {
  return `${String(number).padStart(6, '0')}.seg`;
}

/**
 * Looks through the segments, changing nothing; null where there are none. The last segment is verified entry by entry, and all of them
 * if `onEntry` is given. Throws `ledger.corrupt` for damage anywhere but at the very end, `ledger.read_failed`.
 */
export async function inspectSegments(directory: string, inspection: Inspection): Promise<Found | null> {
  const segments: SegmentPlace[] = [];
  let found: Found | null = null;
  const files = await segmentFiles(directory);
  for (const [number, path] of files.entries()) {
    const reader = await SegmentReader.open(path);
    try {
      const { header } = reader;
      const last = number === files.length - 1;
      if (header.number !== number || header.kind !== inspection.kind) throw damaged(path, 0, 'segment_header');
      if (found && !header.logId.equals(found.id)) throw damaged(path, 0, 'log_id');
      segments.push({ path, number, firstIndex: header.firstIndex });
      if (!last && !inspection.onEntry) {
        found = { id: header.logId, segments, size: 0, head: header.head, end: 0, tornBytes: 0 };
        continue;
      }
      const scan = await scanSegment(reader, inspection);
      if (scan.tornBytes > 0 && !last) throw damaged(path, scan.end, 'batch');
      found = { id: header.logId, segments, ...scan };
    } finally {
      await reader.close();
    }
  }
  return found;
}

async function segmentFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((cause: unknown) => Promise.reject(readError(directory, cause)));
  const segments = names
    .filter((it) => /^\d{6,}\.seg$/.test(it))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  for (const [number, name] of segments.entries()) {
    if (name !== segmentName(number)) throw damaged(join(directory, segmentName(number)), 0, 'segment_missing');
  }
  return segments.map((it) => join(directory, it));
}

type Scan = Pick<Found, 'size' | 'head' | 'end' | 'tornBytes'>;

async function scanSegment(reader: SegmentReader, inspection: Inspection): Promise<Scan> {
  const end = await reader.size();
  let size = reader.header.firstIndex;
  let head: Uint8Array = reader.header.head;
  let offset = segmentHeaderBytes;
  while (offset < end) {
    const batch = await reader.batchAt(offset, end);
    if (!batch) {
      const whole = await reader.nextWholeBatch(offset + 1, end);
      if (whole !== null) throw damaged(reader.path, offset, 'batch');
      break;
    }
    if (batch.header.firstIndex !== size || !batch.header.head.equals(head))
      throw damaged(reader.path, offset, 'chain');
    for (const entry of batch.entries) {
      const hash = standingFor(entry, reader.path, inspection);
      head = nextHead(head, hash, sha256);
      inspection.onEntry?.(entry, reader.header.number, hash);
    }
    size += batch.entries.length;
    offset += batchHeaderBytes + batch.header.bodyBytes;
  }
  return { size, head, end: offset, tornBytes: end - offset };
}

/** Moves what lies behind the whole entries into a file of its own, then cuts it off; durable in that order. */
export async function keepTornTail(found: Found): Promise<TornTail | null> {
  const path = found.segments.at(-1)?.path;
  if (path === undefined || found.tornBytes === 0) return null;
  try {
    const file = await open(path, 'r+');
    try {
      const keptAs = await copyTail(file, path, found.end);
      await syncDirectory(join(path, '..'));
      await file.truncate(found.end);
      await file.sync();
      return { file: path, offset: found.end, bytes: found.tornBytes, keptAs };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw writeError(path, cause);
  }
}

async function copyTail(from: FileHandle, path: string, start: number): Promise<string> {
  const { path: keptAs, file } = await freshFile(`${path}.${start}`);
  try {
    const chunk = Buffer.alloc(256 * 1024);
    for (let at = start; ; ) {
      const { bytesRead } = await from.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      await file.writeFile(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    await file.sync();
    return keptAs;
  } catch (cause) {
    await rm(keptAs, { force: true });
    throw cause;
  } finally {
    await file.close();
  }
}

async function freshFile(stem: string): Promise<{ path: string; file: FileHandle }> {
  for (let i = 0; ; i += 1) {
    const path = i === 0 ? `${stem}.torn` : `${stem}.${i}.torn`;
    try {
      return { path, file: await open(path, 'wx', 0o600) };
    } catch (cause) {
      if (systemCode(cause) !== 'EEXIST') throw cause;
    }
  }
}
