import { stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { type Archive, ArchiveWriter, assertFree } from './archive-writer.ts';
import { type DataFile, filesBelow, topOf } from './data-files.ts';
import { BackupError, writeError } from './error.ts';
import { dataPrefix, type Manifest, type Member, manifestMembers, storePrefix } from './manifest.ts';
import { type PublishedLog, publishedLogs } from './published.ts';

export interface BackupInput {
  readonly dataDirectory: string;
  /**
   * The rows of the store as `dumpRows` gives them. Asked for once, before any file is looked at.
   */
  readonly rows: () => Promise<AsyncIterable<Uint8Array>>;
  /** absolute path of the archive; nothing may lie there yet */
  readonly out: string;
  /** `duheng/<version>` */
  readonly tool: string;
  /** milliseconds since the epoch */
  readonly clock: () => number;
  readonly onProgress?: (done: { readonly members: number; readonly bytes: number }) => void;
  /** stops it; what was written is taken away */
  readonly signal?: AbortSignal;
}

/** What was written. */
export interface Backup extends Archive {
  readonly members: number;
  readonly logs: Manifest['logs'];
  /** names of what lies in the data directory and is none of ours: links, devices, names that we never give */
  readonly leftOut: readonly string[];
}

/** The rows go in as parts of about this size, since a member's size stands before it. */
const partBytes = 4 << 20;

/**
 * Writes ledger, keys, content, runs, secrets and the store's rows into one archive, also while the process that owns the data directory goes on: it takes no lock and changes nothing.
 *
 * Why what it holds fits together, although it is read one after the other:
 *
 * 1. Rows come first, of one moment. They show leaves that were acknowledged by then, so every log that is copied later holds those leaves.
 * 2. Then each checkpoint with the tiles at the right edge of its tree, of one moment. A checkpoint covers acknowledged leaves only and a tile is
 *    durable before its checkpoint, so segments and full tiles that are copied later hold all that it counts on.
 * 3. Then the segments of the logs, each as far as whole batches go. They only ever grow, so any beginning of one is a state that it was in; a torn batch is
 *    nothing that anybody was told of.
 * 4. Then content and runs, and in a run what says that it is complete, its journal, its content. Content is durable before the leaf that names it, so what is copied
 *    after a log holds whatever the log names.
 * 5. Keys come after the checkpoints: a rotation only adds keys. Other files are replaced as a whole and read through one open handle.
 *
 * What is acknowledged after step 1 may be in it or not; a restore projects what the log has beyond the rows. A log whose entries are
 * deleted (retirement) or a person's content that is erased in the midst of it makes it fail with `backup.source_changed`; try again.
 *
 * The archive holds private keys in clear: it is made with mode 0600. It lies under a draft's name until it is whole and synced.
 * @throws BackupError `backup.nothing_there`, `backup.output_exists`, `backup.output_inside`, `backup.disk_full`, `backup.write_failed`,
 * `backup.read_failed`, `backup.source_changed`, `backup.interrupted`; what `rows` throws; LedgerError for a ledger that is damaged
 */
export async function writeBackup(input: BackupInput): Promise<Backup> {
  await assertBackupPossible(input);
  const rows = await input.rows();
  const time = new Date(input.clock());
  const writer = new ArchiveWriter(input.out, { time, signal: input.signal });
  try {
    const contents = new Contents(writer, input);
    await contents.addRows(rows);
    await contents.addLedger();
    await contents.addRest();
    const { members, logs, leftOut } = contents;
    const manifest = { tool: input.tool, createdAt: time.toISOString(), logs, members };
    for (const { name, bytes } of manifestMembers(manifest)) await writer.add(name, bytes.length, once(bytes));
    return { ...(await writer.finish()), members: members.length, logs, leftOut };
  } catch (cause) {
    await writer.discard();
    throw cause;
  }
}

/** Throws what `writeBackup` refuses before it reads anything. */
async function assertBackupPossible({ dataDirectory, out }: BackupInput): Promise<void> {
  await assertDataDirectory(dataDirectory);
  if (`${resolve(out)}${sep}`.startsWith(`${resolve(dataDirectory)}${sep}`))
    throw new BackupError('backup.output_inside', { file: out });
  const folder = await stat(dirname(out)).catch((cause: unknown) => Promise.reject(writeError(out, cause)));
  if (!folder.isDirectory()) throw writeError(out, Object.assign(new Error('not a directory'), { code: 'ENOTDIR' }));
  await assertFree(out);
}

/** Throws `backup.nothing_there`: opening the directory would make one that is empty. */
export async function assertDataDirectory(directory: string): Promise<void> {
  const marked = await stat(join(directory, 'duheng.json')).catch(() => null);
  if (marked === null) throw new BackupError('backup.nothing_there', { directory });
}

/** What goes into an archive, in its order. */
class Contents {
  readonly members: Member[] = [];
  logs: Manifest['logs'] = [];
  readonly leftOut: string[] = [];
  readonly #writer: ArchiveWriter;
  readonly #input: BackupInput;

  constructor(writer: ArchiveWriter, input: BackupInput) {
    this.#writer = writer;
    this.#input = input;
  }

  async addRows(rows: AsyncIterable<Uint8Array>): Promise<void> {
    let parts = 0;
    for await (const part of inParts(rows)) {
      parts += 1;
      await this.#add(`${storePrefix}${String(parts).padStart(6, '0')}.jsonl`, part.length, once(part));
    }
  }

  async addLedger(): Promise<void> {
    const { dataDirectory } = this.#input;
    const published = await publishedLogs(dataDirectory, this.#onLeftOut);
    for (const it of published) await this.#addFiles(it.files());
    const names = await topOf(join(dataDirectory, 'ledger'));
    for (const name of names) if (name !== 'public') await this.#addBelow(`ledger/${name}`);
    this.logs = published.map((it) => this.#factsOf(it));
  }

  async addRest(): Promise<void> {
    for (const name of await topOf(this.#input.dataDirectory)) if (name !== 'ledger') await this.#addBelow(name);
  }

  #factsOf({ name, checkpoint: { origin, size, root } }: PublishedLog): Manifest['logs'][number] {
    return { name, origin, published: size.toString(), root: Buffer.from(root).toString('base64') };
  }

  readonly #onLeftOut = (name: string): void => {
    this.leftOut.push(name);
  };

  #addBelow(place: string): Promise<void> {
    return this.#addFiles(filesBelow(this.#input.dataDirectory, place, this.#onLeftOut));
  }

  async #addFiles(files: AsyncIterable<DataFile>): Promise<void> {
    for await (const { name, size, body } of files) await this.#add(`${dataPrefix}${name}`, size, body());
  }

  async #add(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    this.members.push(await this.#writer.add(name, size, body));
    this.#input.onProgress?.({ members: this.members.length, bytes: this.#writer.bytes });
  }
}

async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < partBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
