import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { type ContentOptions, openContent } from './content.ts';
import type { ContentStore } from './content.types.ts';
import { eraseContent } from './erasure.ts';
import { LedgerError, type LedgerErrorCode } from './error.ts';
import { batchHeaderBytes, decodeBatchHeader, eraseInBatch, segmentHeaderBytes } from './frame.ts';
import { freshDirectory, listOf, logOf, names, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import type { Digest } from './record.ts';
import { systemStamp } from './stamp.ts';

const code = (expected: LedgerErrorCode) => (e: unknown) => e instanceof LedgerError && e.code === expected;
const phone = (n: number): string => `138${String(n).padStart(8, '0')}`;

/** A store with so many phone numbers in it, each in a batch of its own, and every salt that it drew. */
async function storeOf(t: TestContext, count: number, options: ContentOptions = {}) {
  const directory = await freshDirectory(t);
  const salts: Uint8Array[] = [];
  const random = (bytes: number): Uint8Array => {
    const salt = randomBytes(bytes);
    salts.push(salt);
    return salt;
  };
  const content = await openContent(directory, { random, maxSegmentBytes: 400, ...options });
  const digests: Digest[] = [];
  for (let n = 0; n < count; n += 1) {
    digests.push(content.put(phone(n)).digest);
    await content.flush();
  }
  return { directory, content, digests, salts };
}

async function holdsBytes(directory: string, needle: Uint8Array): Promise<string[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const it of files.filter((it) => it.isFile())) {
    if ((await readFile(join(it.parentPath, it.name))).includes(Buffer.from(needle))) found.push(it.name);
  }
  return found;
}

async function texts(content: ContentStore, digests: readonly Digest[]): Promise<(string | null)[]> {
  return Promise.all(digests.map((it) => (content.erased(it) ? null : content.text(it))));
}

