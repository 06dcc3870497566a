import assert from 'node:assert/strict';
import { copyFile, mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LedgerError, type LedgerErrorCode } from './error.ts';
import { canonicalBytes, leafHash, toDigest } from './leaf.ts';
import { casesOf, countingStamp, freshDirectory, listOf, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import type { OpenFile } from './options.ts';
import type { Leaf } from './record.ts';
import { sha256 } from './stamp.ts';

const code = (expected: LedgerErrorCode) => (e: unknown) => e instanceof LedgerError && e.code === expected;
const names = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `case-${i + from}`);
const firstSegment = '000000.seg';

async function logOf(directory: string, cases: readonly string[], options = {}) {
  const log = await openLog(directory, options);
  for (const name of cases) await log.append(settled(name));
  return log;
}

describe('a log', () => {
  it('starts empty, and gives back what was appended, in order, with digest and head', async (t) => {
    const log = await openLog(await freshDirectory(t));
    assert.equal(log.size, 0);
    assert.equal(log.head, 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const leaf = settled('one');
    const first = await log.append(leaf);
    assert.equal(first.index, 0);
    assert.equal(first.digest, toDigest(leafHash(canonicalBytes(leaf), sha256)));
    const second = await log.append(settled('two'));
    assert.equal(log.head, second.head);
    const read = await listOf(log.read());
    assert.deepEqual(read[0], { ...first, leaf });
    assert.equal(read[1]?.head, second.head);
    await log.close();
  });

  it('goes on after closing, under the same id', async (t) => {
    const directory = await freshDirectory(t);
    const before = await logOf(directory, names(3));
    await before.close();
    const after = await logOf(directory, names(2, 3));
    assert.equal(after.id, before.id);
    assert.deepEqual(await casesOf(after.read()), names(5));
    assert.equal(after.torn, null);
    await after.close();
  });

  it('keeps the order of calls under fifty writers', async (t) => {
    const log = await openLog(await freshDirectory(t), { maxSegmentBytes: 20_000 });
    const calls = names(500);
    const places = await Promise.all(calls.map((name) => log.append(settled(name))));
    assert.deepEqual(
      places.map((it) => it.index),
      calls.map((_, i) => i),
    );
    assert.deepEqual(await casesOf(log.read()), calls);
    await log.close();
  });

  it('rotates its segments and reads any range across them, with the head at every size', async (t) => {
    const directory = await freshDirectory(t);
    const log = await logOf(directory, names(40), { maxSegmentBytes: 2_000 });
    assert.ok((await readdir(directory)).filter((it) => it.endsWith('.seg')).length > 5);
    for (const [from, to] of [
      [0, 40],
      [7, 31],
      [39, 40],
      [12, 12],
      [38, 99],
    ] as const) {
      assert.deepEqual(await casesOf(log.read({ from, to })), names(40).slice(from, to));
    }
    const heads = (await listOf(log.read())).map((it) => it.head);
    for (const size of [1, 5, 6, 7, 20, 40]) assert.equal(await log.headAt(size), heads[size - 1]);
    await assert.rejects(log.headAt(41), RangeError);
    await log.close();
  });

  it('gives the same heads for the same leaves, however they were batched', async (t) => {
    const leaves = (() => {
      const stamp = countingStamp();
      return names(20).map((name) => settled(name, stamp));
    })();
    const one = await openLog(await freshDirectory(t));
    for (const leaf of leaves) await one.append(leaf);
    const all = await openLog(await freshDirectory(t));
    await Promise.all(leaves.map((leaf) => all.append(leaf)));
    assert.equal(one.head, all.head);
    await Promise.all([one.close(), all.close()]);
  });

  it('refuses a leaf that the closed set does not hold, naming the field and not its value', async (t) => {
    const log = await openLog(await freshDirectory(t));
    const leaf = { ...settled('a'), note: 'secret words' } as unknown as Leaf;
    await assert.rejects(
      log.append(leaf),
      (e) => code('ledger.invalid_leaf')(e) && !String(e).includes('secret words'),
    );
    await assert.rejects(
      log.append({ ...settled('a'), kind: 'nonsense' } as unknown as Leaf),
      code('ledger.invalid_leaf'),
    );
    assert.equal(log.size, 0);
    await log.close();
    await assert.rejects(log.append(settled('late')), code('ledger.closed'));
  });

  it('refuses an entry over its bound', async (t) => {
    const log = await openLog(await freshDirectory(t), { maxEntryBytes: 100 });
    await assert.rejects(log.append(settled('a')), code('ledger.entry_too_large'));
    await log.close();
  });

  it('refuses a second writer and lets readers in', async (t) => {
    const directory = await freshDirectory(t);
    const log = await logOf(directory, names(2));
    await assert.rejects(openLog(directory), code('ledger.in_use'));
    const reader = await openLog(directory, { access: 'read' });
    await log.append(settled('later'));
    assert.deepEqual(await casesOf(reader.read()), names(2));
    await assert.rejects(reader.append(settled('x')), code('ledger.read_only'));
    await reader.close();
    await log.close();
    await (await openLog(directory)).close();
  });

  it('of content, or of nothing, is not opened for reading', async (t) => {
    const directory = await freshDirectory(t);
    await assert.rejects(openLog(directory, { access: 'read' }), code('ledger.read_failed'));
    await assert.rejects(openLog(join(directory, 'absent'), { access: 'read' }), code('ledger.read_failed'));
  });
});

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
  const failing = (call: 'writev' | 'datasync', system: string, after: number): OpenFile => {
    let calls = 0;
    return async (path, flags) => {
      const file = await open(path, flags);
      const fail = () => {
        calls += 1;
        if (calls > after) throw Object.assign(new Error('the disk fails'), { code: system });
      };
      return {
        async writev(buffers, position) {
          if (call === 'writev') fail();
          return file.writev(buffers as Uint8Array[], position);
        },
        async datasync() {
          if (call === 'datasync') fail();
          await file.datasync();
        },
        sync: () => file.sync(),
        truncate: (length) => file.truncate(length),
        close: () => file.close(),
      };
    };
  };

  for (const [call, system, expected] of [
    ['datasync', 'EIO', 'ledger.write_failed'],
    ['writev', 'ENOSPC', 'ledger.disk_full'],
    ['writev', 'EDQUOT', 'ledger.disk_full'],
  ] as const) {
    it(`${system} at ${call}: rejects, stays refused until opened anew, loses nothing acknowledged`, async (t) => {
      const directory = await freshDirectory(t);
      const after = call === 'writev' ? 4 : 3;
      const log = await openLog(directory, { openFile: failing(call, system, after) });
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
});
