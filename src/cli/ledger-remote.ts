import { type Dispatcher, request } from 'undici';
import {
  type Checkpoint,
  decodeBundle,
  entriesPath,
  LedgerError,
  leafHash,
  type NoteSource,
  readHashFrom,
  sha256,
  systemCode,
  tilesAt,
  tileWidth,
  verifyTiles,
} from '../ledger/index.ts';

export interface RemoteLog {
  /** what the paths of tlog-tiles stand under */
  readonly address: string;
  /** reads entries; without it hash tiles and checkpoint are all that is checked */
  readonly token: string | undefined;
  readonly trust: (note: NoteSource) => Checkpoint;
}

export interface RemoteVerified {
  readonly checkpoint: Checkpoint;
  readonly unpublished: 0;
  readonly tiles: number;
  readonly entriesRead: boolean;
}

/** A full bundle: 256 entries of at most 64 KB and their lengths. */
const largestFile = tileWidth * (65_535 + 2);
const patienceMs = 30_000;

/**
 * Verifies a log as any tlog-tiles client can: signatures of the checkpoint, every hash tile up to its root and, with the token, every entry.
 * @throws LedgerError `ledger.tile_invalid` with the path, `ledger.proof_invalid`, `ledger.fetch_failed`, and what `trust` throws
 */
export async function verifyRemote({ address, token, trust }: RemoteLog): Promise<RemoteVerified> {
  const base = address.replace(/\/$/, '');
  const fetchFile = (path: string) => fetched(`${base}/${path}`, token);
  const checkpoint = trust(await fetchFile('checkpoint'));
  const { size } = checkpoint;
  const tilesOfLeaves = readHashFrom(fetchFile, size, sha256);
  const leafAt = token === undefined ? (index: bigint) => tilesOfLeaves(0, index) : leavesOf(fetchFile, size);
  await verifyTiles(checkpoint, fetchFile, leafAt, sha256);
  let tiles = 0;
  for (const _ of tilesAt(size)) tiles += 1;
  return { checkpoint, unpublished: 0, tiles, entriesRead: token !== undefined };
}

/** Leaf hashes from the entries themselves; holds one bundle. */
function leavesOf(
  fetchFile: (path: string) => Promise<Uint8Array>,
  size: bigint,
): (index: bigint) => Promise<Uint8Array> {
  const width = BigInt(tileWidth);
  let held: { readonly bundle: bigint; readonly leaves: readonly Uint8Array[] } | null = null;
  return async (index) => {
    const bundle = index / width;
    if (held?.bundle !== bundle) {
      const left = size - bundle * width;
      const count = left < width ? Number(left) : tileWidth;
      const path = entriesPath(bundle, count);
      const entries = decodeBundle(await fetchFile(path), count, path);
      held = { bundle, leaves: entries.map((it) => leafHash(it, sha256)) };
    }
    const leaf = held.leaves[Number(index % width)];
    if (leaf === undefined)
      throw new LedgerError('ledger.tile_invalid', { path: entriesPath(bundle), reason: 'truncated' });
    return leaf;
  };
}

/**
 * A file of a log, bounded in size and time.
 * @throws LedgerError `ledger.fetch_failed` `{url, reason: refused | unknown_host | slow | unreachable | cut_off | too_large | status_404 …}`
 */
export async function fetched(url: string, token: string | undefined): Promise<Uint8Array> {
  const failed = (reason: string, cause?: unknown) => new LedgerError('ledger.fetch_failed', { url, reason }, cause);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  let response: Dispatcher.ResponseData;
  try {
    response = await request(url, { headers, headersTimeout: patienceMs, bodyTimeout: patienceMs });
  } catch (cause) {
    throw failed(reasonOf(cause, 'unreachable'), cause);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      bytes += (chunk as Buffer).length;
      if (bytes > largestFile) throw failed('too_large');
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    throw cause instanceof LedgerError ? cause : failed(reasonOf(cause, 'cut_off'), cause);
  }
  if (response.statusCode !== 200) throw failed(`status_${response.statusCode}`);
  return Buffer.concat(chunks);
}

/** A request's failure in a word that the reader can act on. */
const reasons: Readonly<Partial<Record<string, string>>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ETIMEDOUT: 'slow',
  UND_ERR_CONNECT_TIMEOUT: 'slow',
  UND_ERR_HEADERS_TIMEOUT: 'slow',
  UND_ERR_BODY_TIMEOUT: 'slow',
};

const reasonOf = (cause: unknown, otherwise: string): string => reasons[systemCode(cause)] ?? otherwise;
