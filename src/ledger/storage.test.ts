import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { countingStamp, freshDirectory, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import { keysOfLog, openPublication, ownCheckpoint } from './publication.ts';
import { publishedTiles } from './published-tiles.ts';
import { sha256 } from './stamp.ts';
import { directoryStorage, type Storage } from './storage.ts';
import { readHashFrom, verifyTiles } from './tree/index.ts';

/** Files by name, as an object store keeps them. */
function storageInMemory(): Storage & { readonly files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>();
  return {
    files,
    read: async (path) => files.get(path) ?? null,
    list: async (path) =>
      [...files.keys()].filter((it) => it.startsWith(`${path}/`)).map((it) => it.slice(path.length + 1)),
    write: async (path, bytes) => void files.set(path, Buffer.from(bytes)),
    async remove(path) {
      for (const it of [...files.keys()]) if (it === path || it.startsWith(`${path}/`)) files.delete(it);
    },
  };
}

test('a log is published into any storage, and goes on from what lies there', async (t) => {
  const directory = await freshDirectory(t);
  const storage = storageInMemory();
  const keys = await keysOfLog(join(directory, 'keys.json'), 'storage.example/log', Date.now());
  const stamp = countingStamp();
  for (const leaves of [3, 300, 1]) {
    const log = await openLog(join(directory, 'log'));
    const publication = await openPublication({ log, directory: '', storage, keys, clock: Date.now });
    await Promise.all(Array.from({ length: leaves }, (_, n) => log.append(settled(`case-${log.size}-${n}`, stamp))));
    await publication.publish();
    const checkpoint = ownCheckpoint(storage.files.get('checkpoint') ?? '', keys);
    assert.equal(checkpoint.size, BigInt(log.size));
    const tiles = publishedTiles(storage);
    const leafAt = readHashFrom(tiles, checkpoint.size, sha256);
    await verifyTiles(checkpoint, tiles, (index) => leafAt(0, index), sha256);
    await publication.close();
    await log.close();
  }
  assert.deepEqual([...storage.files.keys()].sort(), [
    'checkpoint',
    'tile/0/000',
    'tile/0/001.p/47',
    'tile/0/001.p/48',
    'tile/1/000.p/1',
  ]);
});

test('a directory keeps files under their paths for anybody to read, and says what it cannot', async (t) => {
  const directory = await freshDirectory(t);
  const storage = directoryStorage(join(directory, 'public'));
  assert.equal(await storage.read('tile/0/000'), null);
  await storage.write('tile/0/000.p/1', Buffer.alloc(32, 7));
  assert.deepEqual(await storage.list('tile/0/000.p'), ['1']);
  assert.deepEqual(await storage.list('tile/0/001.p'), []);
  await assert.rejects(storage.list('tile/0/000.p/1'), { code: 'ledger.read_failed' });
  assert.equal((await stat(join(directory, 'public/tile/0/000.p/1'))).mode & 0o777, 0o644);
  assert.deepEqual(await readFile(join(directory, 'public/tile/0/000.p/1')), Buffer.alloc(32, 7));
  await storage.remove('tile/0/000.p');
  await storage.remove('tile/0/000.p');
  assert.equal(await storage.read('tile/0/000.p/1'), null);
  await writeFile(join(directory, 'public/taken'), 'a file');
  await assert.rejects(storage.write('taken/below', 'x'), { code: 'ledger.write_failed' });
  await mkdir(join(directory, 'public/folder'));
  await assert.rejects(storage.read('folder'), { code: 'ledger.read_failed' });
});
