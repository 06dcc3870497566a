import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readError } from './error.ts';
import { leafHash } from './leaf.ts';
import { inspectSegments, segmentKind, segmentName } from './recovery.ts';
import { SegmentReader } from './segment-file.ts';
import { sha256 } from './stamp.ts';

/** The segment files of a log or of a content store, each as far as its whole batches go. */
export interface WholeSegments {
  readonly kind: 'log' | 'content';
  /** whole entries in them */
  readonly size: number;
  /** in their order; `bytes` from the start of each */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * How much of a directory of segments can be copied while its writer goes on, null where it holds none: segments only ever grow, so these bytes stay as they are, and
 * they end between two batches. The last segment is verified entry by entry. Takes no lock. Throws `ledger.corrupt`, `ledger.read_failed`.
 */
export async function wholeSegments(directory: string): Promise<WholeSegments | null> {
  const names = await readdir(directory).catch((cause: unknown) => Promise.reject(readError(directory, cause)));
  if (!names.includes(segmentName(0))) return null;
  const first = await SegmentReader.open(join(directory, segmentName(0)));
  const isLog = first.header.kind === segmentKind.log;
  await first.close();
  const found = await inspectSegments(directory, {
    kind: isLog ? segmentKind.log : segmentKind.content,
    hash: (payload) => (isLog ? leafHash(payload, sha256) : sha256(payload)),
  });
  if (found === null) return null;
  const last = found.segments.length - 1;
  const files = await Promise.all(
    found.segments.map(async ({ path, number }) => ({
      name: basename(path),
      bytes: number === last ? found.end : await bytesOf(path),
    })),
  );
  return { kind: isLog ? 'log' : 'content', size: found.size, files };
}

async function bytesOf(path: string): Promise<number> {
  const { size } = await stat(path).catch((cause: unknown) => Promise.reject(readError(path, cause)));
  return size;
}
