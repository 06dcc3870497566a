import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeDirectory, readSeries, syncDirectory, systemCode } from '../ledger/index.ts';
import { type Migration, type Projector, type RestoredRows, restoreRows } from '../store/index.ts';
import { BackupError, writeError } from './error.ts';
import { extractArchive } from './extract.ts';
import type { Manifest } from './manifest.ts';
import { type DataVerified, verifyData } from './verify.ts';

/** The schema of the store and how the log becomes its rows: what the rooms bring. */
export interface StoreSchema {
  readonly migrations: readonly Migration[];
  readonly projectors: readonly Projector[];
}

export type RestoreStep = 'extract' | 'verify' | 'rows';

export interface RestoreInput {
  readonly archive: string;
  /** absent or empty; made by this. Null: verify and keep nothing */
  readonly target: string | null;
  /** where an archive that is only verified is put meanwhile */
  readonly scratchDirectory: string;
  readonly schema: StoreSchema;
  /** Where the rows go: the address of an empty PostgreSQL database, null for the embedded one. May mend the configuration in the directory given. */
  readonly databaseUrl: (restored: string) => Promise<string | null>;
  readonly onProgress?: (step: RestoreStep, done: number) => void;
  readonly signal?: AbortSignal;
}

/** What was verified, with its numbers. */
export interface Restored extends DataVerified {
  readonly manifest: Pick<Manifest, 'createdAt' | 'tool'>;
  readonly members: number;
  readonly tables: number;
  readonly rows: number;
  /** leaves that the rows had not shown yet */
  readonly caughtUp: number;
}

/**
 * Restores a backup into a directory that is absent or empty: unpacks it beside, verifies all of it, puts the rows into an empty store and compares them with the log, and only
 * then gives the directory its name. Until that moment there is nothing under that name, and after a failure nothing is left.
 *
 * Afterwards two installations hold the keys of one log. Two that go on writing tell two histories under one name: only one may run.
 * @throws BackupError `backup.target_not_empty`, `backup.target_unusable`, `backup.interrupted`, and as `extractArchive` and `verifyData` do; StoreError and
 * LedgerError for rows and logs that do not hold
 */
export async function restoreBackup(input: RestoreInput): Promise<Restored> {
  const target = input.target === null ? null : resolve(input.target);
  if (target !== null) await assertFreeTarget(target);
  const staged = await stagingBeside(target ?? join(input.scratchDirectory, 'check'));
  try {
    const data = join(staged, 'data');
    const manifest = await extractArchive(input.archive, staged, ({ members }) => told(input, 'extract', members));
    const verified = await verifyData(data, manifest.logs, (leaves) => told(input, 'verify', leaves));
    const rows = await placeRows(input, staged);
    await assertSame(rows);
    await (target === null ? rows.discard() : rows.settle(() => giveName(data, target)));
    const { createdAt, tool } = manifest;
    const { tables, rows: count, caughtUp } = rows;
    return {
      ...verified,
      manifest: { createdAt, tool },
      members: manifest.members.length,
      tables,
      rows: count,
      caughtUp,
    };
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

function told({ onProgress, signal }: RestoreInput, step: RestoreStep, done: number): void {
  if (signal?.aborted) throw new BackupError('backup.interrupted');
  onProgress?.(step, done);
}

/** Throws `backup.target_not_empty`, `backup.target_unusable`: also for a mount point, which cannot take another directory's place. */
async function assertFreeTarget(target: string): Promise<void> {
  const unusable = (reason: string, cause?: unknown) =>
    new BackupError('backup.target_unusable', { directory: target, reason }, cause);
  try {
    const there = await stat(target).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return null;
      throw cause;
    });
    if (there === null) return;
    if (!there.isDirectory()) throw unusable('not_a_directory');
    if ((await readdir(target)).length > 0) throw new BackupError('backup.target_not_empty', { directory: target });
    if ((await stat(dirname(target))).dev !== there.dev) throw unusable('mount_point');
  } catch (cause) {
    throw cause instanceof BackupError ? cause : unusable(systemCode(cause), cause);
  }
}

async function stagingBeside(target: string): Promise<string> {
  const staged = join(dirname(target), `.${basename(target)}.restoring-${randomBytes(6).toString('hex')}`);
  try {
    await makeDirectory(dirname(target));
    await mkdir(staged, { mode: 0o700 });
    return staged;
  } catch (cause) {
    throw new BackupError('backup.target_unusable', { directory: target, reason: systemCode(cause) }, cause);
  }
}

async function placeRows(input: RestoreInput, staged: string): Promise<RestoredRows> {
  const data = join(staged, 'data');
  const databaseUrl = await input.databaseUrl(data);
  told(input, 'rows', 0);
  const log = await readSeries(data);
  try {
    return await restoreRows({
      // An archive that is only verified touches no server.
      place: databaseUrl === null || input.target === null ? { dataDirectory: data } : { databaseUrl },
      lines: linesOf(join(staged, 'store'), (lines) => told(input, 'rows', lines)),
      log,
      ...input.schema,
    });
  } finally {
    await log.close();
  }
}

/** Throws `backup.rows_differ` with table and key of the first row that is not what the log gives. */
async function assertSame({ comparison, discard }: RestoredRows): Promise<void> {
  const { differences } = comparison;
  const [first] = differences;
  if (first === undefined) return;
  await discard();
  const key = Object.values(first.key).join(' ');
  const { table, kind } = first;
  throw new BackupError('backup.rows_differ', { table, key, kind, count: differences.length });
}

const toldEvery = 10_000;
/** A row holds an answer of the API at most. */
const longestLine = 64 << 20;

/** The lines of all parts in their order; a line may go over from one part into the next. */
async function* linesOf(directory: string, onProgress: (lines: number) => void): AsyncGenerator<string> {
  const parts = (await readdir(directory).catch(() => [])).sort();
  let begun: Buffer[] = [];
  let bytes = 0;
  let count = 0;
  for (const part of parts)
    for await (const chunk of createReadStream(join(directory, part)) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
        yield Buffer.concat([...begun, chunk.subarray(from, end)]).toString('utf8');
        begun = [];
        bytes = 0;
        from = end + 1;
        count += 1;
        if (count % toldEvery === 0) onProgress(count);
      }
      begun.push(chunk.subarray(from));
      bytes += chunk.length - from;
      if (bytes > longestLine)
        throw new BackupError('backup.member_refused', { member: `store/${part}`, reason: 'line_too_long' });
    }
  if (bytes > 0) throw new BackupError('backup.member_refused', { member: 'store', reason: 'last_line_not_ended' });
}

const lineFeed = 0x0a;

/** From one moment to the next the directory is there, whole and on disk. */
async function giveName(data: string, target: string): Promise<void> {
  try {
    // Left by what opened the restored directory.
    for (const it of await readdir(data)) if (it.startsWith('.')) await rm(join(data, it), { recursive: true });
    await syncTree(data);
    await rmdir(target).catch((cause: unknown) => {
      if (systemCode(cause) !== 'ENOENT') throw cause;
    });
    await rename(data, target);
    await syncDirectory(dirname(target));
  } catch (cause) {
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCode(cause)))
      throw new BackupError('backup.target_not_empty', { directory: target }, cause);
    throw writeError(target, cause);
  }
}

/** Everything below a directory to disk, files before the directories that name them. */
async function syncTree(directory: string): Promise<void> {
  for (const it of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, it.name);
    if (it.isDirectory()) await syncTree(path);
    else if (it.isFile()) await syncFile(path);
  }
  await syncDirectory(directory);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
