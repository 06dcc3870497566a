import { join } from 'node:path';
import { LedgerError, systemCode } from './error.ts';
import { GrowingTiles, type Tile } from './growing-tiles.ts';
import { toDigest } from './leaf.ts';
import type { Log } from './log.types.ts';
import {
  type Checkpoint,
  checkCheckpoint,
  formatCheckpoint,
  formatTlogProof,
  generateLogKeys,
  type LogKeys,
  type NoteSource,
  namesKey,
  nodePrimitives,
  parseNote,
  parseVerifierKey,
  publicKeysOf,
  readLogKeys,
  type Signer,
  signersOf,
  signNote,
  writeLogKeys,
} from './note/index.ts';
import { partialsOf, partialTilesIn, publishedTiles } from './published-tiles.ts';
import { sha256 } from './stamp.ts';
import { directoryStorage, type Storage } from './storage.ts';
import { inclusionProof, parsePath, type ReadHash, readHashFrom, tileWidth, widthAt } from './tree/index.ts';

/** The newest checkpoint, as a signed note and as what it says. */
export interface Published extends Checkpoint {
  readonly note: string;
}

/** What proves an entry to whoever has nothing but it and the log's keys (c2sp.org/tlog-proof). Throws `ledger.tree_invalid` beyond the checkpoint. */
export async function receiptOf(
  directory: string,
  { note, size }: Pick<Published, 'note' | 'size'>,
  index: bigint,
): Promise<string> {
  const hashes = await inclusionProof(index, size, readPublished(directory, size), sha256);
  return formatTlogProof({ index, hashes, checkpoint: note });
}

export interface PublicationOptions {
  readonly log: Log;
  /** holds `checkpoint` and `tile/…`, as any tlog-tiles client reads them */
  readonly directory: string;
  /** default: files in the directory */
  readonly storage?: Storage;
  /** named after the log; what they sign is the log's word */
  readonly keys: LogKeys;
  /** milliseconds since the epoch */
  readonly clock: () => number;
  /** Has others sign a checkpoint before it is published, and gives it with their signatures; where it throws, nothing is published. */
  readonly cosign?: ((note: string, checkpoint: Checkpoint) => Promise<string>) | undefined;
}

/** Where the parts of a log lie. */
export interface LogPlace {
  readonly segments: string;
  readonly public: string;
  readonly keys: string;
}

/** Where the parts of a log lie in a data directory. */
export const logIn = (dataDirectory: string, name: string): LogPlace => ({
  segments: join(dataDirectory, 'ledger', name),
  public: join(dataDirectory, 'ledger', 'public', name),
  keys: join(dataDirectory, 'keys', `${name}-log.json`),
});

/** Where the parts of the main log lie in a data directory: of the first log of its series. */
export const mainLogIn = (dataDirectory: string): LogPlace => logIn(dataDirectory, 'main');

/** The signed checkpoint that was published in a directory, null where none was. Throws `ledger.read_failed`. */
export async function readPublishedNote(directory: string): Promise<string | null> {
  const note = await directoryStorage(directory).read('checkpoint');
  return note?.toString('utf8') ?? null;
}

/** The stored hashes of the tree of that size, from the tiles that were published in a directory: what proofs are made of. */
export const readPublished = (directory: string, size: bigint): ReadHash =>
  readHashFrom(publishedTiles(directoryStorage(directory)), size, sha256);

