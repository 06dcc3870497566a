import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openContent } from './content.ts';
import { LedgerError } from './error.ts';
import { casesOf, freshDirectory, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';

const childFile = fileURLToPath(new URL('crash.spec-world.ts', import.meta.url));
const rounds = 6;

/**
 * Kills a writer with SIGKILL some turns after it has acknowledged that many leaves, so that the kill falls anywhere in a write;
 * gives what it acknowledged.
 */
async function writeUntilKilled(directory: string, leaves: number, turns: number): Promise<Map<number, string>> {
  const child = fork(childFile, [directory]);
  const acknowledged = new Map<number, string>();
  const reached = new Promise<void>((resolve) => {
    child.on('message', (message: { index?: number; digest?: string }) => {
      if (message.index !== undefined && message.digest) acknowledged.set(message.index, message.digest);
      if (acknowledged.size >= leaves) resolve();
    });
  });
  await reached;
  for (let i = 0; i < turns; i += 1) await new Promise(setImmediate);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return acknowledged;
}

it('kill -9 of a writer, again and again: every acknowledged leaf and its content is found', async (t) => {
  const directory = await freshDirectory(t);
  const acknowledged = new Map<number, string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, digest] of await writeUntilKilled(directory, 20 + ((round * 37) % 300), (round * 61) % 700)) {
      assert.ok(!acknowledged.has(index), 'no index is given out twice');
      acknowledged.set(index, digest);
    }
  }
  const content = await openContent(join(directory, 'content'));
  const log = await openLog(join(directory, 'log'));
  const found = await casesOf(log.read());
  for (const [index, digest] of acknowledged) assert.equal(found[index], digest);
  for (const digest of found) assert.equal(await content.text(digest), 'the answer');
  t.diagnostic(`${rounds} kills: ${acknowledged.size} acknowledged, ${found.length} found`);
  await log.close();
  await content.close();
});

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
