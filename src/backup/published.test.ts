import assert from 'node:assert/strict';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import {
  keysOfLog,
  mainLogIn,
  makeLeaf,
  openLog,
  openPublication,
  readHashFrom,
  sha256,
  systemStamp,
  tilesAt,
  verifyTiles,
  writeFileDurably,
} from '../ledger/index.ts';
import { BackupError } from './error.ts';
import { publishedLogs } from './published.ts';

const actor = { id: systemStamp.newId(), kind: 'system', assurance: 'unauthenticated' } as const;
const body = { judgement: systemStamp.newId(), system: systemStamp.newId() };
const leaf = () => makeLeaf({ kind: 'judgement.withdrawn', body, org: 'default', actor }, systemStamp);

async function publishing(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-published-'));
  const place = mainLogIn(directory);
  const log = await openLog(place.segments);
  const keys = await keysOfLog(place.keys, `duheng/${log.id}`, Date.now());
  const publication = await openPublication({ log, directory: place.public, keys, clock: Date.now });
  t.after(async () => {
    await publication.close();
    await log.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { directory, log, publication };
}

test('where the tiles of a checkpoint gave way to fuller ones, both are read again; for ever it is not tried', async (t) => {
  const { directory, log, publication } = await publishing(t);
  const grow = async (leaves: number) => {
    await Promise.all(Array.from({ length: leaves }, () => log.append(leaf())));
    return (await publication.publish()).note;
  };
  const checkpoint = join(publication.directory, 'checkpoint');
  const old = await grow(200);
  const now = await grow(100);
  await writeFileDurably(checkpoint, old);
  await assert.rejects(
    publishedLogs(directory, assert.fail),
    (e: unknown) => e instanceof BackupError && e.code === 'backup.source_changed',
  );
  await writeFileDurably(join(directory, 'next'), now);
  const taking = publishedLogs(directory, assert.fail);
  assert.equal(await readFile(checkpoint, 'utf8'), old);
  await rename(join(directory, 'next'), checkpoint);
  assert.deepEqual(
    (await taking).map((it) => it.checkpoint.size),
    [300n],
  );
});

test('checkpoint and tiles are of one moment however fast the log is published meanwhile, over the edge of a full tile too', async (t) => {
  const { directory, log, publication } = await publishing(t);
  let growing = true;
  const grower = (async () => {
    // Most often of all partial tiles give way right behind the end of a full one.
    while (log.size < 1_100) {
      await Promise.all(Array.from({ length: log.size % 256 > 245 ? 1 : 49 }, () => log.append(leaf())));
      await publication.publish();
    }
    growing = false;
  })();
  const sizes = new Set<bigint>();
  while (growing) {
    const [taken] = await publishedLogs(directory, (name) => assert.fail(name));
    assert.ok(taken);
    const files = new Map<string, Uint8Array>();
    for await (const { name, size, body: bytes } of taken.files()) {
      files.set(name.replace('ledger/public/main/', ''), await buffer(bytes()));
      assert.equal(files.get(name.replace('ledger/public/main/', ''))?.length, size, name);
    }
    const { checkpoint } = taken;
    assert.equal(files.size, 1 + [...tilesAt(checkpoint.size)].length);
    const tile = async (path: string) => files.get(path) ?? assert.fail(`${path} of ${checkpoint.size}`);
    const leafAt = readHashFrom(tile, checkpoint.size, sha256);
    await verifyTiles(checkpoint, tile, (index) => leafAt(0, index), sha256);
    sizes.add(checkpoint.size);
  }
  await grower;
  assert.ok(sizes.size > 5, `${sizes.size} different sizes`);
});
