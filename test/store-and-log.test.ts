import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { duheng, emptyFolder, inProcess, type Running } from '../src/cli/command.spec-world.ts';
import { evidenceMigrations, evidenceProjector } from '../src/evidence/index.ts';
import { type Log, mainLogIn, openLog } from '../src/ledger/index.ts';
import { registerMigrations, registerProjector } from '../src/register/index.ts';
import { answersMigrations } from '../src/server/index.ts';
import { migrate, openProjection, openStore, type Store } from '../src/store/index.ts';
import { orderedRows, shapeOf, type TextRow } from '../src/store/ordered-rows.ts';

/* Over what a first start of the console leaves: the practice system, registered and assessed. */

const migrations = [...registerMigrations, ...evidenceMigrations, ...answersMigrations];
const projectors = [registerProjector, evidenceProjector];
const tables = projectors.flatMap((it) => it.tables);
const serverUrl = process.env.DUHENG_TEST_DATABASE_URL;
const closing: (() => unknown)[] = [];
const t = { after: (it: () => unknown) => void closing.unshift(it) } as Parameters<typeof duheng>[0];
let directory: string;
let running: Running;

before(async () => {
  directory = await emptyFolder(t);
  running = duheng(t, ['start', '--data', directory, '--no-open', '--port', '0']);
  const [, url = '', token = ''] = await running.said(/(http:\/\/127\.0\.0\.1:\d+\/)#token=([\w-]+)/);
  const authorised = { headers: { authorization: `Bearer ${token}` } };
  await running.said(/Practice system .*http/);
  const runs = (await (await fetch(`${url}api/v1/runs`, authorised)).json()) as { items: { run: string }[] };
  const events = await fetch(`${url}api/v1/runs/${runs.items[0]?.run}/events`, authorised);
  let text = '';
  for await (const it of events.body ?? []) {
    text += Buffer.from(it as Uint8Array).toString('utf8');
    if (/event: finished/.test(text)) break;
  }
  assert.match(text, /event: finished/);
});
after(async () => {
  for (const it of closing) await it();
});

const verify = (...more: string[]) => inProcess(['ledger', 'verify', '--data', directory, '--rows', ...more]);

async function rowsOf(store: Store): Promise<Record<string, TextRow[]>> {
  return store.transaction(async (tx) => {
    const found: Record<string, TextRow[]> = {};
    for (const table of tables) {
      found[table] = [];
      for await (const row of orderedRows(tx, store.sql, await shapeOf(tx, store.sql, table))) found[table].push(row);
    }
    return found;
  });
}

/** The tables as a projection of the log leaves them, and as a rebuild does. */
async function beforeAndAfter(store: Store, log: Log) {
  const projection = await openProjection({ store, log, projectors });
  const kept = await rowsOf(store);
  const { leaves } = await projection.rebuild();
  const rebuilt = await rowsOf(store);
  await projection.close();
  return { kept, rebuilt, leaves };
}

describe('the store and the log of a real run', () => {
  test('verify --rows goes through the process that has the directory', async () => {
    const { code, out, err } = await verify();
    assert.equal(code, 0, err);
    assert.match(out, /The log holds: \d+ leaves[\s\S]*The store holds: \d+ rows of \d+ tables/);
    const remote = await inProcess(['ledger', 'verify', 'http://127.0.0.1:1/ledger/main', '--rows']);
    assert.match(remote.err, /cli\.option_invalid/);
    running.child.kill('SIGTERM');
    await running.ended;
    const { rows } = JSON.parse((await verify('--json')).out) as { rows: { rows: number; differences: unknown[] } };
    assert.deepEqual(rows.differences, []);
    assert.ok(rows.rows > 20, String(rows.rows));
  });

  test('a rebuild of all fact tables from the log gives the same rows, on each engine', async () => {
    const log = await openLog(mainLogIn(directory).segments, { access: 'read' });
    const store = await openStore({ dataDirectory: directory });
    const found = await beforeAndAfter(store, log);
    await store.close();
    assert.deepEqual(found.rebuilt, found.kept);
    assert.equal(found.leaves, log.size);
    for (const table of ['system', 'run', 'observation']) assert.ok((found.kept[table] ?? []).length > 0, table);
    if (!serverUrl) return;
    const schema = `t_${randomBytes(6).toString('hex')}`;
    const server = await openStore({ databaseUrl: serverUrl, schema, connections: 2 });
    try {
      await migrate(server, migrations);
      const there = await beforeAndAfter(server, log);
      assert.deepEqual(there.rebuilt, there.kept);
      assert.deepEqual(there.kept, found.kept, 'row by row what the embedded engine holds');
    } finally {
      await server.sql`drop schema ${server.sql.id(schema)} cascade`.execute(server.db);
      await server.close();
    }
  });

  test('a row that somebody changed in the store is named by table and key, a lost one too', async () => {
    const store = await openStore({ dataDirectory: directory });
    const { rows } = await store.sql<{ observation: string }>`
      update observation set result = 'pass' where observation = (select min(observation::text)::uuid from observation where result = 'fail')
      returning observation`.execute(store.db);
    const lost = await store.sql<{ id: string }>`
      delete from identity_sighting where id = (select min(id::text)::uuid from identity_sighting) returning id`.execute(
      store.db,
    );
    await store.close();
    const { code, out, err } = await verify();
    assert.equal(code, 65);
    assert.match(out, new RegExp(`differs  observation  observation=${rows[0]?.observation}  result`));
    for (const { id } of lost.rows) assert.match(out, new RegExp(`missing  identity_sighting  id=${id}`));
    assert.match(err, /cli\.rows_differ/);
    assert.match(err, /table observation/);
    assert.doesNotMatch(out, /The store holds/);
    const json = await verify('--json');
    assert.deepEqual([json.code, (JSON.parse(json.out) as { holds: boolean }).holds], [65, false]);
  });
});
