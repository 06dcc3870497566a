import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dumpRows } from './dump.ts';
import { StoreError, type StoreErrorCode } from './error.ts';
import { loadRows } from './load.ts';
import { migrate } from './migration.ts';
import { openStore } from './open.ts';
import { describeOnEachEngine } from './store.spec-world.ts';
import type { Migration, Store } from './types.ts';

const code =
  (expected: StoreErrorCode, params: Readonly<Record<string, unknown>> = {}) =>
  (e: unknown) => {
    assert.ok(e instanceof StoreError, String(e));
    assert.deepEqual({ code: e.code, ...e.params }, { code: expected, ...e.params, ...params });
    return true;
  };

const everyType: Migration = {
  id: 'sample.1_types',
  async up(tx, sql) {
    await sql`create table every_type (
      small smallint, whole bigint, exact numeric, near double precision, yes boolean, id uuid, words text, letters varchar(20),
      bytes bytea, at timestamptz, local timestamp, day date, "json Text" json, tree jsonb, list text[], numbers bigint[]
    )`.execute(tx);
    await sql`create table "Second 表" (n integer primary key)`.execute(tx);
    await sql`create table empty (n integer)`.execute(tx);
  },
};
const later: Migration = {
  id: 'sample.2_later',
  async up(tx, sql) {
    await sql`alter table empty add column came_later text default 'x'`.execute(tx);
  },
};

async function fill({ db, sql }: Store): Promise<void> {
  await sql`insert into every_type values
    (-32768, 9223372036854775807, 0.1000000000000000000000000000001, 0.1, true, '01a2075e-63fd-77a7-a281-7be1f480b4a9',
     E'quote " back \\\\ line\n sep \u2028 tab\t 度衡 😀', '  padded  ', '\\x00ff5c27', '2026-11-23 01:02:03.456789+08', '0001-01-01 00:00:00.000001',
     '9999-12-31', '{"b": 1,  "a":1.10}', 'null', '{"a,b",NULL,"NULL",""}', '{1,NULL}'),
    (1, -9223372036854775808, 'NaN', '-Infinity', false, null, '', null, '', 'infinity', '-infinity', 'infinity', 'null', '{"é":[1e400,-0]}', '{}', '{}'),
    (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`.execute(db);
  await sql`insert into "Second 表" select generate_series(1, 1234)`.execute(db);
}

async function textOf(store: Store): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-dump-'));
  try {
    const chunks: Buffer[] = [];
    for await (const it of await dumpRows(store, directory)) chunks.push(it as Buffer);
    assert.deepEqual(await readdir(directory), [], 'the spool has no name');
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n').slice(0, -1);
}

/** The rows alone, sorted, since a table has no order; without what is told of the engine. */
const rowsOf = (text: string) => text.split('\n').slice(1).sort();

const serverUrl = process.env.DUHENG_TEST_DATABASE_URL;

