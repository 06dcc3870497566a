import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './error.ts';
import { hashBytes } from './tree/hash.ts';
import { type FetchTile, parsePath, pathOf, tileWidth } from './tree/index.ts';

/**
 * Reads the tiles that were published in a directory. A partial tile goes once the full one is there, also while somebody makes proofs
 * at the smaller size: then the first hashes of the full one are what it held.
 */
export function publishedTiles(directory: string): FetchTile {
  return async (path) => {
    try {
      return await readFile(join(directory, path));
    } catch (cause) {
      const tile = parsePath(path);
      if (systemCode(cause) !== 'ENOENT' || tile === null || tile.width === tileWidth) throw cause;
      const whole = await readFile(join(directory, pathOf({ ...tile, width: tileWidth })));
      return whole.subarray(0, tile.width * hashBytes);
    }
  };
}
