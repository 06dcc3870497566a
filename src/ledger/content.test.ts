import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openContent } from './content.ts';
import { DigestIndex } from './digest-index.ts';
import { LedgerError, type LedgerErrorCode } from './error.ts';
import { casesOf, freshDirectory, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import { sha256 } from './stamp.ts';

const code = (expected: LedgerErrorCode) => (e: unknown) => e instanceof LedgerError && e.code === expected;

describe('content', () => {
  it('is given back by its digest, before and after it is on disk and after reopening', async (t) => {
    const directory = await freshDirectory(t);
    const content = await openContent(directory, { maxSegmentBytes: 1_000 });
    const texts = ['', '度衡 🙂', '\ufeffwith a mark', 'x'.repeat(5_000), 'a\u0000b'];
    const refs = texts.map((it) => content.put(it));
    for (const [i, { digest }] of refs.entries()) assert.equal(await content.text(digest), texts[i]);
    await content.flush();
    for (const [i, { digest }] of refs.entries()) assert.equal(await content.text(digest), texts[i]);
    assert.equal(content.count, texts.length);
    await content.close();
    for (const access of ['write', 'read'] as const) {
      const again = await openContent(directory, { access });
      for (const [i, { digest }] of refs.entries()) assert.equal(await again.text(digest), texts[i]);
      assert.equal(again.count, texts.length);
      await again.close();
    }
  });

  it('is salted: equal words have different digests, and none is the plain hash', async (t) => {
    const content = await openContent(await freshDirectory(t));
    const { digest } = content.put('13800000000');
    assert.notEqual(content.put('13800000000').digest, digest);
    assert.notEqual(digest, `sha256:${Buffer.from(sha256(Buffer.from('13800000000'))).toString('hex')}`);
    await content.close();
  });

  it('has the digest SHA-256(salt ‖ bytes)', async (t) => {
    const salt = new Uint8Array(32).fill(7);
    const content = await openContent(await freshDirectory(t), { random: () => salt });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { digest } = content.put(bytes);
        assert.equal(digest, `sha256:${Buffer.from(sha256(salt, bytes)).toString('hex')}`);
        await content.flush();
        assert.deepEqual(await content.get(digest), bytes);
      }),
      { numRuns: 30 },
    );
    await content.close();
  });

  it('that is unknown, too long or came too late is refused', async (t) => {
    const content = await openContent(await freshDirectory(t), { maxEntryBytes: 10 });
    const unknown = `sha256:${'0'.repeat(64)}`;
    assert.equal(content.has(unknown), false);
    await assert.rejects(content.get(unknown), code('ledger.content_missing'));
    assert.throws(() => content.put('12345678901'), code('ledger.entry_too_large'));
    await content.close();
    assert.throws(() => content.put('late'), code('ledger.closed'));
  });

  it('of 50 MB goes in and out when the bound allows it', async (t) => {
    const content = await openContent(await freshDirectory(t), { maxEntryBytes: 50 << 20 });
    const bytes = randomBytes(50 << 20);
    const { digest } = content.put(bytes);
    await content.flush();
    assert.ok(bytes.equals(await content.get(digest)));
    await content.close();
  });

  it('damaged on disk is refused when read', async (t) => {
    const directory = await freshDirectory(t);
    const content = await openContent(directory);
    const { digest } = content.put('the words');
    await content.flush();
    const path = join(directory, '000000.seg');
    const bytes = await readFile(path);
    bytes[bytes.indexOf('words')] = 0;
    await writeFile(path, bytes);
    await assert.rejects(content.get(digest), code('ledger.corrupt'));
    await content.close();
  });

  it('is not taken for a log, nor a log for content', async (t) => {
    const directory = await freshDirectory(t);
    await (await openContent(directory)).close();
    await assert.rejects(openLog(directory), code('ledger.corrupt'));
  });

  it('is on disk before the leaf that names it is acknowledged', async (t) => {
    const directory = await freshDirectory(t);
    const content = await openContent(join(directory, 'content'));
    const log = await openLog(join(directory, 'log'), { after: [content] });
    const { digest } = content.put('an answer');
    await log.append(settled('one'));
    const reader = await openContent(join(directory, 'content'), { access: 'read' });
    assert.equal(await reader.text(digest), 'an answer');
    await log.close();
    await content.close();
  });

  it('that cannot be written keeps the leaf from being written', async (t) => {
    const directory = await freshDirectory(t);
    const failure = new LedgerError('ledger.disk_full');
    const log = await openLog(directory, { after: [{ flush: () => Promise.reject(failure) }] });
    await assert.rejects(log.append(settled('one')), code('ledger.disk_full'));
    await log.close();
    const again = await openLog(directory);
    assert.deepEqual(await casesOf(again.read()), []);
    await again.close();
  });
});

describe('the digest index', () => {
  it('finds every place among 40,000 in at most 100 bytes each', () => {
    const index = new DigestIndex();
    const digests = Array.from({ length: 40_000 }, (_, i) => Buffer.from(sha256(Buffer.from(String(i)))));
    for (const [i, digest] of digests.entries()) index.add(digest, i % 7, i * 2 ** 20);
    for (const [i, digest] of digests.entries()) {
      assert.deepEqual(index.places(digest.readUInt32BE(0), digest.readUInt32BE(4)), [
        { segment: i % 7, offset: i * 2 ** 20 },
      ]);
    }
    assert.ok(index.bytes / index.count <= 100);
  });

  it('keeps apart what begins alike', () => {
    const index = new DigestIndex();
    const alike = Buffer.alloc(32, 9);
    index.add(alike, 0, 1);
    index.add(alike, 1, 2);
    assert.deepEqual(index.places(alike.readUInt32BE(0), alike.readUInt32BE(4)), [
      { segment: 0, offset: 1 },
      { segment: 1, offset: 2 },
    ]);
    assert.deepEqual(index.places(0x08080808, 0x08080808), []);
  });
});
