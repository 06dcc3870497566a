import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Checkpoint,
  type ContentStore,
  type Digest,
  LedgerError,
  type LogSeries,
  type NoteSource,
  openContent,
  openLog,
  ownCheckpoint,
  readLogKeys,
  readSeries,
  type SeriesLog,
  saidBy,
  systemCode,
  verifyLog,
  verifySeries,
} from '../ledger/index.ts';
import { BackupError, readError } from './error.ts';
import type { Manifest } from './manifest.ts';

/** What a walk through all of a data directory but its store found to hold. */
export interface DataVerified {
  readonly logs: readonly {
    readonly name: string;
    readonly origin: string;
    readonly size: number;
    readonly published: number;
    readonly tiles: number;
  }[];
  /** pieces of content, those of runs included, each against its salted digest */
  readonly pieces: number;
  /** how often a log or a journal names a piece, all of them there or erased on record */
  readonly named: number;
  readonly runs: number;
  /** leaves in the journals of the runs */
  readonly settled: number;
}

/** A run's questions and answers may be this long; see the journal's own bound. */
const largestPiece = 32 << 20;

/**
 * Verifies what was restored as if nothing of it were known: every log against its tiles, its signed checkpoint and the manifest, every piece of content against its
 * digest, every content that a log or a journal names, every journal against its chain and against what the log says of its run.
 * @throws BackupError `backup.log_differs`, `backup.content_missing`, `backup.run_differs`; LedgerError for the first thing that does not hold
 */
export async function verifyData(
  directory: string,
  logs: Manifest['logs'],
  onProgress: (leaves: number) => void,
): Promise<DataVerified> {
  const content = await openContent(join(directory, 'content'), { access: 'read' });
  const references = new References(content, 'content');
  const walked = await verifyLogs(directory, logs, references, onProgress);
  references.assertHeld(walked.erased);
  await content.close();
  let pieces = content.count;
  let named = references.count;
  let settled = 0;
  const runs = await foldersIn(join(directory, 'runs'));
  for (const run of runs) {
    const found = await verifyRun(join(directory, 'runs', run), run, walked);
    pieces += found.pieces;
    named += found.named;
    settled += found.settled;
    onProgress(walked.leaves + settled);
  }
  return { logs: walked.logs, pieces, named, runs: runs.length, settled };
}

const mostMissing = 100_000;

/** Content that is named, looked up at once: only what is missing is remembered, since a later leaf may say that it was erased. */
class References {
  count = 0;
  readonly #content: Pick<ContentStore, 'has'>;
  readonly #where: string;
  readonly #missing = new Set<Digest>();

  constructor(content: Pick<ContentStore, 'has'>, where: string) {
    this.#content = content;
    this.#where = where;
  }

