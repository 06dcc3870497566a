import type { Digest } from './record.ts';
import { sha256 } from './stamp.ts';
import { Frontier, type ReadHash, tileHeight, tilePath, tileWidth } from './tree/index.ts';

/** A hash tile under the path that tlog-tiles gives it. */
export interface Tile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The right edge of a tree of tiles: its frontier, and at each level the hashes of the tile that is filling. */
export class GrowingTiles {
  readonly #frontier: Frontier;
  readonly #filling: Uint8Array[][];
  #full: Tile[] = [];

  constructor(frontier = Frontier.empty(sha256), filling: Uint8Array[][] = []) {
    this.#frontier = frontier;
    this.#filling = filling;
  }

  /** The edge of a tree of that size, from its stored hashes. Throws what `read` throws. */
  static async at(size: bigint, read: ReadHash): Promise<GrowingTiles> {
    const frontier: Uint8Array[] = [];
    for (let level = 62; level >= 0; level -= 1) {
      const subtrees = size >> BigInt(level);
      if (subtrees % 2n === 1n) frontier.push(await read(level, subtrees - 1n));
    }
    const filling: Uint8Array[][] = [];
    for (let nodes = size, level = 0; nodes > 0n; nodes /= BigInt(tileWidth), level += tileHeight) {
      const tile: Uint8Array[] = [];
      for (let at = nodes - (nodes % BigInt(tileWidth)); at < nodes; at += 1n) tile.push(await read(level, at));
      filling.push(tile);
    }
    return new GrowingTiles(Frontier.of(size, frontier, sha256), filling);
  }

  get size(): bigint {
    return this.#frontier.size;
  }

  root(): Uint8Array {
    return this.#frontier.root();
  }

  /** Takes in the leaf hash of the next entry. */
  append(leaf: Digest): void {
    this.#frontier.append(Buffer.from(leaf.slice('sha256:'.length), 'hex'), (level, index, hash) => {
      if (level % tileHeight !== 0) return;
      const tileLevel = level / tileHeight;
      const tile = this.#filling[tileLevel] ?? [];
      this.#filling[tileLevel] = tile;
      tile.push(hash);
      if (tile.length < tileWidth) return;
      this.#full.push({ path: tilePath(tileLevel, index / BigInt(tileWidth)), bytes: Buffer.concat(tile) });
      this.#filling[tileLevel] = [];
    });
  }

  /** The tiles that became full since they were last taken. */
  takeFull(): Tile[] {
    return this.#full.splice(0);
  }

  /** The tiles that are filling, as they stand. */
  filling(): Tile[] {
    return this.#filling.flatMap((tile, level) => {
      if (tile.length === 0) return [];
      const index = this.size >> BigInt(tileHeight * (level + 1));
      return [{ path: tilePath(level, index, tile.length), bytes: Buffer.concat(tile) }];
    });
  }
}