describeOnEachEngine('rows out of one store and into another', (world) => {
  test('values of every type come back as they were, into the embedded engine and into a server', async () => {
    const store = await world.empty();
    await migrate(store, [everyType]);
    await fill(store);
    const before = await textOf(store);
    const kinds = [{ memory: true } as const, ...(serverUrl ? [{ databaseUrl: serverUrl, schema: 't_dump' }] : [])];
    for (const place of kinds) {
      const other = await openStore(place);
      try {
        assert.deepEqual(await loadRows(other, linesOf(before), [everyType]), { tables: 5, rows: 1240 });
        assert.deepEqual(rowsOf(await textOf(other)), rowsOf(before), JSON.stringify(Object.keys(place)));
        const { rows } = await other.sql<{ n: number; nothing: number; told: boolean }>`
          select count(*)::int as n, count(tree)::int as nothing, bool_or(tree = 'null'::jsonb) as told from every_type`.execute(
          other.db,
        );
        assert.deepEqual(rows, [{ n: 3, nothing: 2, told: true }], 'a null of JSON is not a missing value');
      } finally {
        if ('schema' in place) await other.sql`drop schema ${other.sql.id(place.schema)} cascade`.execute(other.db);
        await other.close();
      }
    }
  });

  test('a dump shows one moment, whatever is written before it is taken', async () => {
    const store = await world.empty();
    await migrate(store, [everyType]);
    await fill(store);
    const directory = await mkdtemp(join(tmpdir(), 'duheng-dump-'));
    const stream = await dumpRows(store, directory);
    // The transaction is over although nobody has taken a byte: a slow reader holds nobody up.
    await store.sql`delete from "Second 表"`.execute(store.db);
    let text = '';
    for await (const it of stream) text += String(it);
    assert.match(text, /\{"end":\{"tables":5,"rows":1240\}\}\n$/);
    await rm(directory, { recursive: true });
  });

  test('rows of an older schema come in first, then the steps that have come since', async () => {
    const store = await world.empty();
    await migrate(store, [everyType]);
    await store.sql`insert into empty values (7)`.execute(store.db);
    const text = await textOf(store);
    const again = await world.empty();
    await loadRows(again, linesOf(text), [everyType, later]);
    const { rows } = await again.sql`select * from empty`.execute(again.db);
    assert.deepEqual(rows, [{ n: 7, came_later: 'x' }]);
  });

  test('a dump that was cut off, altered or made by a newer program is refused, and leaves no row', async () => {
    const store = await world.empty();
    await migrate(store, [everyType]);
    await store.sql`insert into "Second 表" values (1), (2)`.execute(store.db);
    const lines = (await textOf(store)).split('\n').slice(0, -1);
    const at = lines.indexOf('["1"]');
    assert.ok(at > 0, lines.join('\n'));
    const faults: readonly [string, readonly string[], StoreErrorCode, string?][] = [
      ['nothing', [], 'store.rows_invalid', 'cut_off'],
      ['cut off', lines.slice(0, -1), 'store.rows_invalid', 'cut_off'],
      ['cut off behind a row', lines.slice(0, at + 1), 'store.rows_invalid', 'cut_off'],
      ['a row less', lines.toSpliced(at, 1), 'store.rows_invalid', 'counts_differ'],
      ['a row twice', lines.toSpliced(at, 0, '["1"]'), 'store.rows_invalid', 'refused_by_table'],
      ['a row more', lines.toSpliced(at, 0, '["9"]'), 'store.rows_invalid', 'counts_differ'],
      ['a value of another type', lines.with(at, '["one"]'), 'store.rows_invalid', 'refused_by_table'],
      ['a value more', lines.with(at, '["1","2"]'), 'store.rows_invalid', 'columns'],
      ['a number', lines.with(at, '[1]'), 'store.rows_invalid', 'not_a_dump'],
      ['no JSON', lines.with(at, '["1"'), 'store.rows_invalid', 'not_json'],
      ['behind the end', [...lines, '["3"]'], 'store.rows_invalid', 'goes_on_behind_the_end'],
      ['a row before its table', lines.toSpliced(1, 0, '["1"]'), 'store.rows_invalid', 'row_without_table'],
      ['an unknown table', lines.map((it) => it.replace('Second 表', 'third')), 'store.rows_invalid', 'table'],
      [
        'an unknown column',
        lines.map((it) => it.replace('表","columns":["n"]', '表","columns":["m"]')),
        'store.rows_invalid',
        'columns',
      ],
      ['a table twice', lines.toSpliced(-1, 0, '{"table":"empty","columns":["n"]}'), 'store.rows_invalid', 'table'],
      [
        'SQL for a column',
        lines.map((it) => it.replace('表","columns":["n"]', '表","columns":["n) values (1); drop table empty --"]')),
        'store.rows_invalid',
        'columns',
      ],
      [
        'a step that nobody knows',
        lines.map((it) => it.replace('sample.1_types', 'sample.9_newer')),
        'store.schema_newer',
      ],
      ['a newer format', lines.map((it) => it.replace('{"rows":1,', '{"rows":2,')), 'store.schema_newer'],
    ];
    for (const [what, faulty, expected, reason] of faults) {
      const other = await world.empty();
      const loading = loadRows(other, linesOf(faulty.map((it) => `${it}\n`).join('')), [everyType]);
      await assert.rejects(loading, code(expected, reason ? { reason } : {}), what);
      const { rows } = await other.sql<{
        there: string | null;
      }>`select to_regclass('"Second 表"')::text as there`.execute(other.db);
      if (rows[0]?.there === null) continue;
      const { rows: left } = await other.sql`select * from "Second 表"`.execute(other.db);
      assert.deepEqual(left, [], what);
    }
  });
});