/** The keys of a log from their file, made where there is none yet. Throws as `readLogKeys` and `writeLogKeys` do. */
export async function keysOfLog(file: string, name: string, now: number): Promise<LogKeys> {
  try {
    return await readLogKeys(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const keys = generateLogKeys(name, now);
  await writeLogKeys(file, keys);
  return keys;
}

/**
 * The keys of a log that they have signed already: others in their place could not go on with it. Throws `ledger.key_invalid`
 * `{reason: missing, file}` where the file is gone, and as `readLogKeys` does.
 */
export async function keysThatSigned(file: string): Promise<LogKeys> {
  try {
    return await readLogKeys(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new LedgerError('ledger.key_invalid', { reason: 'missing', file }, error);
  }
}

/** Whether the file was not there to be read. */
function isMissing(error: unknown): boolean {
  return error instanceof LedgerError && systemCode(error.cause) === 'ENOENT';
}

/** What a note says where the log's own keys have signed it, both of them. Throws as `checkCheckpoint` does. */
export function ownCheckpoint(note: NoteSource, keys: LogKeys): Checkpoint {
  const own = publicKeysOf(keys).map((it) => parseVerifierKey(it.vkey, sha256));
  return checkCheckpoint(note, { log: { origin: keys.name, keys: own } }, nodePrimitives).checkpoint;
}

/**
 * A log as others see it: hash tiles and a signed checkpoint (C2SP tlog-tiles), brought up to the log by `publish`. Entries stay in the
 * segments. A tile is durable before the checkpoint that counts on it, and what is published is a function of the leaves alone, so that
 * lost tiles are made anew; a history that differs from the published one is refused and never signed.
 */
export interface Publication {
  readonly directory: string;
  readonly published: Published;
  /** Publishes all that was acknowledged before the call. Throws `ledger.disk_full`, `ledger.write_failed`. */
  publish(): Promise<Published>;
  /** What signs from the next publication on; the present checkpoint counts as unpublished until they have signed it. */
  useKeys(keys: LogKeys): void;
  close(): Promise<void>;
}

/**
 * Opens what is published of a log, making it where there is nothing yet.
 * @throws LedgerError `ledger.rolled_back` where the log is shorter than what was published, `ledger.forked` where it tells another
 * history, `ledger.signature_invalid` and its like for a checkpoint that is not ours
 */
export async function openPublication(options: PublicationOptions): Promise<Publication> {
  const { storage = directoryStorage(options.directory) } = options;
  const known = await knownCheckpoint(options, storage);
  const grown = known === null ? { tiles: new GrowingTiles(), sound: true } : await grownTo(options, storage, known);
  const publication = new TilePublication(options, storage, grown, known);
  // What was not published before is left to `publish`: a full disk must not keep a log from being read.
  if (known === null) await publication.publish().catch(unlessWitnessesMissing);
  return publication;
}

/** A log whose witnesses are away is kept and read all the same; what it publishes later is then the first. */
function unlessWitnessesMissing(error: unknown): void {
  if (!(error instanceof LedgerError) || error.code !== 'ledger.witnesses_missing') throw error;
}

async function knownCheckpoint({ keys }: PublicationOptions, storage: Storage): Promise<Published | null> {
  const note = (await storage.read('checkpoint'))?.toString('utf8') ?? null;
  return note === null ? null : { ...ownCheckpoint(note, keys), note };
}

/** The tree as it was published, and whether what lies on disk bears that out; else its tiles are written anew. */
interface Grown {
  readonly tiles: GrowingTiles;
  readonly sound: boolean;
}

/** From the tiles where they bear out what was signed, else from the leaves themselves. */
async function grownTo({ log }: PublicationOptions, storage: Storage, published: Published): Promise<Grown> {
  if (BigInt(log.size) < published.size)
    throw new LedgerError('ledger.rolled_back', { size: log.size, known: Number(published.size) });
  const tiles = await ofTiles(log, storage, published).catch(() => null);
  return tiles === null ? { tiles: await ofLeaves(log, published), sound: false } : { tiles, sound: true };
}

/** Null where tiles and signed root, or tiles and the newest leaves, do not agree; throws where a tile is missing. */
async function ofTiles(log: Log, storage: Storage, { size, root }: Published): Promise<GrowingTiles | null> {
  const read = readHashFrom(publishedTiles(storage), size, sha256);
  const tiles = await GrowingTiles.at(size, read);
  if (!Buffer.from(tiles.root()).equals(root)) return null;
  const newest = Number(size % BigInt(tileWidth)) || Math.min(Number(size), tileWidth);
  for await (const { index, digest } of log.read({ from: Number(size) - newest, to: Number(size) })) {
    if (toDigest(await read(0, BigInt(index))) !== digest) return null;
  }
  return tiles;
}

/** Throws `ledger.forked` where the leaves do not give the signed root. */
async function ofLeaves(log: Log, { size, root }: Published): Promise<GrowingTiles> {
  const tiles = new GrowingTiles();
  for await (const { digest } of log.read({ to: Number(size) })) tiles.append(digest);
  if (!Buffer.from(tiles.root()).equals(root)) throw new LedgerError('ledger.forked', { size: Number(size) });
  return tiles;
}

/** Whether every one of the signers has a line in the note: after a rotation of keys the new ones have none yet. */
function isSignedBy(note: string, signers: readonly Signer[]): boolean {
  const { signatures } = parseNote(note);
  return signers.every(({ key }) => signatures.some((line) => namesKey(line, key)));
}

class TilePublication implements Publication {
  readonly #options: PublicationOptions;
  readonly #storage: Storage;
  readonly #tiles: GrowingTiles;
  /** false until every tile on disk is known to be that of the leaves */
  #sound: boolean;
  /** full tiles that no checkpoint counts on yet: written again where a publication failed */
  readonly #full: Tile[] = [];
  #published: Published | null;
  #keys: LogKeys;
  #working: Promise<Published> | null = null;
  #next: Promise<Published> | null = null;

  constructor(options: PublicationOptions, storage: Storage, { tiles, sound }: Grown, known: Published | null) {
    this.#options = options;
    this.#storage = storage;
    this.#tiles = tiles;
    this.#sound = sound;
    this.#published = known;
    this.#keys = options.keys;
  }

  get directory(): string {
    return this.#options.directory;
  }

  get published(): Published {
    if (this.#published === null) throw new LedgerError('ledger.unpublished');
    return this.#published;
  }

  publish(): Promise<Published> {
    if (this.#working === null) {
      this.#working = this.#publish().finally(() => {
        this.#working = null;
      });
      return this.#working;
    }
    // The one under way may have begun before the leaf of whoever asks now: one more, for all who ask meanwhile.
    this.#next ??= this.#working
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.publish();
      });
    return this.#next;
  }

  useKeys(keys: LogKeys): void {
    this.#keys = keys;
  }

  async #publish(): Promise<Published> {
    const { log, clock, cosign } = this.#options;
    const keys = this.#keys;
    const size = BigInt(log.size);
    // A clock that stepped back behind the making of the keys must not keep the log unpublished until it has caught up.
    const signers = signersOf(keys, Math.max(clock(), ...keys.pairs.map((it) => it.from)));
    if (this.#published?.size === size && this.#sound && isSignedBy(this.#published.note, signers))
      return this.#published;
    const from = Number(this.#tiles.size);
    for await (const { digest } of log.read({ from, to: Number(size) })) this.#tiles.append(digest);
    this.#sound = false;
    this.#full.push(...this.#tiles.takeFull());
    for (const { path, bytes } of [...this.#full, ...this.#tiles.filling()]) await this.#storage.write(path, bytes);
    const root = this.#tiles.root();
    const checkpoint: Checkpoint = { origin: keys.name, size, root };
    const signed = signNote(formatCheckpoint(checkpoint), signers);
    const note = (await cosign?.(signed, checkpoint)) ?? signed;
    await this.#storage.write('checkpoint', note);
    // What a tile held while it was filling lies in the full one now.
    for (const { path } of this.#full.splice(0)) await this.#storage.remove(partialsOf(path));
    await this.#removeSuperseded();
    this.#sound = true;
    this.#published = { ...checkpoint, note };
    return this.#published;
  }

  /** Leaves of the filling tiles what they hold now, and what they held at the checkpoint before: who just read that one must find its tiles. */
  async #removeSuperseded(): Promise<void> {
    const before = this.#published?.size ?? 0n;
    for (const { path } of this.#tiles.filling()) {
      const tile = parsePath(path);
      if (tile === null || tile.level === 'entries') continue;
      const kept = [tile.width, widthAt(tile.level, tile.index, before)];
      for (const partial of await partialTilesIn(partialsOf(path), this.#storage))
        if (!kept.includes(partial.width)) await this.#storage.remove(partial.path);
    }
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#working)?.catch(() => {});
  }
}
