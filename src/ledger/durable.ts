import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/*
 * Durability on POSIX: the bytes of a file are safe after fsync of the file, its name only after fsync of the directory that holds
 * it (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). Windows has no fsync of directories; NTFS journals names.
 */

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a directory and its parents, mode 0700, each name durable in its parent. */
export async function makeDirectory(directory: string): Promise<void> {
  const made = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  const first = resolve(made);
  for (let at = resolve(directory); at.length >= first.length; at = dirname(at)) await syncDirectory(dirname(at));
}

/**
 * Replaces a file as a whole: after a crash at any moment it holds the old bytes or the new ones, never a mixture; when this resolves,
 * the new ones. Mode 0600 unless told. Throws what the file system throws.
 */
export async function writeFileDurably(path: string, bytes: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (cause) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncDirectory(dirname(path));
}
