import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { openContent } from './content.ts';
import { LedgerError } from './error.ts';
import { casesOf, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import { generateLogKeys } from './note/index.ts';
import { openPublication, ownCheckpoint, readPublishedNote } from './publication.ts';
import { publishingLog } from './publishing-log.ts';
import { tinyDisk } from './tiny-disk.spec-world.ts';
import { verifyLog } from './verification.ts';

const clock = () => Date.UTC(2026, 10, 23);
const full = (error: unknown) => error instanceof LedgerError && error.code === 'ledger.disk_full';

it('a disk that is full: a clear code, nothing acknowledged lost, reading goes on, and so does writing once there is room', async (t) => {
  const disk = await tinyDisk(t, 512);
  if ('reason' in disk) return t.skip(disk.reason);
  const keys = generateLogKeys('full.example/log', clock());
  const place = { content: join(disk.path, 'content'), log: join(disk.path, 'log'), public: join(disk.path, 'public') };
  const content = await openContent(place.content, { maxSegmentBytes: 30_000 });
  const plain = await openLog(place.log, { maxSegmentBytes: 30_000, after: [content] });
  const publication = await openPublication({ log: plain, directory: place.public, keys, clock });
  const failures: unknown[] = [];
  const log = publishingLog(plain, publication, { delayMs: 60_000, onFailure: (it) => failures.push(it) });
  const acknowledged: string[] = [];
  const write = async (words: string) => {
    const { digest } = content.put(words);
    await log.append(settled(digest));
    acknowledged.push(digest);
  };
  for (let n = 0; n < 20; n += 1) await write(`words ${n}`);
  const { size } = await publication.publish();
  assert.equal(size, 20n);

  for (let round = 0; round < 3; round += 1) {
    const before = acknowledged.length;
    await disk.fill();
    // What is left of a block that was begun may still take some.
    const fillUp = async () => {
      for (let n = 0; n < 2_000; n += 1) await write(`more words ${n}`);
    };
    await assert.rejects(fillUp(), full);
    const together = await Promise.allSettled(Array.from({ length: 8 }, () => write('x'.repeat(9_000))));
    assert.ok(together.every((it) => it.status === 'rejected' && full(it.reason)));
    await assert.rejects(publication.publish(), full);
    assert.equal(log.size, acknowledged.length);
    assert.deepEqual(await casesOf(log.read()), acknowledged);
    assert.equal(await content.text(acknowledged[0] ?? ''), 'words 0');
    const published = ownCheckpoint((await readPublishedNote(place.public)) ?? '', keys);
    assert.ok(published.size >= size && published.size <= BigInt(before));

    await disk.free();
    await write(`room again ${round}`);
    assert.equal((await publication.publish()).size, BigInt(log.size));
  }
  const trust = (note: string | Uint8Array) => ownCheckpoint(note, keys);
  assert.equal((await verifyLog({ log, directory: place.public, trust })).unpublished, 0);
  await log.close();
  await content.close();
  assert.deepEqual(failures, []);

  const again = await openLog(place.log);
  const words = await openContent(place.content);
  assert.deepEqual([again.torn, words.torn], [null, null], 'nothing of what was refused is left');
  assert.deepEqual(await casesOf(again.read()), acknowledged);
  for (const digest of acknowledged) await words.get(digest);
  await again.append(settled('after a restart'));
  await again.close();
  await words.close();
});

it('a disk that is full is not the end of a log that is opened on it: it is read, and written once there is room', async (t) => {
  const disk = await tinyDisk(t, 256);
  if ('reason' in disk) return t.skip(disk.reason);
  const directory = join(disk.path, 'log');
  const first = await openLog(directory);
  await first.append(settled('one'));
  await first.close();
  await disk.fill();
  await assert.rejects(openLog(join(disk.path, 'new')), LedgerError);
  const reader = await openLog(directory, { access: 'read' });
  assert.deepEqual(await casesOf(reader.read()), ['one']);
  await reader.close();
  await disk.free();
  const log = await openLog(directory);
  await log.append(settled('two'));
  assert.deepEqual(await casesOf(log.read()), ['one', 'two']);
  await log.close();
});
