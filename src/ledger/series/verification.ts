import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalBytes } from '../canonical.ts';
import { LedgerError, ofLog, readError, systemCode } from '../error.ts';
import { leafHash, toDigest } from '../leaf.ts';
import type { Log, LogEntry } from '../log.types.ts';
import type { Checkpoint, NoteSource } from '../note/index.ts';
import { readPublished, readPublishedNote } from '../publication.ts';
import type { Leaf } from '../record.ts';
import { sha256 } from '../stamp.ts';
import { type ReadHash, tilesAt, verifyTiles } from '../tree/index.ts';
import { verifyLog } from '../verification.ts';
import { type ChainKind, chainFiles, chainLeafOf, checkLink, type LogEnd } from './chain.ts';
import type { SeriesLog } from './member.ts';
import { Survey } from './survey.ts';

export type Trust = (note: NoteSource) => Checkpoint;

/** What the log before it says of the next one: its name, and the keys that it signs with from the start. */
export type Vouched = Leaf<'log.closed'>['body']['next'];

export interface SeriesVerification {
  readonly logs: readonly SeriesLog[];
  /** walks from the log of this number on (default: the first) and to that one (default: the last); the others are only looked up */
  readonly from?: number;
  readonly to?: number;
  /** what makes a checkpoint of a log count */
  readonly trustOf: (log: SeriesLog, vouched: Vouched | null) => Trust | Promise<Trust>;
  /** told how many leaves of the series have been looked at */
  readonly onProgress?: (leaves: number) => void;
}

/** What a walk found to hold of one log of a series. */
export interface VerifiedLog {
  readonly log: SeriesLog;
  readonly checkpoint: Checkpoint;
  readonly unpublished: number;
  readonly tiles: number;
  /** leaves that it carries, each compared with its original's hash in the tiles of its own log */
  readonly carried: number;
}

/** What the walk through one log gives to the next. */
interface Walked extends Omit<VerifiedLog, 'log'> {
  readonly end: LogEnd;
  readonly opened: Leaf<'log.opened'> | null;
  readonly closing: Leaf<'log.closed'> | null;
}

/**
 * Walks every log of a series as `verifyLog` does, and the chain between them: each must repeat the end of the one before it, which must have
 * named it and vouches for its keys; each carried leaf must be the one that it says. Of a retired log, tiles and checkpoint are checked.
 * A log of which nothing is published does not hold: nobody has signed anything of it.
 * @throws LedgerError `ledger.chain_invalid` `{number, reason}`, and what `verifyLog` throws, with the name of the log as `log` and before its paths
 */
export async function verifySeries(verification: SeriesVerification): Promise<VerifiedLog[]> {
  const { logs, from = 1, to = logs.length, trustOf } = verification;
  const found: VerifiedLog[] = [];
  let previous: Walked | null = null;
  for (const log of logs.slice(from - 1, to)) {
    const vouched = checkSuccession(previous, log);
    const walked: Walked = await walk(verification, log, await trustOf(log, vouched));
    if (previous !== null) checkBeginning(walked, previous, log);
    const { checkpoint, unpublished, tiles, carried } = walked;
    found.push({ log, checkpoint, unpublished, tiles, carried });
    previous = walked;
  }
  if (to === logs.length && previous?.closing) throw invalid(logs.length + 1, 'missing');
  return found;
}

const invalid = (number: number, reason: string) => new LedgerError('ledger.chain_invalid', { number, reason });

function checkSuccession(previous: Walked | null, log: SeriesLog): Vouched | null {
  if (previous === null) return null;
  const { number } = log;
  if (previous.closing === null) throw invalid(number, 'previous_open');
  if (previous.unpublished > 0) throw invalid(number - 1, 'final_checkpoint_missing');
  const { next } = previous.closing.body;
  if (next.log !== log.id) throw invalid(number, 'id');
  if (next.origin !== log.origin) throw invalid(number, 'origin');
  return next;
}

function checkBeginning({ opened }: Walked, previous: Walked, { number }: SeriesLog): void {
  if (opened === null) throw invalid(number, 'not_opened');
  checkLink(opened, previous.end);
}

/** Paths and reasons are alike in every log, so what is wrong says which one it is of. */
async function walk(verification: SeriesVerification, log: SeriesLog, trust: Trust): Promise<Walked> {
  try {
    return await (log.log === null ? walkRetired(log, trust) : walkWhole(verification, log, log.log, trust));
  } catch (error) {
    if (error instanceof LedgerError) throw ofLog(error, log.name);
    throw error;
  }
}

async function walkWhole(verification: SeriesVerification, of: SeriesLog, log: Log, trust: Trust): Promise<Walked> {
  const { number, place, id, origin, from } = of;
  const look = new Look(of, verification.logs);
  const { size, head } = log;
  const onProgress = (leaves: number) => verification.onProgress?.(from + leaves);
  const verified = await verifyLog({ log: watched(log, look), directory: place.public, trust, onProgress });
  const { checkpoint, unpublished, tiles } = verified;
  const { opened, closing, carried } = look;
  for (const leaf of [opened, closing]) if (leaf !== null) await checkFile(place.public, number, leaf);
  return {
    checkpoint,
    unpublished,
    tiles,
    carried,
    opened,
    closing,
    end: { number, id, origin, size, root: look.survey.root(), head },
  };
}

