import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { type Leaf, makeLeaf, openSeries, openSeriesPublication, systemStamp } from '../ledger/index.ts';
import { migrate } from './migration.ts';
import { holdingsOf } from './position.ts';
import { openProjection } from './projection.ts';
import { describeOnEachEngine, type StoreWorld } from './store.spec-world.ts';
import type { Projector, Store } from './types.ts';

type Tables = { newest: { name: string; state: string; at_index: number } };

/** Of each name (`name/state`) the last state, at the place where it was first heard of: rows that a later leaf changes. */
const newest = (version = 1): Projector => ({
  ...{ room: 'newest', version, kinds: ['case.settled'], tables: ['newest'] },
  async apply(tx, leaf, index) {
    if (leaf.kind !== 'case.settled') return;
    const [name = '', state = ''] = leaf.body.case.split('/');
    await tx
      .withTables<Tables>()
      .insertInto('newest')
      .values({ name, state, at_index: index })
      .onConflict((it) => it.column('name').doUpdateSet({ state }))
      .execute();
  },
});

const schema = {
  id: 'newest.1_table',
  async up(tx: Parameters<Projector['apply']>[0]) {
    await sql`create table newest (name text primary key, state text not null, at_index integer not null)`.execute(tx);
  },
};

const actor = { id: systemStamp.newId(), kind: 'system', assurance: 'unauthenticated' } as const;

function settled(name: string): Leaf {
  const rest = { feature: null, question: null, answer: null, attempts: 1, milliseconds: 1, params: {} };
  const body = { case: name, verdict: 'pass' as const, reason: 'refusal.declines', ...rest };
  return makeLeaf({ kind: 'case.settled', org: 'default', actor, body }, systemStamp);
}

async function setUp(t: TestContext, world: StoreWorld) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'duheng-'));
  const store = await world.empty();
  await migrate(store, [schema]);
  const series = await openSeries({
    ...{ dataDirectory, org: 'default', period: 'none', stamp: systemStamp },
    holdings: () => holdingsOf([newest()]),
    onFailure: (error) => assert.fail(String(error)),
  });
  const publication = await openSeriesPublication({ series, clock: systemStamp.clock });
  t.after(async () => {
    await publication.close();
    await series.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const rotate = async () => {
    await series.rotate();
    await publication.publish();
  };
  const retire = async (number: number) => {
    await publication.publish();
    await series.retire(number, { actor, early: true });
  };
  return { store, series, rotate, retire };
}

const rowsOf = (store: Store) =>
  store.db.withTables<Tables>().selectFrom('newest').selectAll().orderBy('name').execute();
const positionOf = async (store: Store) =>
  (await store.db.selectFrom('projected').select(['size', 'head']).executeTakeFirst()) ?? null;

describeOnEachEngine('a projection of a series of logs', (world) => {
  it('goes on over a rotation, and passes over what is carried', async (t) => {
    const { store, series, rotate } = await setUp(t, world);
    const projection = await openProjection({ store, log: series, projectors: [newest()] });
    for (const name of ['a/1', 'b/1', 'a/2']) await projection.append(settled(name));
    await rotate();
    assert.ok((await projection.append(settled('a/3'))).projected);
    assert.deepEqual(await rowsOf(store), [
      { name: 'a', state: '3', at_index: 0 },
      { name: 'b', state: '1', at_index: 1 },
    ]);
    assert.deepEqual(await positionOf(store), { size: series.size, head: series.head });
    assert.equal(projection.lag, 0);
  });

  it('rebuilt before and after a retirement gives the same rows, each in its first place', async (t) => {
    const { store, series, rotate, retire } = await setUp(t, world);
    const projection = await openProjection({ store, log: series, projectors: [newest()] });
    for (const name of ['a/1', 'b/1', 'a/2']) await projection.append(settled(name));
    await rotate();
    for (const name of ['c/1', 'b/2', 'a/3']) await projection.append(settled(name));
    await rotate();
    await projection.append(settled('a/4'));
    await projection.rebuild();
    const before = await rowsOf(store);
    for (const number of [1, 2]) {
      await retire(number);
      assert.equal((await projection.rebuild()).leaves, series.size);
      assert.deepEqual(await rowsOf(store), before, `log ${number} retired`);
      assert.deepEqual(await positionOf(store), { size: series.size, head: series.head });
    }
    assert.ok((await projection.append(settled('d/1'))).projected);
  });

  it('from before a retirement is made anew at the next opening: what went with the log goes from the tables', async (t) => {
    const { store, series, rotate, retire } = await setUp(t, world);
    const projection = await openProjection({ store, log: series, projectors: [newest()] });
    for (const name of ['a/1', 'a/2']) await projection.append(settled(name));
    await rotate();
    await projection.append(settled('b/1'));
    await retire(1);
    await sql`update newest set state = 'kept' where name = 'a'`.execute(store.db);
    await openProjection({ store, log: series, projectors: [newest()] });
    assert.equal((await rowsOf(store))[0]?.state, '2');
  });

  it('that stopped within what is retired, is new, or of a new version, begins with what is carried', async (t) => {
    const { store, series, rotate, retire } = await setUp(t, world);
    const projection = await openProjection({ store, log: series, projectors: [newest()] });
    await projection.append(settled('a/1'));
    for (const name of ['b/1', 'a/2', 'b/2']) await series.append(settled(name));
    await rotate();
    await series.append(settled('c/1'));
    await retire(1);
    const expected = [
      { name: 'a', state: '2', at_index: 0 },
      { name: 'b', state: '2', at_index: 1 },
      { name: 'c', state: '1', at_index: 5 + 1 + 4 + 1 },
    ];
    for (const version of [1, 2]) {
      await openProjection({ store, log: series, projectors: [newest(version)] });
      assert.deepEqual(await rowsOf(store), expected, `version ${version}`);
      assert.deepEqual(await positionOf(store), { size: series.size, head: series.head });
    }
  });

  it('that fails while it takes up what is carried leaves nothing half, and begins there again', async (t) => {
    const { store, series, rotate, retire } = await setUp(t, world);
    for (const name of ['a/1', 'poison/1', 'b/1']) await series.append(settled(name));
    await rotate();
    await retire(1);
    await sql`alter table newest add constraint no_poison check (name <> 'poison')`.execute(store.db);
    await assert.rejects(openProjection({ store, log: series, projectors: [newest()] }), /projection_failed/);
    assert.deepEqual([await rowsOf(store), (await positionOf(store))?.size], [[], 0]);
    await sql`alter table newest drop constraint no_poison`.execute(store.db);
    await openProjection({ store, log: series, projectors: [newest()] });
    assert.equal((await rowsOf(store)).length, 3);
  });
});
