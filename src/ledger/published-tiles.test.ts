import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { publishedTiles } from './published-tiles.ts';
import { directoryStorage } from './storage.ts';

test('a partial tile that went when a wider or the full one came is read out of it; any other tile that lacks is missing', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-tiles-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'tile', '0', '001.p'), { recursive: true });
  const whole = Buffer.from(Array.from({ length: 256 * 32 }, (_, at) => at & 255));
  await writeFile(join(directory, 'tile', '0', '000'), whole);
  await writeFile(join(directory, 'tile', '0', '001.p', '3'), whole.subarray(0, 96));
  const read = publishedTiles(directoryStorage(directory));
  assert.deepEqual(Buffer.from(await read('tile/0/000.p/7')), whole.subarray(0, 7 * 32));
  assert.deepEqual(Buffer.from(await read('tile/0/001.p/3')), whole.subarray(0, 96));
  assert.deepEqual(Buffer.from(await read('tile/0/001.p/2')), whole.subarray(0, 64));
  for (const path of ['tile/0/001.p/4', 'tile/0/002', 'checkpoint'])
    await assert.rejects(read(path), { code: 'ledger.tile_invalid', params: { path, reason: 'missing' } });
});
