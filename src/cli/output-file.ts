import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncDirectory } from '../ledger/index.ts';
import { CliError } from './error.ts';

/** The system's own word for what it refused, such as EACCES. */
export function systemReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

interface Destination {
  /** behind symbolic links */
  readonly path: string;
  /** of the file that is replaced; null where there is none yet */
  readonly mode: number | null;
  /** a device or a pipe takes bytes as they come and cannot be replaced */
  readonly inPlace: boolean;
}

async function destinationOf(file: string): Promise<Destination> {
  const there = await stat(file).catch((cause: unknown) => {
    if (systemReason(cause) === 'ENOENT') return null;
    throw cause;
  });
  if (there === null) return { path: file, mode: null, inPlace: false };
  if (there.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
  await access(file, constants.W_OK);
  return { path: await realpath(file), mode: there.mode & 0o777, inPlace: !there.isFile() };
}

const draftOf = (path: string): string => join(dirname(path), `.duheng-${randomBytes(6).toString('hex')}.draft`);

const refused = (file: string, cause: unknown): CliError =>
  new CliError('cli.output_failed', { file, why: systemReason(cause) }, cause);

/**
 * Makes sure that a file can be written later, by writing an empty draft beside it and taking it away again.
 * @throws CliError `cli.output_failed` with the reason of the system
 */
export async function assertWritable(file: string): Promise<void> {
  try {
    const { path, inPlace } = await destinationOf(file);
    if (inPlace) return;
    const draft = draftOf(path);
    await (await open(draft, 'wx')).close();
    await rm(draft);
  } catch (cause) {
    throw refused(file, cause);
  }
}

/**
 * Writes a file as a whole: who reads it sees the old one or the new one, and a failure leaves the old one as it was. Resolves once it is on the disk.
 * @throws CliError `cli.output_failed` with the reason of the system; whatever `content` throws
 */
export async function writeWhole(
  file: string,
  content: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  try {
    const { path, mode, inPlace } = await destinationOf(file);
    if (inPlace) return await pipeline(Readable.from(content), createWriteStream(path));
    const draft = draftOf(path);
    try {
      await pipeline(
        Readable.from(content),
        createWriteStream(draft, { flags: 'wx', mode: mode ?? 0o666, flush: true }),
      );
      await rename(draft, path);
      await syncDirectory(dirname(path));
    } catch (cause) {
      await rm(draft, { force: true });
      throw cause;
    }
  } catch (cause) {
    throw refused(file, cause);
  }
}
