import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { LedgerError } from './error.ts';
import { casesOf, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';

/** A file system of 128 KiB, or the reason why there is none. */
async function tinyDisk(t: TestContext): Promise<{ path: string } | { reason: string }> {
  if (process.platform !== 'linux') return { reason: 'needs Linux' };
  const path = await mkdtemp(join(tmpdir(), 'duheng-tiny-'));
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', path], { stdio: 'pipe' });
  } catch {
    await rmdir(path);
    return { reason: 'no right to mount a tmpfs' };
  }
  t.after(async () => {
    execFileSync('/bin/umount', ['-l', path]);
    await rmdir(path);
  });
  return { path };
}

it('a disk that is full: a clear code, nothing acknowledged lost, and it goes on once there is room', async (t) => {
  const disk = await tinyDisk(t);
  if ('reason' in disk) return t.skip(disk.reason);
  const directory = join(disk.path, 'log');
  const log = await openLog(directory, { maxSegmentBytes: 30_000 });
  let acknowledged = 0;
  const fill = async () => {
    for (; acknowledged < 2_000; acknowledged += 1) await log.append(settled(`case-${acknowledged}`));
  };
  await assert.rejects(fill(), (e) => e instanceof LedgerError && e.code === 'ledger.disk_full');
  assert.ok(acknowledged > 50 && acknowledged < 2_000);
  assert.equal(log.size, acknowledged);
  await log.close();
  execFileSync('/bin/mount', ['-o', 'remount,size=1m', disk.path]);
  const again = await openLog(directory);
  assert.deepEqual(
    await casesOf(again.read()),
    Array.from({ length: acknowledged }, (_, i) => `case-${i}`),
  );
  await again.append(settled('room again'));
  await again.close();
});
