import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { firstDifference, hashBytes, sameBytes } from './hash.ts';
import { type ReadHash, rootAt } from './proof.ts';
import { checkLength, type FetchTile, fetched, hashFromTile, readHashFrom, tileBytes } from './tile.ts';
import { entriesPath, type HashTile, pathOf, tileHeight, tilePath, tilesAt, tileWidth } from './tile-name.ts';

/** The leaf hash of an entry as it is stored, not as a tile has it. */
export type LeafAt = (index: bigint) => Promise<Uint8Array>;

/** Compares a tile with what `read` says its hashes are. Throws `ledger.tile_invalid` with the path and `length` or `hash_differs`. */
export async function verifyTile(tile: HashTile, bytes: Uint8Array, read: ReadHash): Promise<void> {
  const path = pathOf(tile);
  checkLength(path, bytes, tile.width);
  if (!sameBytes(bytes, await tileBytes(tile, read))) throw differs(path);
}

/**
 * Recomputes each hash of a tile from what is right below it: from leaf hashes at level 0, from full tiles above. For `tileBytes` and
 * `verifyTile`; throws `ledger.tree_invalid` for levels between those of tiles.
 */
export function readBelow(fetchTile: FetchTile, leafAt: LeafAt, sha256: Sha256): ReadHash {
  return async (level, index) => {
    if (level === 0) return leafAt(index);
    if (level % tileHeight !== 0) throw new LedgerError('ledger.tree_invalid', { reason: 'node_out_of_range' });
    const path = tilePath(level / tileHeight - 1, index);
    return hashFromTile(await fetched(fetchTile, path, tileWidth), { offset: 0, count: tileWidth }, sha256);
  };
}

/**
 * Recomputes every tile of a tree, from the entries up, and then its root, which must be a trusted one. Throws `ledger.tile_invalid` with a
 * path: where a tile is not what lies below it, it is the damaged one, unless what lies above it says that it is whole; then it is the tile or
 * the bundle below. Where all fit each other and the root is another, `root_differs` names the tiles that the root is made of, the lowest first
 * and spaces between them; an empty tree has none, and gives `ledger.proof_invalid` with `root_differs`.
 */
export async function verifyTiles(
  tree: { readonly size: bigint; readonly root: Uint8Array },
  fetchTile: FetchTile,
  leafAt: LeafAt,
  sha256: Sha256,
): Promise<void> {
  const below = readBelow(fetchTile, leafAt, sha256);
  const read = readHashFrom(fetchTile, tree.size, sha256);
  const rootFits = async () => sameBytes(await rootAt(tree.size, read, sha256), tree.root);
  const wholeByWhatIsAbove = async ({ level, index, width }: HashTile, bytes: Uint8Array): Promise<boolean> => {
    if (width < tileWidth) return rootFits();
    const above = await read((level + 1) * tileHeight, index);
    return sameBytes(above, hashFromTile(bytes, { offset: 0, count: tileWidth }, sha256));
  };
  const edge: string[] = [];
  for (const tile of tilesAt(tree.size)) {
    if (tile.width < tileWidth) edge.push(pathOf(tile));
    const bytes = await fetched(fetchTile, pathOf(tile), tile.width);
    const at = firstDifference(bytes, await tileBytes(tile, below));
    if (at < 0) continue;
    // Above may be damaged or missing as well; this finding goes first.
    const whole = await wholeByWhatIsAbove(tile, bytes).catch(() => false);
    throw differs(whole ? pathBelow(tile, Math.floor(at / hashBytes)) : pathOf(tile));
  }
  if (await rootFits()) return;
  const reason = 'root_differs';
  if (edge.length === 0) throw new LedgerError('ledger.proof_invalid', { reason });
  throw new LedgerError('ledger.tile_invalid', { path: edge.join(' '), reason });
}

/** What the hash at that place of a tile is computed from. */
function pathBelow({ level, index, width }: HashTile, place: number): string {
  return level === 0 ? entriesPath(index, width) : tilePath(level - 1, index * BigInt(tileWidth) + BigInt(place));
}

function differs(path: string): LedgerError {
  return new LedgerError('ledger.tile_invalid', { path, reason: 'hash_differs' });
}
