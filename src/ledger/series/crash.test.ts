import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { casesOf, freshDirectory, listOf, settled } from '../ledger.spec-world.ts';
import type { OpenFile } from '../options.ts';
import { openWithNode } from '../segment-writer.ts';
import { checkSeries, code, everyCase, seriesIn } from './series.spec-world.ts';

const childFile = fileURLToPath(new URL('crash.spec-world.ts', import.meta.url));

/** Lets a rotating writer kill itself at a write; gives what it acknowledged, by index. */
async function rotateUntilKilled(directory: string, writes: number): Promise<Map<number, string>> {
  const child = fork(childFile, [directory, String(writes)]);
  const acknowledged = new Map<number, string>();
  const failures: string[] = [];
  child.on('message', ({ index, name, failed }: { index?: number; name?: string; failed?: string }) => {
    if (failed !== undefined) failures.push(failed);
    if (index !== undefined && name !== undefined) acknowledged.set(index, name);
  });
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  assert.deepEqual(failures, []);
  return acknowledged;
}

describe('kill -9 of a series', () => {
  it('at every write of a rotation: nothing acknowledged is lost, and the next opening finishes it', async (t) => {
    const logs = new Set<number>();
    for (let writes = 0; writes < 26; writes += 1) {
      const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
      try {
        const acknowledged = await rotateUntilKilled(directory, writes);
        const closing: (() => unknown)[] = [];
        const t2 = { after: (it: unknown) => void closing.push(it as () => unknown) } as Parameters<typeof seriesIn>[0];
        const world = await seriesIn(t2, directory, { holdings: () => [everyCase()] });
        await world.append('after');
        const entries = await listOf(world.series().read());
        for (const [index, name] of acknowledged) {
          const leaf = entries[index]?.leaf;
          assert.equal(leaf?.kind === 'case.settled' ? leaf.body.case : leaf?.kind, name, `${writes} writes`);
        }
        const cases = await casesOf(world.series().read());
        assert.equal(new Set(cases).size, cases.length, 'none twice');
        await checkSeries(world.series());
        const walked = await world.verify();
        assert.equal(walked.at(-1)?.unpublished, 0);
        assert.deepEqual(world.failures, []);
        logs.add(walked.length);
        for (const it of closing) await it();
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    }
    t.diagnostic(`found ${[...logs].sort().join(', ')} logs`);
    assert.ok(logs.size > 1, 'some were killed before the next log was there, some behind it');
  });
});

/** Files fail with ENOSPC while `full` says so; those whose path has `where` in it. */
const failing =
  (full: { now: boolean }, where: string): OpenFile =>
  async (path, flags) => {
    const isFull = () => full.now && path.includes(where);
    const noRoom = () => Object.assign(new Error('no room'), { code: 'ENOSPC' });
    if (isFull()) throw noRoom();
    const file = await openWithNode(path, flags);
    return {
      writev: (buffers, position) => (isFull() ? Promise.reject(noRoom()) : file.writev([...buffers], position)),
      datasync: () => file.datasync(),
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };

describe('a disk that fills up during a rotation', () => {
  it('of the next log: appends are refused by name and none is lost, and the first that finds room goes on', async (t) => {
    const full = { now: false };
    const world = await seriesIn(t, await freshDirectory(t), { openFile: failing(full, 'main-2') });
    await world.append('a/1', 'b/1');
    full.now = true;
    const meanwhile = world.series().rotate();
    const waiting = world.series().append(settled('c/1'));
    await assert.rejects(meanwhile, code('ledger.disk_full'));
    await assert.rejects(waiting, code('ledger.disk_full'));
    await assert.rejects(world.series().append(settled('c/2')), code('ledger.disk_full'));
    full.now = false;
    assert.equal((await world.series().append(settled('c/3'))).index, 7);
    assert.deepEqual(await casesOf(world.series().read()), ['a/1', 'b/1', 'c/3']);
    await world.publication().publish();
    await world.verify();
  });

  it('and is opened anew while it is full: the series can be read, and goes on once there is room', async (t) => {
    const full = { now: false };
    const world = await seriesIn(t, await freshDirectory(t), { openFile: failing(full, 'main-2') });
    await world.append('a/1');
    full.now = true;
    await assert.rejects(world.series().rotate(), code('ledger.disk_full'));
    await world.reopen();
    assert.deepEqual(await casesOf(world.series().read()), ['a/1']);
    assert.equal(world.failures.length, 1);
    full.now = false;
    await world.append('b/1');
    assert.equal((await world.verify()).length, 2);
  });

  it('before anything was closed: the present log goes on where it can', async (t) => {
    const directory = await freshDirectory(t);
    const world = await seriesIn(t, directory, { period: 'month' });
    await world.append('a/1');
    // Where the keys of the next log should lie, a directory keeps them out.
    execFileSync('mkdir', ['-p', join(directory, 'keys', 'main-2-log.json')]);
    world.stamp.set(Date.UTC(2027, 0, 1));
    await world.append('b/1', 'b/2');
    assert.equal(world.series().logs.length, 1);
    assert.equal(world.failures.length, 1, 'told once, not at each append');
    await rm(join(directory, 'keys', 'main-2-log.json'), { recursive: true });
    world.stamp.set(Date.UTC(2027, 0, 2));
    await world.append('c/1');
    assert.equal(world.series().logs.length, 2);
    await world.verify();
  });
});
