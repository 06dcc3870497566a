import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { sql } from 'kysely';
import { openLog } from '../ledger/index.ts';
import { StoreError, type StoreErrorCode } from './error.ts';
import { cases, judgements, settled, setUp, type Tables, withdrawn } from './projection.spec-world.ts';
import { openProjection } from './projection.ts';
import { describeOnEachEngine } from './store.spec-world.ts';
import type { Projector, Store } from './types.ts';

const code = (expected: StoreErrorCode) => (e: unknown) => e instanceof StoreError && e.code === expected;

async function rowsOf(store: Store) {
  const db = store.db.withTables<Tables>();
  return {
    settled: await db.selectFrom('settled').selectAll().orderBy('at_index').execute(),
    withdrawn: await db.selectFrom('withdrawn').selectAll().orderBy('judgement').execute(),
    projected: await db.selectFrom('projected').selectAll().orderBy('room').execute(),
  };
}

describeOnEachEngine('a projection', (world) => {
  it('shows a leaf in the tables once append resolves, each kind with its own room', async (t) => {
    const { store, log } = await setUp(t, world);
    const projection = await openProjection({ store, log, projectors: [cases, judgements] });
    const appended = await projection.append(settled('one'));
    assert.deepEqual(appended, { index: 0, digest: appended.digest, head: log.head, projected: true });
    await projection.append(withdrawn());
    const rows = await rowsOf(store);
    assert.deepEqual(rows.settled, [{ name: 'one', at_index: 0 }]);
    assert.equal(rows.withdrawn.length, 1);
    assert.deepEqual(
      rows.projected.map((it) => [it.log_id, it.room, it.size, it.head]),
      [
        [log.id, 'cases', 2, log.head],
        [log.id, 'judgements', 2, log.head],
      ],
    );
    assert.equal(projection.lag, 0);
  });

  it('keeps every leaf of fifty writers', async (t) => {
    const { store, log } = await setUp(t, world);
    const projection = await openProjection({ store, log, projectors: [cases] });
    const all = await Promise.all(Array.from({ length: 300 }, (_, i) => projection.append(settled(`case-${i}`))));
    assert.ok(all.every((it) => it.projected));
    const rows = (await rowsOf(store)).settled;
    assert.deepEqual(
      rows,
      Array.from({ length: 300 }, (_, i) => ({ name: `case-${i}`, at_index: i })),
    );
    await projection.close();
  });

  it('that is behind is brought up at opening, a new room from the first leaf', async (t) => {
    const { store, log } = await setUp(t, world);
    await openProjection({ store, log, projectors: [cases] });
    for (let i = 0; i < 1_200; i += 1) void log.append(i % 100 === 0 ? withdrawn() : settled(`case-${i}`));
    await log.append(settled('last'));
    const projection = await openProjection({ store, log, projectors: [cases, judgements] });
    const rows = await rowsOf(store);
    assert.equal(rows.settled.length, 1_189);
    assert.equal(rows.withdrawn.length, 12);
    assert.deepEqual(
      rows.projected.map((it) => it.size),
      [1_201, 1_201],
    );
    assert.equal(projection.lag, 0);
  });

  it('of a new version is emptied and replayed', async (t) => {
    const { store, log } = await setUp(t, world);
    await (await openProjection({ store, log, projectors: [cases] })).append(settled('one'));
    const shout: Projector = {
      ...cases,
      version: 2,
      async apply(tx, leaf, index) {
        if (leaf.kind !== 'case.settled') return;
        const row = { name: leaf.body.case.toUpperCase(), at_index: index };
        await tx.withTables<Tables>().insertInto('settled').values(row).execute();
      },
    };
    await openProjection({ store, log, projectors: [shout] });
    assert.deepEqual((await rowsOf(store)).settled, [{ name: 'ONE', at_index: 0 }]);
  });

  it('rebuilt gives the same rows', async (t) => {
    const { store, log } = await setUp(t, world);
    const projection = await openProjection({ store, log, projectors: [cases, judgements] });
    for (let i = 0; i < 30; i += 1) await projection.append(i % 3 ? settled(`case-${i}`) : withdrawn());
    const before = await rowsOf(store);
    await sql`delete from settled where at_index > 10`.execute(store.db);
    assert.deepEqual(await projection.rebuild(), { leaves: 30 });
    assert.deepEqual(await rowsOf(store), before);
    assert.ok((await projection.append(settled('after'))).projected);
  });

  it('rebuilt while writers append loses and doubles nothing', async (t) => {
    const { store, log } = await setUp(t, world);
    const projection = await openProjection({ store, log, projectors: [cases] });
    await Promise.all([
      ...Array.from({ length: 60 }, (_, i) => projection.append(settled(`case-${i}`))),
      projection.rebuild(),
      ...Array.from({ length: 60 }, (_, i) => projection.append(settled(`more-${i}`))),
    ]);
    await projection.catchUp();
    assert.equal((await rowsOf(store)).settled.length, 120);
  });

  it('ahead of the log, or of another log, is refused by name', async (t) => {
    const { store, log, directory } = await setUp(t, world);
    await (await openProjection({ store, log, projectors: [cases] })).append(settled('one'));
    await store.db.updateTable('projected').set({ size: 5 }).execute();
    await assert.rejects(openProjection({ store, log, projectors: [cases] }), code('store.ahead_of_ledger'));
    await store.db
      .updateTable('projected')
      .set({ size: 1, head: `sha256:${'0'.repeat(64)}` })
      .execute();
    await assert.rejects(openProjection({ store, log, projectors: [cases] }), code('store.differs_from_ledger'));
    const other = await openLog(join(directory, 'other'));
    await assert.rejects(openProjection({ store, log: other, projectors: [cases] }), code('store.differs_from_ledger'));
    await other.close();
  });

  it('that fails at a leaf keeps the log and the leaves before, says so, and catches up once it can', async (t) => {
    const { store, log } = await setUp(t, world);
    const failures: StoreError[] = [];
    const onFailure = (error: StoreError) => failures.push(error);
    const projection = await openProjection({ store, log, projectors: [cases], onFailure });
    const names = ['a', 'b', 'poison', 'c'];
    const results = await Promise.all(names.map((name) => projection.append(settled(name))));
    assert.deepEqual(results.map((it) => it.projected).slice(2), [false, false]);
    assert.equal(log.size, 4);
    assert.equal(projection.lag, 2);
    assert.deepEqual(
      (await rowsOf(store)).settled.map((it) => it.name),
      ['a', 'b'],
    );
    assert.deepEqual({ ...failures[0]?.params }, { room: 'cases', kind: 'case.settled', index: 2 });
    await assert.rejects(projection.catchUp(), code('store.projection_failed'));
    await sql`alter table settled drop constraint settled_name_check`.execute(store.db);
    assert.ok((await projection.append(settled('d'))).projected);
    assert.deepEqual(
      (await rowsOf(store)).settled.map((it) => it.name),
      [...names, 'd'],
    );
    assert.equal(projection.lag, 0);
  });

  it('whose position another process has moved writes nothing', async (t) => {
    const { store, log } = await setUp(t, world);
    const projection = await openProjection({ store, log, projectors: [cases] });
    await projection.append(settled('one'));
    await store.db.updateTable('projected').set({ size: 0, head: '' }).execute();
    assert.equal((await projection.append(settled('two'))).projected, false);
    assert.equal((await rowsOf(store)).settled.length, 1);
  });
});
