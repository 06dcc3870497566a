import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory, writeFileDurably } from './durable.ts';
import { readError, systemCode, writeError } from './error.ts';

/**
 * Where what is published of a log lies: whole files under the paths of tlog-tiles, which anybody may read. A directory is the one kind so
 * far; whatever keeps files by name, and says when they are safe, can be another.
 */
export interface Storage {
  /** The bytes of a file, null where there is none. Throws `ledger.read_failed`. */
  read(path: string): Promise<Buffer | null>;
  /** The names directly under a path, in any order; none where there is nothing. Throws `ledger.read_failed`. */
  list(path: string): Promise<readonly string[]>;
  /** Replaces a file as a whole; durable when this resolves. Throws `ledger.disk_full`, `ledger.write_failed`. */
  write(path: string, bytes: string | Uint8Array): Promise<void>;
  /** Takes away all that lies under a path; what is not there is no fault. Throws `ledger.write_failed`. */
  remove(path: string): Promise<void>;
}

/** Files of mode 0644 in a POSIX directory, made with the first of them. */
export function directoryStorage(directory: string): Storage {
  const work = async <T>(path: string, what: (file: string) => Promise<T>): Promise<T> => {
    const file = join(directory, path);
    return what(file).catch((cause: unknown) => Promise.reject(writeError(file, cause)));
  };
  return {
    read(path) {
      const file = join(directory, path);
      return readFile(file).catch((cause: unknown) => {
        if (systemCode(cause) === 'ENOENT') return null;
        throw readError(file, cause);
      });
    },
    list(path) {
      const folder = join(directory, path);
      return readdir(folder).catch((cause: unknown) => {
        if (systemCode(cause) === 'ENOENT') return [];
        throw readError(folder, cause);
      });
    },
    write: (path, bytes) =>
      work(path, async (file) => {
        await makeDirectory(dirname(file));
        await writeFileDurably(file, bytes, 0o644);
      }),
    remove: (path) => work(path, (file) => rm(file, { recursive: true, force: true })),
  };
}
