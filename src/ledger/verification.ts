import { LedgerError } from './error.ts';
import { GrowingTiles, type Tile } from './growing-tiles.ts';
import type { Log } from './log.types.ts';
import type { Checkpoint, NoteSource } from './note/index.ts';
import { readPublishedNote } from './publication.ts';
import type { Digest } from './record.ts';
import { directoryStorage, type Storage } from './storage.ts';

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
    for (const tile of found) await compare(storage, tile);
    compared += found.length;
  };
  for await (const { digest, index } of log.read({ to: published })) {
    tiles.append(digest);
    await check(tiles.takeFull());
    if ((index + 1) % progressEvery === 0) onProgress?.(index + 1);
  }
  await check(tiles.filling());
  if (!Buffer.from(tiles.root()).equals(checkpoint.root)) throw new LedgerError('ledger.forked', { size: published });
  // What nobody has signed yet must at least continue the chain.
  for await (const { index } of log.read({ from: published })) if (index % progressEvery === 0) onProgress?.(index);
  onProgress?.(log.size);
  return { checkpoint, size: log.size, unpublished: log.size - published, head: log.head, tiles: compared };
}

/** Throws `ledger.tile_invalid` where the file that was published of a tile is not there or holds something else. */
async function compare(storage: Storage, { path, bytes }: Tile): Promise<void> {
  const found = await storage.read(path);
  if (found === null) throw new LedgerError('ledger.tile_invalid', { path, reason: 'missing' });
  if (!found.equals(bytes)) throw new LedgerError('ledger.tile_invalid', { path, reason: 'differs_from_leaves' });
}
