import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, link, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { syncDirectory, systemCode } from '../ledger/index.ts';
import { BackupError, writeError } from './error.ts';
import type { Member } from './manifest.ts';

/** Largest size that an octal field of a header holds (8 GiB − 1). */
const largestMember = 0o77777777777;

/** A finished archive. */
export interface Archive {
  readonly bytes: number;
  /** of the whole file, in hexadecimal */
  readonly sha256: string;
}

/**
 * Writes an archive beside `out` under a name that says that it is unfinished, mode 0600; it gets its own name when it is whole and on disk, and never replaces a
 * file. `signal` stops it. After a failure `discard` must be called. Methods throw `backup.disk_full`, `backup.write_failed`,
 * `backup.output_exists`, `backup.source_changed`, `backup.interrupted`, and what reading a body throws.
 */
export class ArchiveWriter {
  readonly #out: string;
  readonly #draft: string;
  readonly #time: Date;
  readonly #pack = pack();
  readonly #hash = createHash('sha256');
  readonly #written: Promise<void>;
  #bytes = 0;

  constructor(out: string, { time, signal }: { readonly time: Date; readonly signal?: AbortSignal | undefined }) {
    this.#out = out;
    this.#time = time;
    this.#draft = join(dirname(out), `.${basename(out)}.${randomBytes(6).toString('hex')}.draft`);
    const counted = new Transform({
      transform: (chunk: Buffer, _, done) => {
        this.#hash.update(chunk);
        this.#bytes += chunk.length;
        done(null, chunk);
      },
    });
    const file = createWriteStream(this.#draft, { flags: 'wx', mode: 0o600, flush: true });
    this.#written = pipeline(this.#pack, counted, file, { ...(signal ? { signal } : {}) });
    this.#written.catch(() => {});
  }

  /** bytes written so far */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a file of exactly that many bytes. */
  async add(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<Member> {
    if (size > largestMember) throw new BackupError('backup.member_refused', { member: name, reason: 'too_large' });
    const source = new Source(name, size, body);
    try {
      // Throws where the archive has failed since the member before.
      const entry = this.#pack.entry({ name, size, mode: 0o600, mtime: this.#time, type: 'file' });
      await pipeline(Readable.from(source.chunks(), { objectMode: false }), entry);
    } catch (cause) {
      throw source.failure ?? (await this.#failure(cause));
    }
    return { name, size, sha256: source.sha256() };
  }

  async finish(): Promise<Archive> {
    try {
      this.#pack.finalize();
      await this.#written;
      await giveName(this.#draft, this.#out);
      await syncDirectory(dirname(this.#out));
    } catch (cause) {
      throw await this.#failure(cause);
    }
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Takes away what was written. */
  async discard(): Promise<void> {
    this.#pack.destroy();
    await this.#written.catch(() => {});
    await rm(this.#draft, { force: true });
  }

  /** The archive's own failure goes before what it made fail in turn. */
  async #failure(cause: unknown): Promise<BackupError> {
    this.#pack.destroy();
    const first = await this.#written.then(
      () => cause,
      (failure: unknown) => failure,
    );
    if (first instanceof Error && first.name === 'AbortError') return new BackupError('backup.interrupted', {}, first);
    return writeError(this.#out, systemCode(first).startsWith('E') ? first : cause);
  }
}

/** The bytes that were promised, hashed on their way. */
class Source {
  failure: unknown;
  readonly #hash = createHash('sha256');
  readonly #name: string;
  readonly #size: number;
  readonly #body: AsyncIterable<Uint8Array>;

  constructor(name: string, size: number, body: AsyncIterable<Uint8Array>) {
    this.#name = name;
    this.#size = size;
    this.#body = body;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    const body = this.#body[Symbol.asyncIterator]();
    let bytes = 0;
    try {
      for (let it = await this.#next(body); !it.done; it = await this.#next(body)) {
        bytes += it.value.length;
        this.#hash.update(it.value);
        yield it.value;
      }
    } finally {
      await body.return?.();
    }
    if (bytes === this.#size) return;
    this.failure = new BackupError('backup.source_changed', { file: this.#name });
    throw this.failure;
  }

  /** Remembers what went wrong here, since a failure of the archive comes in through `chunks` as well. */
  async #next(body: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    try {
      return await body.next();
    } catch (cause) {
      this.failure = cause;
      throw cause;
    }
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

/** A link takes no name that is taken. File systems without links, as on many a stick, get the nearest to it. */
async function giveName(draft: string, out: string): Promise<void> {
  try {
    await link(draft, out);
    await rm(draft);
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') throw new BackupError('backup.output_exists', { file: out }, cause);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(systemCode(cause))) throw cause;
    await assertFree(out);
    await rename(draft, out);
  }
}

/** Throws `backup.output_exists`, or what the file system says. */
export async function assertFree(out: string): Promise<void> {
  const there = await access(out).then(
    () => true,
    (cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return false;
      throw writeError(out, cause);
    },
  );
  if (there) throw new BackupError('backup.output_exists', { file: out });
}
