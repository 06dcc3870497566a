import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { StoreError, type StoreErrorCode } from './error.ts';
import { migrate } from './migration.ts';
import { openStore } from './open.ts';
import { describeOnEachEngine } from './store.spec-world.ts';
import type { Migration } from './types.ts';

const code = (expected: StoreErrorCode) => (e: unknown) => e instanceof StoreError && e.code === expected;

describeOnEachEngine('a store', (world) => {
  it('gives the same values on both engines', async () => {
    const store = await world.empty();
    await sql`create table sample (
      i bigint, b bytea, t timestamptz, d date, n numeric, j jsonb, a text[], f boolean, r double precision, s integer)`.execute(
      store.db,
    );
    const bytes = Uint8Array.of(0, 1, 254, 255);
    await sql`insert into sample values (
      ${2 ** 53 - 1}, ${bytes}, ${'2026-11-23T09:30:00.125+08:00'}, ${'2026-11-23'}, ${'12345678901234567890.5'},
      ${JSON.stringify({ 度: [1, null] })}, ${['a', '"b"', '度']}, ${true}, ${0.1}, ${-7})`.execute(store.db);
    const { rows } = await sql`select *, count(*) over () as total, null::bigint as nothing from sample`.execute(
      store.db,
    );
    assert.deepEqual(
      rows.map((it) => ({ ...(it as object) })),
      [
        {
          i: 9007199254740991,
          b: bytes,
          t: '2026-11-23T01:30:00.125Z',
          d: '2026-11-23',
          n: '12345678901234567890.5',
          j: { 度: [1, null] },
          a: ['a', '"b"', '度'],
          f: true,
          r: 0.1,
          s: -7,
          total: 1,
          nothing: null,
        },
      ],
    );
  });

  it('refuses an integer that JavaScript cannot hold, and goes on', async () => {
    const store = await world.empty();
    await assert.rejects(sql`select 9007199254740993::bigint as i`.execute(store.db), code('store.integer_too_large'));
    assert.deepEqual((await sql<{ i: number }>`select 1::bigint as i`.execute(store.db)).rows[0]?.i, 1);
  });

  it('refuses the outer handle inside a transaction, at once, and goes on', async () => {
    const store = await world.empty();
    const nested = store.transaction(async () => {
      await sql`select 1`.execute(store.db);
    });
    await assert.rejects(nested, code('store.outer_handle_in_transaction'));
    const twice = store.transaction(async () => {
      await store.transaction(async () => 1);
    });
    await assert.rejects(twice, code('store.outer_handle_in_transaction'));
    assert.equal(await store.transaction(async () => 'fine'), 'fine');
  });

  it('lets work that began inside a transaction use the store once that has ended', async () => {
    const store = await world.empty();
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const later = await store.transaction(async () => ({
      done: gate.then(() => sql`select 1 as one`.execute(store.db)),
    }));
    go();
    assert.equal((await later.done).rows.length, 1);
  });

  it('undoes a transaction that throws, keeps the cause, and serves many at once', async () => {
    const store = await world.empty();
    await sql`create table tally (n integer primary key)`.execute(store.db);
    const failing = store.transaction(async (tx) => {
      await sql`insert into tally values (1)`.execute(tx);
      throw new RangeError('on purpose');
    });
    await assert.rejects(failing, RangeError);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.transaction((tx) => sql`insert into tally values (${n})`.execute(tx))),
    );
    const { rows } = await sql<{ n: number }>`select count(*) as n from tally`.execute(store.db);
    assert.equal(rows[0]?.n, 20);
    await assert.rejects(
      sql`insert into tally values (3)`.execute(store.db),
      (e) => 'code' in Object(e) && Object(e).code === '23505',
    );
  });
});

const people: Migration = {
  id: 'people.1_person',
  up: async (tx) => void (await sql`create table person (id text)`.execute(tx)),
};
const places: Migration = {
  id: 'places.1_place',
  up: async (tx) => void (await sql`create table place (id text)`.execute(tx)),
};

describeOnEachEngine('migrations', (world) => {
  it('are applied once, in order, and later ones join', async () => {
    const store = await world.empty();
    assert.deepEqual(await migrate(store, [people]), ['store.1_projected', 'store.2_from', 'people.1_person']);
    assert.deepEqual(await migrate(store, [people]), []);
    assert.deepEqual(await migrate(store, [places, people]), ['places.1_place']);
  });

  it('are applied once by many who start together', async () => {
    const store = await world.empty();
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(store, [people, places])));
    assert.deepEqual(applied.flat().sort(), ['people.1_person', 'places.1_place', 'store.1_projected', 'store.2_from']);
  });

  it('that fail are undone whole and named', async () => {
    const store = await world.empty();
    const broken: Migration = {
      id: 'broken.1_half',
      async up(tx) {
        await sql`create table half (id text)`.execute(tx);
        await sql`select * from nowhere`.execute(tx);
      },
    };
    const failed = (e: unknown) => code('store.migration_failed')(e) && (e as StoreError).params.id === 'broken.1_half';
    await assert.rejects(migrate(store, [people, broken]), failed);
    assert.deepEqual(await migrate(store, [people]), []);
    assert.deepEqual((await sql`select to_regclass('half')::text as it`.execute(store.db)).rows, [{ it: null }]);
  });

  it('unknown to this program mean a newer schema, which is refused; so are two of one id', async () => {
    const store = await world.empty();
    await migrate(store, [people, places]);
    await assert.rejects(migrate(store, [people]), code('store.schema_newer'));
    await assert.rejects(migrate(store, [people, people]), code('store.migration_invalid'));
  });
});

it('a server that is not there is unreachable, and the password is not told', async () => {
  const opening = openStore({ databaseUrl: 'postgres://someone:pass-word@127.0.0.1:1/none' });
  await assert.rejects(opening, (e) => {
    assert.ok(code('store.unreachable')(e));
    assert.ok(!JSON.stringify([String(e), e, String((e as Error).cause)]).includes('pass-word'));
    return true;
  });
});
