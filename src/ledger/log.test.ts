import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { canonicalBytes } from './canonical.ts';
import { LedgerError, type LedgerErrorCode } from './error.ts';
import { leafHash, toDigest } from './leaf.ts';
import { casesOf, countingStamp, freshDirectory, listOf, logOf, names, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import type { Leaf } from './record.ts';
import { sha256 } from './stamp.ts';

const code = (expected: LedgerErrorCode) => (e: unknown) => e instanceof LedgerError && e.code === expected;

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
