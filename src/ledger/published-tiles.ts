import { LedgerError } from './error.ts';
import type { Storage } from './storage.ts';
import { hashBytes } from './tree/hash.ts';
import { type FetchTile, parsePath, pathOf, type TileName, tileWidth } from './tree/index.ts';

/**
 * Reads the tiles of a published log. A partial tile goes once wider ones or the full one are there, also while somebody makes proofs at the
 * smaller size: then the first hashes of those are what it held. The function throws `ledger.tile_invalid` `{path, reason: missing}`.
 */
export function publishedTiles(storage: Pick<Storage, 'read' | 'list'>): FetchTile {
  return async (path) => {
    const found = await storage.read(path);
    if (found !== null) return found;
    const tile = parsePath(path);
    for (const wider of tile === null ? [] : await widerThan(tile, storage)) {
      const bytes = await storage.read(wider);
      if (bytes !== null) return bytes.subarray(0, (tile?.width ?? 0) * hashBytes);
    }
    throw new LedgerError('ledger.tile_invalid', { path, reason: 'missing' });
  };
}

/** The directory of the partial tiles of the tile, full or partial, that lies at a path. */
export const partialsOf = (path: string): string => `${path.replace(/\.p\/\d+$/, '')}.p`;

/** The partial tiles that lie in such a directory; what else lies there, as a write that a crash cut short, is none. */
export async function partialTilesIn(
  directory: string,
  storage: Pick<Storage, 'list'>,
): Promise<{ readonly path: string; readonly width: number }[]> {
  const names = await storage.list(directory);
  return names.flatMap((name) => {
    const path = `${directory}/${name}`;
    const tile = parsePath(path);
    return tile === null ? [] : [{ path, width: tile.width }];
  });
}

/** The paths under which more of a tile may lie. The widest partial one first: it stays the longest. Then the full one, which is there before those go. */
async function widerThan(tile: TileName, storage: Pick<Storage, 'list'>): Promise<string[]> {
  const whole = pathOf({ ...tile, width: tileWidth });
  const partial = (await partialTilesIn(partialsOf(whole), storage)).filter(({ width }) => width > tile.width);
  return [...partial.sort((a, b) => b.width - a.width).map(({ path }) => path), whole];
}
