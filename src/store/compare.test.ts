import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { type ComparisonInput, compareRows } from './compare.ts';
import { StoreError } from './error.ts';
import { cases, judgements, schema, settled, setUp, withdrawn } from './projection.spec-world.ts';
import { openProjection } from './projection.ts';
import { describeOnEachEngine, type StoreWorld } from './store.spec-world.ts';

/** Thirty leaves in log and tables, and what compares them. */
async function projected(t: TestContext, world: StoreWorld) {
  const { store, log } = await setUp(t, world);
  const input: ComparisonInput = { store, log, projectors: [cases, judgements], migrations: [schema] };
  const projection = await openProjection(input);
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => projection.append(i % 3 ? settled(`case-${i}`) : withdrawn())),
  );
  return { store, projection, input };
}

describeOnEachEngine('tables held against the log', (world) => {
  it('are equal while nobody but the projection writes them', async (t) => {
    const { input } = await projected(t, world);
    const looked: string[] = [];
    const found = await compareRows({ ...input, onTable: (it) => looked.push(it) });
    assert.deepEqual(found, { tables: 3, rows: 32, leaves: 30, differences: [] });
    assert.deepEqual(looked, ['projected', 'settled', 'withdrawn']);
  });

  for (const [harm, statement, expected] of [
    [
      'changed',
      `update settled set name = 'forged' where at_index = 7`,
      { kind: 'differs', key: { at_index: '7' }, columns: ['name'] },
    ],
    [
      'taken away',
      'delete from settled where at_index = 10',
      { kind: 'missing', key: { at_index: '10' }, columns: [] },
    ],
    ['added', `insert into settled values ('added', 9)`, { kind: 'extra', key: { at_index: '9' }, columns: [] }],
    [
      'moved',
      'update settled set at_index = 999 where at_index = 29',
      { kind: 'missing', key: { at_index: '29' }, columns: [] },
    ],
  ] as const) {
    it(`name a row that was ${harm}`, async (t) => {
      const { store, input } = await projected(t, world);
      await sql.raw(statement).execute(store.db);
      const { differences } = await compareRows(input);
      assert.deepEqual(differences[0], { table: 'settled', ...expected });
      assert.equal(differences.length, harm === 'moved' ? 2 : 1);
    });
  }

  it('name a row without a primary key by all it holds, doubles and nulls included', async (t) => {
    const { store, input } = await projected(t, world);
    await sql`insert into withdrawn select judgement from withdrawn order by judgement limit 1`.execute(store.db);
    await sql`insert into withdrawn values (null)`.execute(store.db);
    const { differences } = await compareRows(input);
    const { rows } = await sql<{
      judgement: string;
    }>`select judgement from withdrawn order by judgement limit 1`.execute(store.db);
    assert.deepEqual(
      differences.map((it) => [it.table, it.kind, it.key.judgement]),
      [
        ['withdrawn', 'extra', rows[0]?.judgement],
        ['withdrawn', 'extra', null],
      ],
    );
  });

  it('name a table that lost a column, and a position that was moved back', async (t) => {
    const { store, input } = await projected(t, world);
    await sql`alter table withdrawn drop column judgement`.execute(store.db);
    await sql`update projected set head = 'forged' where room = 'cases'`.execute(store.db);
    assert.deepEqual((await compareRows(input)).differences, [
      { table: 'projected', key: { room: 'cases' }, kind: 'differs', columns: ['head'] },
      { table: 'withdrawn', key: {}, kind: 'shape', columns: ['judgement'] },
    ]);
    await sql`update projected set size = 20 where room = 'cases'`.execute(store.db);
    const { differences } = await compareRows({ ...input, projectors: [cases] });
    assert.ok(differences.some((it) => it.table === 'settled' && it.kind === 'extra'));
    await sql`update projected set size = 31`.execute(store.db);
    await assert.rejects(compareRows(input), (e) => e instanceof StoreError && e.code === 'store.ahead_of_ledger');
  });

  it('stop at the limit', async (t) => {
    const { store, input } = await projected(t, world);
    await sql`update settled set name = 'x'`.execute(store.db);
    assert.equal((await compareRows(input)).differences.length, 20);
    assert.equal((await compareRows({ ...input, limit: 3 })).differences.length, 3);
  });

  it('are compared at one position while writers append', async (t) => {
    const { projection, input } = await projected(t, world);
    const writing = Promise.all(Array.from({ length: 200 }, (_, i) => projection.append(settled(`more-${i}`))));
    const found = await compareRows(input);
    assert.deepEqual(found.differences, []);
    assert.ok(found.leaves >= 30);
    assert.ok((await writing).every((it) => it.projected));
    assert.equal((await compareRows(input)).leaves, 230);
  });
});
