import assert from 'node:assert/strict';
import { copyFile, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openContent } from './content.ts';
import { LedgerError, type LedgerErrorCode } from './error.ts';
import { casesOf, freshDirectory, logOf, names, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import type { OpenFile } from './options.ts';

const code = (expected: LedgerErrorCode) => (e: unknown) => e instanceof LedgerError && e.code === expected;
const firstSegment = '000000.seg';

describe('after a crash', () => {
  it('a cut at any byte behind the acknowledged leaves brings back at least those, and never half a leaf', async (t) => {
    const root = await freshDirectory(t);
    let round = 0;
    const batches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (sizes, where, garbage) => {
          const directory = join(root, String(round++));
          const log = await openLog(directory);
          let acknowledged = 0;
          let safe = (await stat(join(directory, firstSegment))).size;
          for (const [i, size] of sizes.entries()) {
            if (i === sizes.length - 1) {
              acknowledged = log.size;
              safe = (await stat(join(directory, firstSegment))).size;
            }
            await Promise.all(names(size, log.size).map((name) => log.append(settled(name))));
          }
          await log.close();
          const path = join(directory, firstSegment);
          const end = (await stat(path)).size;
          const cut = safe + Math.floor((end - safe) * where);
          await truncate(path, cut);
          if (garbage) await writeFile(path, Buffer.alloc(100), { flag: 'a' });
          const after = await openLog(directory);
          const found = await casesOf(after.read());
          assert.deepEqual(found, names(found.length));
          assert.ok(found.length >= acknowledged);
          assert.equal(after.torn !== null, cut !== safe && cut !== end ? true : garbage);
          await after.append(settled('next'));
          assert.equal(after.size, found.length + 1);
          await after.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps the cut bytes beside the segment and tells of them', async (t) => {
    const directory = await freshDirectory(t);
    await (await logOf(directory, names(3))).close();
    const path = join(directory, firstSegment);
    const whole = await readFile(path);
    for (const expected of [`${path}.${whole.length}.torn`, `${path}.${whole.length}.1.torn`]) {
      await writeFile(path, 'half a wri', { flag: 'a' });
      const log = await openLog(directory);
      assert.deepEqual(log.torn, { file: path, offset: whole.length, bytes: 10, keptAs: expected });
      assert.equal(await readFile(expected, 'utf8'), 'half a wri');
      await log.close();
      assert.deepEqual(await readFile(path), whole);
    }
  });

  it('a segment that was never finished being made is ignored', async (t) => {
    const directory = await freshDirectory(t);
    await (await logOf(directory, names(3))).close();
    await writeFile(join(directory, '000001.seg.tmp'), 'DUHE');
    const log = await openLog(directory);
    assert.equal(log.size, 3);
    assert.ok(!(await readdir(directory)).includes('000001.seg.tmp'));
    await log.close();
  });
});

describe('damage', () => {
  it('of any byte before the last batch is refused with file and offset, and nothing is cut', async (t) => {
    const root = await freshDirectory(t);
    const source = join(root, 'source');
    await (await logOf(source, names(3))).close();
    const path = join(source, firstSegment);
    const whole = await readFile(path);
    const lastBatch = whole.lastIndexOf('DHB1');
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: lastBatch - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const directory = join(root, String(round++));
          await mkdir(directory);
          const bytes = Buffer.from(whole);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          await writeFile(join(directory, firstSegment), bytes);
          await assert.rejects(openLog(directory), (e) => {
            assert.ok(e instanceof LedgerError);
            assert.equal(e.code, 'ledger.corrupt');
            assert.equal(e.params.file, join(directory, firstSegment));
            assert.equal(typeof e.params.offset, 'number');
            return true;
          });
          assert.deepEqual(await readFile(join(directory, firstSegment)), bytes);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('in an earlier segment is refused when that is read', async (t) => {
    const directory = await freshDirectory(t);
    await (await logOf(directory, names(20), { maxSegmentBytes: 2_000 })).close();
    const path = join(directory, '000001.seg');
    const bytes = await readFile(path);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const log = await openLog(directory);
    await assert.rejects(casesOf(log.read()), code('ledger.corrupt'));
    await log.close();
  });

  it('by a missing, swapped or foreign segment is refused', async (t) => {
    const directory = await freshDirectory(t);
    await (await logOf(directory, names(20), { maxSegmentBytes: 2_000 })).close();
    const second = join(directory, '000001.seg');
    const original = await readFile(second);
    await copyFile(join(directory, '000002.seg'), second);
    await assert.rejects(openLog(directory), code('ledger.corrupt'));
    const other = join(directory, 'other');
    await (await logOf(other, names(20), { maxSegmentBytes: 2_000 })).close();
    await copyFile(join(other, '000001.seg'), second);
    await assert.rejects(openLog(directory), code('ledger.corrupt'));
    await writeFile(second, original);
    await (await openLog(directory)).close();
    await writeFile(join(directory, '000009.seg'), original);
    await assert.rejects(openLog(directory), code('ledger.corrupt'));
  });

  it('is not seen in content that imitates a batch', async (t) => {
    const directory = await freshDirectory(t);
    await (await logOf(directory, names(2))).close();
    const path = join(directory, firstSegment);
    const own = await readFile(path);
    const other = join(directory, 'other');
    await (await logOf(other, names(2))).close();
    const foreign = (await readFile(join(other, firstSegment))).subarray(76);
    await writeFile(path, Buffer.concat([own, Buffer.from('torn'), foreign]));
    const log = await openLog(directory);
    assert.equal(log.size, 2);
    assert.equal(log.torn?.bytes, foreign.length + 4);
    await log.close();
  });
});

describe('a failing disk', () => {
  type Call = 'writev' | 'datasync' | 'truncate' | 'sync';
  /** fails once in each of these calls, then works again: the log must not go on as if nothing had happened */
  const failing = (failures: readonly { call: Call; after: number }[], system: string): OpenFile => {
    const calls = new Map<Call, number>();
    return async (path, flags) => {
      const file = await open(path, flags);
      const fail = (call: Call) => {
        const earlier = calls.get(call) ?? 0;
        calls.set(call, earlier + 1);
        if (failures.some((it) => it.call === call && it.after === earlier))
          throw Object.assign(new Error('the disk fails'), { code: system });
      };
      return {
        async writev(buffers, position) {
          fail('writev');
          return file.writev(buffers as Uint8Array[], position);
        },
        async datasync() {
          fail('datasync');
          await file.datasync();
        },
        async sync() {
          fail('sync');
          await file.sync();
        },
        async truncate(length) {
          fail('truncate');
          await file.truncate(length);
        },
        close: () => file.close(),
      };
    };
  };

  /** The first writev and the first two syncs are those of a new segment and of its opening. */
  const fourth = { writev: { call: 'writev', after: 4 }, datasync: { call: 'datasync', after: 3 } } as const;
  for (const [title, failures, system, expected] of [
    ['datasync', [fourth.datasync], 'EIO', 'ledger.write_failed'],
    ['datasync', [fourth.datasync], 'ENOSPC', 'ledger.disk_full'],
    ['writev', [fourth.writev], 'EIO', 'ledger.write_failed'],
    ['writev, then at cutting it off', [fourth.writev, { call: 'truncate', after: 0 }], 'ENOSPC', 'ledger.disk_full'],
    [
      'writev, then at the sync after cutting',
      [fourth.writev, { call: 'sync', after: 2 }],
      'EDQUOT',
      'ledger.disk_full',
    ],
  ] as const) {
    it(`${system} at ${title}: rejects, stays refused until opened anew, loses nothing acknowledged`, async (t) => {
      const directory = await freshDirectory(t);
      const log = await openLog(directory, { openFile: failing(failures, system) });
      for (const name of names(3)) await log.append(settled(name));
      const together = await Promise.allSettled([log.append(settled('lost-1')), log.append(settled('lost-2'))]);
      for (const it of together) assert.ok(it.status === 'rejected' && code(expected)(it.reason));
      await assert.rejects(log.append(settled('lost-3')), code(expected));
      assert.equal(log.size, 3);
      assert.deepEqual(await casesOf(log.read()), names(3));
      await log.close();
      const again = await openLog(directory);
      assert.deepEqual(await casesOf(again.read()), names(3));
      await again.append(settled('case-3'));
      assert.equal(again.size, 4);
      await again.close();
    });
  }

  for (const system of ['ENOSPC', 'EDQUOT']) {
    it(`${system} at writev: rejects what waits, leaves nothing of it, and goes on by itself with the next`, async (t) => {
      const directory = await freshDirectory(t);
      const log = await openLog(directory, { openFile: failing([fourth.writev], system) });
      for (const name of names(3)) await log.append(settled(name));
      const before = await readFile(join(directory, firstSegment));
      const together = await Promise.allSettled([log.append(settled('lost-1')), log.append(settled('lost-2'))]);
      for (const it of together) assert.ok(it.status === 'rejected' && code('ledger.disk_full')(it.reason));
      assert.deepEqual(await readFile(join(directory, firstSegment)), before);
      assert.equal((await log.append(settled('case-3'))).index, 3);
      assert.deepEqual(await casesOf(log.read()), names(4));
      await log.close();
      const again = await openLog(directory);
      assert.deepEqual([await casesOf(again.read()), again.torn], [names(4), null]);
      await again.close();
    });
  }

  it('that refuses a piece of content refuses every leaf that names it, also once it takes more', async (t) => {
    const directory = await freshDirectory(t);
    const content = await openContent(join(directory, 'content'), {
      openFile: failing([{ call: 'writev', after: 1 }], 'ENOSPC'),
    });
    const log = await openLog(join(directory, 'log'), { after: [content] });
    const lost = content.put('lost').digest;
    await assert.rejects(content.flush(), code('ledger.disk_full'));
    const { digest } = content.put('kept');
    await content.flush();
    await assert.rejects(log.append(settled(lost)), code('ledger.disk_full'));
    await log.append(settled(digest));
    assert.deepEqual(await casesOf(log.read()), [digest]);
    assert.deepEqual([content.has(lost), await content.text(digest)], [false, 'kept']);
    await log.close();
    await content.close();
  });

  it('that takes fewer bytes than it is given gets the rest', async (t) => {
    const directory = await freshDirectory(t);
    const openFile: OpenFile = async (path, flags) => {
      const file = await open(path, flags);
      return {
        writev: async ([first = new Uint8Array()], position) =>
          file.write(first.subarray(0, 50), 0, undefined, position),
        datasync: () => file.datasync(),
        sync: () => file.sync(),
        truncate: (length) => file.truncate(length),
        close: () => file.close(),
      };
    };
    await (await logOf(directory, names(5), { openFile })).close();
    const log = await openLog(directory);
    assert.deepEqual(await casesOf(log.read()), names(5));
    await log.close();
  });

  it('that is slow to sync holds the acknowledgement back until it has', async (t) => {
    const waiting: (() => void)[] = [];
    const openFile: OpenFile = async (path, flags) => {
      const file = await open(path, flags);
      return {
        writev: (buffers, position) => file.writev(buffers as Uint8Array[], position),
        async datasync() {
          await file.datasync();
          await new Promise<void>((resolve) => waiting.push(resolve));
        },
        sync: () => file.sync(),
        truncate: (length) => file.truncate(length),
        close: () => file.close(),
      };
    };
    const log = await openLog(await freshDirectory(t), { openFile });
    let acknowledged = 0;
    const first = log.append(settled('case-0')).then(() => acknowledged++);
    while (waiting.length === 0) await new Promise(setImmediate);
    const more = names(9, 1).map((name) => log.append(settled(name)).then(() => acknowledged++));
    for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
    assert.deepEqual([acknowledged, log.size, await casesOf(log.read())], [0, 0, []]);
    waiting.shift()?.();
    await first;
    while (waiting.length === 0) await new Promise(setImmediate);
    assert.deepEqual([acknowledged, log.size], [1, 1]);
    waiting.shift()?.();
    await Promise.all(more);
    assert.deepEqual([acknowledged, log.size, waiting.length], [10, 10, 0], 'nine that waited shared one sync');
    await log.close();
  });
});
