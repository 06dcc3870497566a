import { LedgerError } from './error.ts';
import { GrowingTiles, type Tile } from './growing-tiles.ts';
import type { Log } from './log.types.ts';
import type { Checkpoint, NoteSource } from './note/index.ts';
import { readPublishedNote } from './publication.ts';
import { partialsOf, partialTilesIn, publishedTiles } from './published-tiles.ts';
import type { Digest } from './record.ts';
import { directoryStorage, type Storage } from './storage.ts';
import { hashBytes } from './tree/hash.ts';

export interface VerificationInput {
  readonly log: Log;
  /** where `checkpoint` and `tile/…` lie */
  readonly directory: string;
  /** what a signed checkpoint says, where its signatures hold; throws where they do not */
  readonly trust: (note: NoteSource) => Checkpoint;
  /** told how many leaves have been looked at */
  readonly onProgress?: (leaves: number) => void;
}

/** What a walk through a whole log found to hold. */
export interface Verified {
  readonly checkpoint: Checkpoint;
  /** leaves in the log, published or not */
  readonly size: number;
  /** acknowledged since the checkpoint: in the log, not yet under its signature */
  readonly unpublished: number;
  /** running head of the segments over all leaves */
  readonly head: Digest;
  readonly tiles: number;
}

const progressEvery = 10_000;

/**
 * Walks a log from its first leaf: every leaf against its segment's chain, every tile against the leaves, the root against the signed checkpoint.
 * Memory is one tile a level.
 * @throws LedgerError `ledger.corrupt` (file, offset), `ledger.tile_invalid` (path), `ledger.forked`, `ledger.rolled_back`, and what
 * `trust` throws: the first thing that does not hold, by name
 */
export async function verifyLog({ log, directory, trust, onProgress }: VerificationInput): Promise<Verified> {
  const note = await readPublishedNote(directory);
  if (note === null) throw new LedgerError('ledger.unpublished');
  const checkpoint = trust(note);
  const published = Number(checkpoint.size);
  if (log.size < published) throw new LedgerError('ledger.rolled_back', { size: log.size, known: published });
  const storage = directoryStorage(directory);
  const tiles = new GrowingTiles();
  let compared = 0;
  const check = async (found: readonly Tile[]) => {
    for (const tile of found) {
      await compare(storage, tile);
      await comparePartial(storage, tile);
    }
    compared += found.length;
  };
  for await (const { digest, index } of log.read({ to: published })) {
    tiles.append(digest);
    await check(tiles.takeFull());
    if ((index + 1) % progressEvery === 0) onProgress?.(index + 1);
  }
  for (const tile of tiles.filling()) {
    await compare(storage, tile);
    compared += 1;
  }
  const edge = new Map(tiles.filling().map((tile) => [partialsOf(tile.path), tile]));
  if (!Buffer.from(tiles.root()).equals(checkpoint.root)) throw new LedgerError('ledger.forked', { size: published });
  // What nobody has signed yet must at least continue the chain.
  for await (const { index, digest } of log.read({ from: published })) {
    tiles.append(digest);
    for (const tile of tiles.takeFull()) grow(edge, tile);
    if (index % progressEvery === 0) onProgress?.(index);
  }
  for (const tile of tiles.filling()) grow(edge, tile);
  for (const tile of edge.values()) await comparePartial(storage, tile);
  onProgress?.(log.size);
  return { checkpoint, size: log.size, unpublished: log.size - published, head: log.head, tiles: compared };
}

/** Takes a tile of the edge as it is with leaves that are not signed yet: a publication that a crash cut short may have written it. */
function grow(edge: Map<string, Tile>, tile: Tile): void {
  const directory = partialsOf(tile.path);
  if (edge.has(directory)) edge.set(directory, tile);
}

const differs = (path: string) => new LedgerError('ledger.tile_invalid', { path, reason: 'differs_from_leaves' });

/** Throws `ledger.tile_invalid` where what was published of a tile is not there or holds something else. */
async function compare(storage: Storage, { path, bytes }: Tile): Promise<void> {
  const found = await publishedTiles(storage)(path);
  if (!Buffer.from(found).equals(bytes)) throw differs(path);
}

/**
 * Throws `ledger.tile_invalid` where a partial tile that was left of a tile is not its beginning. Of one that a writer makes meanwhile, wider than
 * all that this log was opened with, only so much can be compared.
 */
async function comparePartial(storage: Storage, { path, bytes }: Tile): Promise<void> {
  for (const partial of await partialTilesIn(partialsOf(path), storage)) {
    const found = await storage.read(partial.path);
    // Removed since by a writer.
    if (found === null) continue;
    const known = Math.min(partial.width * hashBytes, bytes.length);
    if (found.length !== partial.width * hashBytes || !found.subarray(0, known).equals(bytes.subarray(0, known)))
      throw differs(partial.path);
  }
}
