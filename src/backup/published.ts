import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Checkpoint,
  parseCheckpoint,
  parseNote,
  pathOf,
  readPublishedNote,
  systemCode,
  tilesAt,
  tileWidth,
} from '../ledger/index.ts';
import { type DataFile, filesBelow, type OnLeftOut } from './data-files.ts';
import { BackupError, readError } from './error.ts';

/** What is published of a log, as it was at one moment. */
export interface PublishedLog {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  /** checkpoint, the tiles of its tree, and what else lies there */
  files(): AsyncIterable<DataFile>;
}

/** A log publishes once a second at most; each try takes a few reads of small files. */
const tries = 50;

/** Every log that a data directory publishes. Throws `backup.read_failed`, `backup.source_changed`, and what a checkpoint's reader throws. */
export async function publishedLogs(directory: string, onLeftOut: OnLeftOut): Promise<PublishedLog[]> {
  const folder = join(directory, 'ledger', 'public');
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw readError(folder, cause);
  });
  const logs: PublishedLog[] = [];
  for (const it of found
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort())
    logs.push(...(await atOneMoment(directory, it, onLeftOut)));
  return logs;
}

/**
 * A checkpoint together with the tiles at the right edge of its tree. Those give way to fuller ones as the log grows, so where one is gone, so is the checkpoint, and both
 * are read again. Full tiles never change.
 */
async function atOneMoment(directory: string, name: string, onLeftOut: OnLeftOut): Promise<PublishedLog[]> {
  const place = `ledger/public/${name}`;
  for (let i = 0; i < tries; i += 1) {
    const note = await readPublishedNote(join(directory, place));
    // Keys and directory are made before the first checkpoint is.
    if (note === null) return [];
    const checkpoint = parseCheckpoint(parseNote(note).text);
    const edge = await edgeOf(join(directory, place), checkpoint.size);
    if (edge === null) continue;
    const held: { name: string; bytes: Uint8Array }[] = [
      { name: `${place}/checkpoint`, bytes: Buffer.from(note, 'utf8') },
    ];
    for (const { path, bytes } of edge) held.push({ name: `${place}/${path}`, bytes });
    return [{ name, checkpoint, files: () => filesOf({ directory, place, size: checkpoint.size, held, onLeftOut }) }];
  }
  throw new BackupError('backup.source_changed', { file: `${place}/checkpoint` });
}

async function edgeOf(folder: string, size: bigint): Promise<{ path: string; bytes: Uint8Array }[] | null> {
  const edge: { path: string; bytes: Uint8Array }[] = [];
  for (const tile of tilesAt(size)) {
    if (tile.width === tileWidth) continue;
    const path = pathOf(tile);
    const bytes = await readFile(join(folder, path)).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return null;
      throw readError(join(folder, path), cause);
    });
    if (bytes === null) return null;
    edge.push({ path, bytes });
  }
  return edge;
}

interface Placed {
  readonly directory: string;
  readonly place: string;
  readonly size: bigint;
  readonly held: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly onLeftOut: OnLeftOut;
}

async function* filesOf({ directory, place, size, held, onLeftOut }: Placed): AsyncGenerator<DataFile> {
  for (const { name, bytes } of held) yield { name, size: bytes.length, body: () => inMemory(bytes) };
  for (const tile of tilesAt(size)) {
    if (tile.width < tileWidth) continue;
    yield* filesBelow(directory, `${place}/${pathOf(tile)}`, onLeftOut);
  }
  const others = await readdir(join(directory, place)).catch((cause: unknown) =>
    Promise.reject(readError(place, cause)),
  );
  for (const it of others.filter((name) => name !== 'checkpoint' && name !== 'tile' && !/^\.|\.tmp$/.test(name)).sort())
    yield* filesBelow(directory, `${place}/${it}`, onLeftOut);
}

async function* inMemory(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
