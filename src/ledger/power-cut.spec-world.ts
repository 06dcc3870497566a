import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { batchHeaderBytes, segmentHeaderBytes } from './frame.ts';
import { SegmentReader } from './segment-file.ts';

/**
 * What a power cut may do to the newest segment of a log: bytes behind the entries that must hold were perhaps never synced, so they end
 * anywhere. `share` (0 to below 1) says where; gives how many bytes went.
 */
export async function powerCut(directory: string, entries: number, share: number): Promise<number> {
  const newest = (await readdir(directory))
    .filter((it) => it.endsWith('.seg'))
    .sort()
    .at(-1);
  if (newest === undefined) return 0;
  const path = join(directory, newest);
  const end = (await stat(path)).size;
  const held = await endOf(path, end, entries);
  const left = held + Math.floor((end - held) * share);
  await truncate(path, left);
  return end - left;
}

/** Where the batch that holds the last of so many entries ends. */
async function endOf(path: string, end: number, entries: number): Promise<number> {
  const reader = await SegmentReader.open(path);
  try {
    let offset = segmentHeaderBytes;
    for (;;) {
      const header = await reader.headerAt(offset, end);
      if (header === null || header.firstIndex >= entries) return offset;
      offset += batchHeaderBytes + header.bodyBytes;
    }
  } finally {
    await reader.close();
  }
}
