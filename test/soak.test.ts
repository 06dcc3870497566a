import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { soak } from './soak/soak.ts';

test('kill -9 of a writer, again and again: no acknowledged leaf is lost, none is torn, and what was published is extended', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-soak-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const seed = 22;
  const totals = await soak({ directory, rounds: 6, seed });
  t.diagnostic(`seed ${seed}: ${JSON.stringify(totals)}`);
  assert.equal(totals.kills, 6);
  assert.ok(totals.acknowledged >= 60 && totals.found >= totals.acknowledged && totals.checkpoints >= 6);
});
