import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { checkSize, hashBytes, nodeHash } from './hash.ts';
import type { ReadHash } from './proof.ts';
import { type HashTile, pathOf, tileHeight, tileWidth, widthAt } from './tile-name.ts';

/** Brings the bytes at a path below the log's prefix. What it throws is passed on as it is. */
export type FetchTile = (path: string) => Promise<Uint8Array>;

/** Where a stored hash lies: it is the root over `count` hashes, a power of two, of that tile from `offset` on. */
export interface PlaceInTile {
  readonly level: number;
  readonly index: bigint;
  readonly offset: number;
  readonly count: number;
}

/** Hashes of the subtrees within a tile that were computed before, numbered as in a heap whose root spans the whole tile. */
type Inner = (Uint8Array | undefined)[];

/** How many tiles a reader keeps: 64 of 8 KiB, and some 30 KB of hashes computed within each. A proof in the largest tree touches at most 16. */
const keptTiles = 64;

/** The tile that holds a perfect subtree's hash, and the hashes in it that it is computed from. */
export function hashInTile(level: number, index: bigint): PlaceInTile {
  if (!Number.isInteger(level) || level < 0 || level > 62 || index < 0n) {
    throw new LedgerError('ledger.tree_invalid', { reason: 'node_out_of_range' });
  }
  const above = BigInt(level % tileHeight);
  const first = index << above;
  return {
    level: Math.floor(level / tileHeight),
    index: first / BigInt(tileWidth),
    offset: Number(first % BigInt(tileWidth)),
    count: 2 ** (level % tileHeight),
  };
}

/** The hash at a place of a tile; `inner` keeps what was computed for the next one. Throws `ledger.tree_invalid` where the tile is too narrow for it. */
export function hashFromTile(
  bytes: Uint8Array,
  { offset, count }: Pick<PlaceInTile, 'offset' | 'count'>,
  sha256: Sha256,
  inner: Inner = [],
): Uint8Array {
  if ((offset + count) * hashBytes > bytes.length) {
    throw new LedgerError('ledger.tree_invalid', { reason: 'tile_too_narrow' });
  }
  if (count === 1) return bytes.slice(offset * hashBytes, (offset + 1) * hashBytes);
  const place = (tileWidth + offset) / count;
  const known = inner[place];
  if (known !== undefined) return known;
  const half = count / 2;
  const left = hashFromTile(bytes, { offset, count: half }, sha256, inner);
  const right = hashFromTile(bytes, { offset: offset + half, count: half }, sha256, inner);
  const hash = nodeHash(left, right, sha256);
  inner[place] = hash;
  return hash;
}

/**
 * Reads the hashes of a tree of that size out of its tiles, full and partial. A tile is checked for its length only: what is computed from
 * its hashes is as good as the root that it is compared with. Keeps 64 tiles at most; a tile asked for twice at a time is fetched once.
 *
 * `fetchTile` gets the path of the tile as it is at this size. A log may drop a partial tile once the full one is there; a fetcher that then
 * takes the full one gives its first hashes.
 *
 * Throws `ledger.tile_invalid` with the path for a wrong length, `ledger.tree_invalid` for a hash that the tree does not have.
 */
export function readHashFrom(fetchTile: FetchTile, size: bigint, sha256: Sha256): ReadHash {
  checkSize(size);
  const kept = new Map<string, { readonly bytes: Promise<Uint8Array>; readonly inner: Inner }>();
  const tileAt = (path: string, width: number) => {
    const tile = kept.get(path) ?? { bytes: fetched(fetchTile, path, width), inner: [] };
    kept.delete(path);
    kept.set(path, tile);
    const [oldest] = kept.keys();
    if (kept.size > keptTiles && oldest !== undefined) kept.delete(oldest);
    return tile;
  };
  return async (level, index) => {
    const place = hashInTile(level, index);
    if ((index + 1n) << BigInt(level) > size) throw new LedgerError('ledger.tree_invalid', { reason: 'beyond_size' });
    const width = widthAt(place.level, place.index, size);
    const path = pathOf({ level: place.level, index: place.index, width });
    try {
      const { bytes, inner } = tileAt(path, width);
      return hashFromTile(await bytes, place, sha256, inner);
    } catch (cause) {
      kept.delete(path);
      throw cause;
    }
  };
}

/** The bytes of a tile, of hashes read one by one. */
export async function tileBytes({ level, index, width }: HashTile, read: ReadHash): Promise<Uint8Array> {
  const first = index * BigInt(tileWidth);
  const hashes = await Promise.all(
    Array.from({ length: width }, (_, at) => read(level * tileHeight, first + BigInt(at))),
  );
  const bytes = new Uint8Array(width * hashBytes);
  for (const [at, hash] of hashes.entries()) {
    if (hash.length !== hashBytes) throw new LedgerError('ledger.tree_invalid', { reason: 'hash_length' });
    bytes.set(hash, at * hashBytes);
  }
  return bytes;
}

/** A tile of that width. Throws as `checkLength` and what `fetchTile` throws. */
export async function fetched(fetchTile: FetchTile, path: string, width: number): Promise<Uint8Array> {
  const bytes = await fetchTile(path);
  checkLength(path, bytes, width);
  return bytes;
}

/** Throws `ledger.tile_invalid` with the path unless the bytes are that many hashes. */
export function checkLength(path: string, bytes: Uint8Array, width: number): void {
  if (bytes.length !== width * hashBytes) throw new LedgerError('ledger.tile_invalid', { path, reason: 'length' });
}