/** The log as it stands, each of its entries looked at as it is read. */
function watched(log: Log, look: Look): Log {
  const { id, directory, torn, size, head } = log;
  return {
    ...{ id, directory, torn, size, head },
    append: (leaf) => log.append(leaf),
    headAt: (at) => log.headAt(at),
    close: () => log.close(),
    async *read(range) {
      for await (const entry of log.read({ ...range, to: Math.min(range?.to ?? size, size) })) {
        await look.at(entry);
        yield entry;
      }
    },
  };
}

/** What the leaves of one log must keep to, from the first to the last; `at` throws `ledger.chain_invalid` where they do not. */
class Look {
  readonly survey = new Survey([]);
  opened: Leaf<'log.opened'> | null = null;
  closing: Leaf<'log.closed'> | null = null;
  carried = 0;
  readonly #of: SeriesLog;
  readonly #originalHash: ReturnType<typeof originalHashes>;

  constructor(of: SeriesLog, logs: readonly SeriesLog[]) {
    this.#of = of;
    this.#originalHash = originalHashes(logs);
  }

  async at({ leaf, digest, index }: LogEntry): Promise<void> {
    const { number, from } = this.#of;
    this.survey.take({ leaf, digest, index: from + index });
    if (this.closing !== null) throw invalid(number, 'leaf_behind_the_last');
    if (leaf.kind === 'log.closed') this.closing = leaf;
    if (leaf.kind === 'log.opened') {
      if (index > 0) throw invalid(number, 'opened_twice');
      this.opened = leaf;
    }
    if (leaf.kind !== 'carried') return;
    const hash = leafHash(canonicalBytes(leaf.body.leaf), sha256);
    const original = await this.#originalHash(leaf.body.index, this.#of);
    if (original === null || !Buffer.from(hash).equals(original))
      throw new LedgerError('ledger.chain_invalid', { number, reason: 'carried_differs', index: from + index });
    this.carried += 1;
  }
}

/** Where the file of a chain leaf was published, it holds the leaf. */
async function checkFile(directory: string, number: number, leaf: Leaf<ChainKind>): Promise<void> {
  const file = chainFiles[leaf.kind];
  const bytes = await readIn(directory, file);
  if (bytes !== null && !bytes.equals(canonicalBytes(leaf)))
    throw new LedgerError('ledger.chain_invalid', { number, reason: 'file_differs', file });
}

async function walkRetired(log: SeriesLog, trust: Trust): Promise<Walked> {
  const { number, place, id, origin, size, head, retired } = log;
  const note = await readPublishedNote(place.public);
  if (note === null) throw new LedgerError('ledger.unpublished');
  const checkpoint = trust(note);
  const root = toDigest(checkpoint.root);
  if (Number(checkpoint.size) !== size || root !== retired?.root) throw invalid(number, 'retirement_differs');
  const read = readPublished(place.public, checkpoint.size);
  await verifyTiles(
    checkpoint,
    (path) => readFile(join(place.public, path)),
    (index) => read(0, index),
    sha256,
  );
  const leafIn = async <K extends ChainKind>(kind: K, index: bigint): Promise<Leaf<K>> => {
    const bytes = await readIn(place.public, chainFiles[kind]);
    if (bytes === null)
      throw new LedgerError('ledger.chain_invalid', { number, reason: 'file_missing', file: chainFiles[kind] });
    return chainLeafOf(kind, bytes, { number, index, read });
  };
  return {
    ...{ checkpoint, unpublished: 0, carried: 0, tiles: [...tilesAt(checkpoint.size)].length },
    end: { number, id, origin, size, root, head },
    opened: number === 1 ? null : await leafIn('log.opened', 0n),
    closing: await leafIn('log.closed', checkpoint.size - 1n),
  };
}

async function readIn(directory: string, name: string): Promise<Buffer | null> {
  const path = join(directory, name);
  return readFile(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return null;
    throw readError(path, cause);
  });
}

/** The leaf hash at an index of the series before a log, out of the tiles of the log that holds it; null where there is none. */
function originalHashes(logs: readonly SeriesLog[]): (index: number, before: SeriesLog) => Promise<Uint8Array | null> {
  const readers = new Map<number, ReadHash>();
  return async (index, before) => {
    const owner = logs.find((it) => index >= it.from && index < it.from + it.size);
    if (owner === undefined || owner.number >= before.number) return null;
    const read = readers.get(owner.number) ?? readPublished(owner.place.public, BigInt(owner.size));
    readers.set(owner.number, read);
    return read(0, BigInt(index - owner.from));
  };
}
