import { createReadStream, type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { systemCode, wholeSegments } from '../ledger/index.ts';
import { isMemberName } from './archive-reader.ts';
import { BackupError, readError } from './error.ts';

/** A file of the data directory, or its beginning, as it goes into a backup. */
export interface DataFile {
  /** below the data directory, with `/` */
  readonly name: string;
  readonly size: number;
  body(): AsyncIterable<Uint8Array>;
}

/** What is not taken although it is no leftover: its name below the data directory. */
export type OnLeftOut = (name: string) => void;

/** Made anew, another one's, or bound to this machine: the token of the console; answers kept for a day; an embedded database, whose rows go in by themselves. */
const leftOutOnPurpose: ReadonlySet<string> = new Set(['token', 'cache', 'pglite']);

/**
 * Leftovers: sockets and records of owners, drafts, and the torn tails of crashed writes, which nobody acknowledged and no proof counts on.
 */
const isLeftover = (name: string): boolean => name.startsWith('.') || /\.(tmp|draft|new|torn)$/.test(name);

/** What a backup takes of a directory, by name, in the order in which it is to be taken. */
export async function topOf(directory: string): Promise<string[]> {
  const found = (await entriesOf(directory)).filter((it) => !leftOutOnPurpose.has(it.name) && !isLeftover(it.name));
  return found.sort(inOrder).map((it) => it.name);
}

/**
 * The files at or below a place of a data directory. Segments are taken as far as their whole entries go; other files whole, as they are when they are opened. In every
 * directory files come first, since one that says that a log is complete was written after it; and `content` comes last, since what a log names was on
 * disk before the log named it.
 */
export async function* filesBelow(directory: string, place: string, onLeftOut: OnLeftOut): AsyncGenerator<DataFile> {
  const path = join(directory, place);
  const found = await stat(path).catch((cause: unknown) => {
    // Retired, erased or replaced since its directory was read.
    if (systemCode(cause) === 'ENOENT') throw new BackupError('backup.source_changed', { file: place }, cause);
    throw readError(path, cause);
  });
  if (!isMemberName(place)) return onLeftOut(place);
  if (found.isFile()) return yield* wholeFile(directory, place);
  if (!found.isDirectory()) return onLeftOut(place);
  const segments = await wholeSegments(path);
  const ofSegments = new Set(segments?.files.map((it) => it.name));
  for (const { name, bytes } of segments?.files ?? []) {
    const file = join(path, name);
    yield {
      name: `${place}/${name}`,
      size: bytes,
      body: () => reading(file, bytes, (range) => createReadStream(file, range)),
    };
  }
  for (const it of (await entriesOf(path)).sort(inOrder)) {
    const name = `${place}/${it.name}`;
    // A segment that was begun meanwhile holds what came after.
    if (isLeftover(it.name) || ofSegments.has(it.name) || (segments && it.name.endsWith('.seg'))) continue;
    if (it.isSymbolicLink()) onLeftOut(name);
    else yield* filesBelow(directory, name, onLeftOut);
  }
}

/** Files, directories, content; each by name. */
function inOrder(a: Dirent, b: Dirent): number {
  const rank = (it: Dirent) => (it.name === 'content' ? 2 : Number(it.isDirectory()));
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}

const entriesOf = (path: string) =>
  readdir(path, { withFileTypes: true }).catch((cause: unknown) => Promise.reject(readError(path, cause)));

/** A file that is replaced as a whole stays what it was for whoever has it open. */
async function* wholeFile(directory: string, name: string): AsyncGenerator<DataFile> {
  const path = join(directory, name);
  const file = await open(path, 'r').catch((cause: unknown) => Promise.reject(readError(path, cause)));
  try {
    const { size } = await file.stat();
    yield {
      name,
      size,
      body: () => reading(path, size, (range) => file.createReadStream({ ...range, autoClose: false })),
    };
  } finally {
    await file.close();
  }
}

type Range = Readonly<{ start: number; end: number }>;

async function* reading(path: string, bytes: number, open: (range: Range) => Readable): AsyncGenerator<Uint8Array> {
  if (bytes === 0) return;
  try {
    yield* open({ start: 0, end: bytes - 1 });
  } catch (cause) {
    throw readError(path, cause);
  }
}