describe('erased content', () => {
  it('is gone from every byte on disk with its salt, wherever it lay, and all else is as it was', async (t) => {
    const { directory, content, digests, salts } = await storeOf(t, 12);
    assert.ok((await readdir(directory)).filter((it) => it.endsWith('.seg')).length > 2);
    const wanted: (string | null)[] = digests.map((_, n) => phone(n));
    // The first, one in the middle, the newest (whose segment is still growing), and two of one segment at once.
    for (const group of [[0], [6], [11], [3, 4]]) {
      await Promise.all(group.map((n) => content.erase(digests[n] ?? '')));
      for (const n of group) {
        wanted[n] = null;
        assert.deepEqual(await holdsBytes(directory, Buffer.from(phone(n))), []);
        assert.deepEqual(await holdsBytes(directory, salts[n] ?? new Uint8Array()), []);
        assert.equal(content.has(digests[n] ?? ''), false);
        await assert.rejects(content.get(digests[n] ?? ''), code('ledger.content_erased'));
      }
      assert.deepEqual(await texts(content, digests), wanted);
    }
    assert.equal(content.count, 7);
    const later = content.put('later').digest;
    await content.flush();
    await content.close();
    for (const access of ['read', 'write'] as const) {
      const again = await openContent(directory, { access });
      assert.deepEqual(await texts(again, digests), wanted);
      assert.equal(await again.text(later), 'later');
      assert.deepEqual([again.count, again.torn], [8, null]);
      await assert.rejects(again.get(digests[3] ?? ''), code('ledger.content_erased'));
      await again.close();
    }
  });

  it('may be erased twice, before it is on disk, while others are put; what is not there is missing, not erased', async (t) => {
    const { content, digests } = await storeOf(t, 1);
    const { digest } = content.put('just now');
    const others = names(50).map((it) => content.put(it).digest);
    await Promise.all([content.erase(digest), content.erase(digest), content.erase(digests[0] ?? '')]);
    await content.erase(digest);
    await assert.rejects(content.get(digest), code('ledger.content_erased'));
    assert.deepEqual(await texts(content, others), names(50));
    await assert.rejects(content.erase(`sha256:${'0'.repeat(64)}`), code('ledger.content_missing'));
    await content.close();
    await assert.rejects(content.erase(others[0] ?? ''), code('ledger.closed'));
    const reader = await openContent(content.directory, { access: 'read' });
    await assert.rejects(reader.erase(others[0] ?? ''), code('ledger.read_only'));
    assert.equal(await reader.text(others[0] ?? ''), 'case-0');
    await reader.close();
  });

  it('is told of as erased also by a reader that had opened the store before', async (t) => {
    const { directory, content, digests } = await storeOf(t, 3);
    const reader = await openContent(directory, { access: 'read' });
    await content.erase(digests[1] ?? '');
    await assert.rejects(reader.get(digests[1] ?? ''), code('ledger.content_erased'));
    assert.equal(await reader.text(digests[2] ?? ''), phone(2));
    await content.close();
    await reader.close();
  });

  it('is gone from what torn ends of earlier crashes were kept as well', async (t) => {
    const { directory, content, digests } = await storeOf(t, 1);
    await content.close();
    const segment = join(directory, '000000.seg');
    await writeFile(segment, `half a batch with ${phone(0)}`, { flag: 'a' });
    const again = await openContent(directory);
    assert.ok(again.torn !== null);
    assert.equal((await holdsBytes(directory, Buffer.from(phone(0)))).length, 2);
    await again.erase(digests[0] ?? '');
    assert.deepEqual(await holdsBytes(directory, Buffer.from(phone(0))), []);
    await again.close();
  });

  it('is overwritten in the old file too, whose name is gone, and which a snapshot or an open handle may still hold', async (t) => {
    const { directory, content, digests, salts } = await storeOf(t, 3);
    const outside = join(await freshDirectory(t), 'the old file');
    await link(join(directory, '000000.seg'), outside);
    assert.ok((await readFile(outside)).includes(phone(0)));
    await content.erase(digests[0] ?? '');
    const old = await readFile(outside);
    assert.deepEqual([old.includes(phone(0)), old.includes(Buffer.from(salts[0] ?? []))], [false, false]);
    await content.close();
  });

  it('of any length keeps the chain, so that flipping its tombstone is damage', async (t) => {
    const directory = await freshDirectory(t);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 500 }), { minLength: 2, maxLength: 8 }),
        fc.nat(),
        async (pieces, pick) => {
          const content = await openContent(join(directory, String(round++)), { maxSegmentBytes: 300 });
          const digests = pieces.map((it) => content.put(it).digest);
          await content.flush();
          const n = pick % pieces.length;
          await content.erase(digests[n] ?? '');
          await content.put('a batch behind it');
          await content.close();
          const again = await openContent(content.directory);
          for (const [i, piece] of pieces.entries()) {
            if (i !== n) assert.deepEqual(await again.get(digests[i] ?? ''), piece);
          }
          assert.ok(again.erased(digests[n] ?? ''));
          await again.close();
          const path = join(content.directory, '000000.seg');
          const bytes = await readFile(path);
          const place = bytes.indexOf(Buffer.from((digests[n] ?? '').slice(7), 'hex'));
          bytes[place] = (bytes[place] ?? 0) ^ 1;
          await writeFile(path, bytes);
          await assert.rejects(openContent(content.directory), code('ledger.corrupt'));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('survives a crash at any step: the segment is the old one or the new one', async (t) => {
    const { directory, content, digests } = await storeOf(t, 6, { maxSegmentBytes: 1_000_000 });
    await content.close();
    const segment = join(directory, '000000.seg');
    const before = await readFile(segment);
    const eraser = await openContent(directory);
    await eraser.erase(digests[2] ?? '');
    await eraser.close();
    const after = await readFile(segment);
    assert.equal(after.length, before.length);
    // Before the rename: the old segment, and any part of the new one beside it, which an opening clears away.
    for (const part of [0, 100, after.length]) {
      await writeFile(segment, before);
      await writeFile(`${segment}.tmp`, after.subarray(0, part));
      const again = await openContent(directory);
      assert.deepEqual(
        await texts(again, digests),
        digests.map((_, n) => phone(n)),
      );
      assert.equal(
        (await readdir(directory)).some((it) => it.endsWith('.tmp')),
        false,
      );
      await again.close();
    }
    await writeFile(`${segment}.tmp`, after);
    await rename(`${segment}.tmp`, segment);
    const again = await openContent(directory);
    assert.deepEqual(await texts(again, digests), [phone(0), phone(1), null, phone(3), phone(4), phone(5)]);
    await again.close();
  });

  it('cannot be had in a log: a leaf that was overwritten like that is damage', async (t) => {
    const directory = await freshDirectory(t);
    const log = await logOf(directory, names(3));
    const [first] = await listOf(log.read({ to: 1 }));
    await log.close();
    const path = join(directory, '000000.seg');
    const bytes = await readFile(path);
    const logId = bytes.subarray(12, 28);
    const header = decodeBatchHeader(bytes.subarray(segmentHeaderBytes), logId);
    assert.ok(header && first);
    const start = segmentHeaderBytes + batchHeaderBytes;
    const hash = Buffer.from(first.digest.slice(7), 'hex');
    const forged = eraseInBatch(logId, header, bytes.subarray(start, start + header.bodyBytes), { offset: 4, hash });
    const file = await open(path, 'r+');
    await file.write(forged, 0, forged.length, segmentHeaderBytes);
    await file.close();
    await assert.rejects(openLog(directory), code('ledger.corrupt'));
  });

  it('is recorded after it is gone, and a record that failed can be made up for', async (t) => {
    const { content, digests } = await storeOf(t, 1);
    const log = await openLog(await freshDirectory(t));
    const by = { org: 'default', actor: settled('x').actor };
    const [digest = ''] = digests;
    const erasure = { content, log, stamp: systemStamp };
    const full = { append: () => Promise.reject(new LedgerError('ledger.disk_full')) };
    const body = { digest, reason: 'consent_withdrawn' } as const;
    await assert.rejects(eraseContent({ ...erasure, log: full }, by, body), code('ledger.disk_full'));
    assert.ok(content.erased(digest));
    await eraseContent(erasure, by, body);
    const missing = { ...body, digest: `sha256:${'1'.repeat(64)}` };
    await assert.rejects(eraseContent(erasure, by, missing), code('ledger.content_missing'));
    const [only, ...more] = await listOf(log.read());
    assert.deepEqual([only?.leaf.kind, only?.leaf.body, more.length], ['content.erased', body, 0]);
    await log.close();
    await content.close();
  });
});
