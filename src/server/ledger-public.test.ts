import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Hono } from 'hono';
import { mainLogIn, makeLeaf, openSeries, openSeriesPublication, systemStamp } from '../ledger/index.ts';
import { ledgerPages } from './routes/ledger-public.ts';

test('a partial tile that was superseded is served out of what took its place; what never was, is not there', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-tiles-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const series = await openSeries({
    ...{ dataDirectory: directory, org: 'default', period: 'none', holdings: () => [], stamp: systemStamp },
    onFailure: (error) => {
      throw error;
    },
  });
  t.after(() => series.close());
  const publication = await openSeriesPublication({ series, clock: Date.now });
  t.after(() => publication.close());
  const actor = { id: systemStamp.newId(), kind: 'system', assurance: 'unauthenticated' } as const;
  const run = systemStamp.newId();
  for (let n = 0; n < 4; n += 1) {
    const body = { run, plan: `sha256:${'0'.repeat(64)}`, planned: n, settings: `sha256:${'0'.repeat(64)}` } as const;
    await series.append(makeLeaf({ kind: 'run.planned', org: 'default', actor, body }, systemStamp));
    await publication.publish();
  }
  const app = new Hono();
  ledgerPages({ series, publication })(app, (_, next) => next());
  const tiles = join(mainLogIn(directory).public, 'tile/0/000.p');
  await assert.rejects(stat(join(tiles, '1')), { code: 'ENOENT' });
  const whole = await readFile(join(tiles, '4'));
  for (const width of [1, 2, 3, 4]) {
    const response = await app.request(`/ledger/main/tile/0/000.p/${width}`);
    assert.equal(response.status, 200);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), whole.subarray(0, width * 32));
  }
  app.onError((_, context) => context.body(null, 404));
  for (const path of ['tile/0/000.p/5', 'tile/0/000', 'tile/0/000.p/0', 'tile/1/000.p/1'])
    assert.equal((await app.request(`/ledger/main/${path}`)).status, 404, path);
});
