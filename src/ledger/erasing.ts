import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './durable.ts';
import { LedgerError, writeError } from './error.ts';
import { type BatchHeader, batchHeaderBytes, decodeLength, eraseInBatch, segmentHeaderBytes } from './frame.ts';
import { SegmentReader } from './segment-file.ts';

/*
 * An entry is erased from a segment that nobody appends to any more. The segment is written anew beside the old one, the same but for one
 * batch, and takes its name once it is whole and synced: after a crash at any moment there is the old segment or the new one, never a
 * batch whose checksum fails. The old file has no name by then; its payload is overwritten all the same before its blocks are given back,
 * so that they hold nothing. What the device keeps below the file system (copy on write, snapshots, wear levelling) is out of our reach.
 */

const chunkBytes = 1 << 20;

/** Erases the payload at an offset of a closed segment down to its hash. Throws `ledger.disk_full`, `ledger.write_failed`, `ledger.corrupt`. */
export async function eraseEntry(path: string, offset: number, hash: Uint8Array): Promise<void> {
  const batch = await batchAround(path, offset);
  const temporary = `${path}.tmp`;
  try {
    const old = await open(path, 'r+');
    try {
      await writeBeside(
        temporary,
        old,
        batch,
        eraseInBatch(batch.logId, batch.header, batch.body, { ...at(batch, offset), hash }),
      );
      await rename(temporary, path);
      await syncDirectory(dirname(path));
      await overwrite(old, offset, decodeLength(batch.body.readUInt32BE(at(batch, offset).offset - 4)).bytes);
    } finally {
      await old.close();
    }
  } catch (cause) {
    await rm(temporary, { force: true });
    throw writeError(path, cause);
  }
}

/** Overwrites and removes what openings after a crash had cut off and kept: pieces that were never acknowledged and that no digest names. */
export async function discardTornEnds(directory: string): Promise<void> {
  try {
    const torn = (await readdir(directory)).filter((it) => it.endsWith('.torn'));
    for (const name of torn) {
      const path = join(directory, name);
      const file = await open(path, 'r+');
      try {
        await overwrite(file, 0, (await stat(path)).size);
      } finally {
        await file.close();
      }
      await rm(path);
    }
    if (torn.length > 0) await syncDirectory(directory);
  } catch (cause) {
    throw writeError(directory, cause);
  }
}

interface FoundBatch {
  readonly logId: Uint8Array;
  readonly header: BatchHeader;
  readonly body: Buffer;
  /** of the batch, in bytes from the start of the file */
  readonly start: number;
}

const at = (batch: FoundBatch, offset: number) => ({ offset: offset - batch.start - batchHeaderBytes });
const endOf = (batch: FoundBatch): number => batch.start + batchHeaderBytes + batch.header.bodyBytes;

/** The batch in which a payload begins. Throws `ledger.corrupt` where none does. */
async function batchAround(path: string, offset: number): Promise<FoundBatch> {
  const reader = await SegmentReader.open(path);
  try {
    const end = await reader.size();
    for (let start = segmentHeaderBytes; start < offset; ) {
      const header = await reader.headerAt(start, end);
      if (header === null) break;
      const next = start + batchHeaderBytes + header.bodyBytes;
      if (offset < next) {
        const whole = await reader.batchAt(start, end);
        if (!whole?.entries.some((it) => it.offset === offset)) break;
        const body = Buffer.from(await reader.bytes(start + batchHeaderBytes, header.bodyBytes));
        return { logId: reader.header.logId, header, body, start };
      }
      start = next;
    }
    throw new LedgerError('ledger.corrupt', { file: path, offset, reason: 'entry' });
  } finally {
    await reader.close();
  }
}

async function writeBeside(path: string, old: FileHandle, batch: FoundBatch, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await copy(path, old, file, { start: 0, end: batch.start });
    await file.writeFile(bytes);
    await copy(path, old, file, { start: endOf(batch), end: (await old.stat()).size });
    await file.sync();
  } finally {
    await file.close();
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

async function copy(file: string, from: FileHandle, to: FileHandle, { start, end }: Range): Promise<void> {
  const chunk = Buffer.alloc(Math.min(chunkBytes, end - start));
  for (let position = start; position < end; ) {
    const { bytesRead } = await from.read(chunk, 0, Math.min(chunk.length, end - position), position);
    if (bytesRead === 0) throw new LedgerError('ledger.read_failed', { file, offset: position, system: 'end_of_file' });
    await to.writeFile(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
}

async function overwrite(file: FileHandle, start: number, length: number): Promise<void> {
  const zeros = Buffer.alloc(Math.min(chunkBytes, length));
  for (let done = 0; done < length; done += zeros.length) {
    await file.write(zeros, 0, Math.min(zeros.length, length - done), start + done);
  }
  await file.datasync();
}
