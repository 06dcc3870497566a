import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A file system of its own that can really be full. */
export interface TinyDisk {
  readonly path: string;
  /** takes up all the space that is left */
  fill(): Promise<void>;
  /** gives it back */
  free(): Promise<void>;
}

/** A file system in memory of so many KiB, or the reason why there is none. */
export async function tinyDisk(t: Pick<TestContext, 'after'>, kib: number): Promise<TinyDisk | { reason: string }> {
  if (process.platform !== 'linux') return { reason: 'needs Linux' };
  const path = await mkdtemp(join(tmpdir(), 'duheng-tiny-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', path], { stdio: 'pipe' });
  } catch {
    await rmdir(path);
    return { reason: 'no right to mount a tmpfs' };
  }
  t.after(async () => {
    execFileSync('/bin/umount', ['-l', path]);
    await rmdir(path);
  });
  const ballast = join(path, 'ballast');
  return {
    path,
    async fill() {
      const full = (cause: { code?: string }) => {
        if (cause.code !== 'ENOSPC') throw cause;
      };
      for (const bytes of [1 << 20, 4096])
        for (let room = true; room; )
          await writeFile(ballast, Buffer.alloc(bytes), { flag: 'a' }).catch((cause: { code?: string }) => {
            full(cause);
            room = false;
          });
    },
    free: () => rm(ballast, { force: true }),
  };
}