  add(digests: Iterable<Digest>): void {
    for (const digest of digests) {
      this.count += 1;
      if (!this.#content.has(digest) && this.#missing.size < mostMissing) this.#missing.add(digest);
    }
  }

  /** Throws `backup.content_missing`. */
  assertHeld(erased: ReadonlySet<Digest>): void {
    for (const digest of this.#missing)
      if (!erased.has(digest)) throw new BackupError('backup.content_missing', { digest, where: this.#where });
  }
}

interface Walked {
  readonly logs: DataVerified['logs'];
  readonly leaves: number;
  /** content that the leaves say was erased */
  readonly erased: ReadonlySet<Digest>;
  /** by run: the heads that its journal had when it was said to have ended */
  readonly journals: ReadonlyMap<string, ReadonlySet<Digest>>;
}

async function verifyLogs(
  directory: string,
  listed: Manifest['logs'],
  references: References,
  onProgress: (leaves: number) => void,
): Promise<Walked> {
  const erased = new Set<Digest>();
  const journals = new Map<string, Set<Digest>>();
  const logs: DataVerified['logs'][number][] = [];
  let leaves = 0;
  const folders = await foldersIn(join(directory, 'ledger'));
  const missing = listed.find((it) => !folders.includes(it.name));
  if (missing) throw new BackupError('backup.log_differs', { log: missing.name, reason: 'entries_missing' });
  // Opening it holds the ends of the logs against each other.
  const series = await readSeries(directory);
  try {
    for (const { log, name } of series.logs) {
      for await (const { leaf } of log?.read() ?? []) {
        const said = saidBy(leaf);
        references.add(contentNamedIn(said.body));
        if (said.kind === 'run.finished' && said.body.journal !== null)
          journals.set(said.body.run, (journals.get(said.body.run) ?? new Set()).add(said.body.journal));
        else if (said.kind === 'content.erased') erased.add(said.body.digest);
      }
      const known = listed.find((it) => it.name === name);
      if (known) logs.push(await verifyPublished(series, known, (done) => onProgress(leaves + done)));
      leaves += log?.size ?? 0;
    }
  } finally {
    await series.close();
  }
  return { logs, leaves, erased, journals };
}

type Listed = Manifest['logs'][number];

async function verifyPublished(
  { logs }: Pick<LogSeries, 'logs'>,
  listed: Listed,
  onProgress: (leaves: number) => void,
): Promise<DataVerified['logs'][number]> {
  const { name } = listed;
  const found = logs.find((it) => it.name === name);
  if (found === undefined) throw new BackupError('backup.log_differs', { log: name, reason: 'entries_missing' });
  const { checkpoint, tiles } = await verified(found, logs, onProgress);
  const { origin } = checkpoint;
  const root = Buffer.from(checkpoint.root).toString('base64');
  if (origin !== listed.origin || checkpoint.size.toString() !== listed.published || root !== listed.root)
    throw new BackupError('backup.log_differs', { log: name, reason: 'checkpoint' });
  return { name, origin, size: found.size, published: Number(checkpoint.size), tiles };
}

/**
 * One log against its tiles and its signed checkpoint. One that was closed a moment before the backup may not have been published to its end: that is
 * no fault of the backup, so the chain is held by what opening the series compares, and by the checkpoints of retired logs.
 */
async function verified(
  { log, number, place }: SeriesLog,
  logs: LogSeries['logs'],
  onProgress: (leaves: number) => void,
): Promise<{ readonly checkpoint: Checkpoint; readonly tiles: number }> {
  const keys = await readLogKeys(place.keys);
  const trust = (note: NoteSource) => ownCheckpoint(note, keys);
  if (log !== null) return verifyLog({ log, directory: place.public, trust, onProgress });
  const [found] = await verifySeries({ logs, from: number, to: number, trustOf: () => trust });
  if (!found?.checkpoint) throw new LedgerError('ledger.unpublished');
  return { checkpoint: found.checkpoint, tiles: found.tiles };
}

interface RunVerified {
  readonly pieces: number;
  readonly named: number;
  readonly settled: number;
}

/** A run that was being set up has no journal yet; one that the log has seen end has. */
async function verifyRun(directory: string, run: string, { journals, erased }: Walked): Promise<RunVerified> {
  const ends = new Set(journals.get(run));
  const differs = (reason: string, cause?: unknown) => new BackupError('backup.run_differs', { run, reason }, cause);
  const has = new Set(await foldersIn(directory));
  if (!has.has('journal')) {
    if (ends.size > 0) throw differs('journal_missing');
    return { pieces: 0, named: 0, settled: 0 };
  }
  try {
    const content = await openContent(join(directory, 'content'), { access: 'read', maxEntryBytes: largestPiece });
    const references = new References(content, run);
    const log = await openLog(join(directory, 'journal'), { access: 'read' });
    for await (const { leaf, head } of log.read()) {
      if (leaf.kind === 'case.settled') references.add(digestsIn(leaf.body));
      ends.delete(head);
    }
    if (ends.size > 0) throw differs('journal_end');
    references.assertHeld(erased);
    return { pieces: content.count, named: references.count, settled: log.size };
  } catch (cause) {
    if (cause instanceof LedgerError) throw differs(cause.code, cause);
    throw cause;
  }
}

/** Every content reference in a body, however deep: an object that holds a digest and nothing else. */
function* contentNamedIn(value: unknown): Generator<Digest> {
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'digest' && isDigest(only[1])) yield only[1];
  else for (const [, it] of entries) yield* contentNamedIn(it);
}

function* digestsIn(value: unknown): Generator<Digest> {
  if (isDigest(value)) yield value;
  else if (typeof value === 'object' && value !== null) for (const it of Object.values(value)) yield* digestsIn(it);
}

const isDigest = (value: unknown): value is Digest => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);

async function foldersIn(directory: string): Promise<string[]> {
  const found = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw readError(directory, cause);
  });
  return found
    .filter((it) => it.isDirectory())
    .map((it) => it.name)
    .sort();
}
