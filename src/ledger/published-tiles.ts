import { LedgerError } from './error.ts';
import type { Storage } from './storage.ts';
import { hashBytes } from './tree/hash.ts';
import { type FetchTile, parsePath, pathOf, tileWidth } from './tree/index.ts';

/**
 * Reads the tiles of a published log. A partial tile goes once the full one is there, also while somebody makes proofs at the smaller size: then
 * the first hashes of the full one are what it held. The function throws `ledger.tile_invalid` `{path, reason: missing}`.
 */
export function publishedTiles(storage: Pick<Storage, 'read'>): FetchTile {
  return async (path) => {
    const found = await storage.read(path);
    if (found !== null) return found;
    const tile = parsePath(path);
    const whole = tile === null ? null : await storage.read(pathOf({ ...tile, width: tileWidth }));
    if (tile === null || whole === null) throw new LedgerError('ledger.tile_invalid', { path, reason: 'missing' });
    return whole.subarray(0, tile.width * hashBytes);
  };
}
