import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { StoreError } from './error.ts';
import { openStore } from './open.ts';

const childFile = fileURLToPath(new URL('embedded.spec-world.ts', import.meta.url));

it('the embedded store is held by one process, keeps what it took through kill -9, and opens again', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'duheng-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const child = fork(childFile, [dataDirectory]);
  t.after(() => child.kill('SIGKILL'));
  let acknowledged = 0;
  let refused: unknown = null;
  child.on('message', async (n: number) => {
    acknowledged = n;
    if (n === 1) refused = await openStore({ dataDirectory }).catch((e: unknown) => e);
    if (n >= 200 && refused) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  assert.ok(refused instanceof StoreError && refused.code === 'store.in_use');
  const store = await openStore({ dataDirectory });
  const { rows } = await sql<{ n: number }>`select count(*) as n from tally`.execute(store.db);
  assert.ok((rows[0]?.n ?? 0) >= acknowledged);
  await store.close();
});
