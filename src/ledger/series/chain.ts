import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError, readError } from '../error.ts';
import { leafHash, toDigest } from '../leaf.ts';
import type { LogEntry } from '../log.types.ts';
import type { LogPlace } from '../publication.ts';
import { type Leaf, parseLeaf } from '../record.ts';
import { sha256 } from '../stamp.ts';
import type { ReadHash } from '../tree/index.ts';

/**
 * The leaves that chain the logs, as files beside the checkpoint: who may not read entries, and who comes when they are gone, can still follow the
 * chain. They hold random ids, digests and public keys only, and each is worth what its hash in the tiles is worth.
 */
export const chainFiles = { 'log.opened': 'opened.json', 'log.closed': 'closed.json' } as const;

export type ChainKind = keyof typeof chainFiles;

/** The longest such file: a closed log hands over at most 128 keys. */
export const longestChainFile = 65_535;

/**
 * A chain leaf from the bytes of its file, where they are the leaf of that index in a tree whose tiles hold. Throws
 * `ledger.chain_invalid` `{number, reason: file_differs | not_a_leaf}`.
 */
export async function chainLeafOf<K extends ChainKind>(
  kind: K,
  bytes: Uint8Array,
  { number, index, read }: { readonly number: number; readonly index: bigint; readonly read: ReadHash },
): Promise<Leaf<K>> {
  const refuse = (reason: string, cause?: unknown) =>
    new LedgerError('ledger.chain_invalid', { number, reason, file: chainFiles[kind] }, cause);
  if (!Buffer.from(leafHash(bytes, sha256)).equals(await read(0, index))) throw refuse('file_differs');
  try {
    const leaf = parseLeaf(JSON.parse(Buffer.from(bytes).toString('utf8')));
    // TypeScript cannot narrow a union by a generic kind; the line itself checks it.
    if (leaf.kind === kind) return leaf as unknown as Leaf<K>;
  } catch (cause) {
    throw refuse('not_a_leaf', cause);
  }
  throw refuse('not_a_leaf');
}

/**
 * The chain leaves of a log whose entries are gone, with their index in it, in its order, from the files beside its checkpoint. Throws as
 * `chainLeafOf` does, and `ledger.read_failed`.
 */
export async function* linksOf(
  { number, size, place }: { readonly number: number; readonly size: number; readonly place: Pick<LogPlace, 'public'> },
  read: ReadHash,
): AsyncGenerator<Pick<LogEntry, 'index' | 'digest' | 'leaf'>> {
  const links = [
    ['log.opened', 0],
    ['log.closed', size - 1],
  ] as const;
  for (const [kind, index] of number === 1 ? links.slice(1) : links) {
    const file = join(place.public, chainFiles[kind]);
    const bytes = await readFile(file).catch((cause: unknown) => Promise.reject(readError(file, cause)));
    const leaf = await chainLeafOf(kind, bytes, { number, index: BigInt(index), read });
    yield { index, digest: toDigest(leafHash(bytes, sha256)), leaf };
  }
}

/** The end of a log, as the next one must repeat it. */
export interface LogEnd {
  readonly number: number;
  readonly id: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** null where the entries were not read */
  readonly head: string | null;
}

/** What of the end of a log is not as the next one says; null where all is. What is not known is not compared. */
export function faultOfLink(
  { body }: Leaf<'log.opened'>,
  { number, ...previous }: Pick<LogEnd, 'number'> & Partial<LogEnd>,
): string | null {
  const said = { id: body.previous.log, ...body.previous };
  if (body.number !== number + 1) return 'number';
  for (const name of ['id', 'origin', 'size', 'root', 'head'] as const) {
    const known = previous[name];
    if (known !== undefined && known !== null && known !== said[name]) return `previous_${name}`;
  }
  return null;
}

/** Throws `ledger.chain_invalid` where a log does not repeat the end of the one before it. */
export function checkLink(opened: Leaf<'log.opened'>, previous: LogEnd): void {
  const reason = faultOfLink(opened, previous);
  if (reason !== null) throw new LedgerError('ledger.chain_invalid', { number: previous.number + 1, reason });
}
