import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';
import { type Leaf, makeLeaf, openLog, systemStamp } from '../ledger/index.ts';
import { migrate } from './migration.ts';
import type { StoreWorld } from './store.spec-world.ts';
import type { Projector } from './types.ts';

/** Two small rooms over a log: one counts cases, one withdrawn judgements. */
export type Tables = {
  settled: { name: string; at_index: number };
  withdrawn: { judgement: string };
};

export const cases: Projector = {
  room: 'cases',
  version: 1,
  kinds: ['case.settled'],
  tables: ['settled'],
  async apply(tx, leaf, index) {
    if (leaf.kind !== 'case.settled') return;
    const row = { name: leaf.body.case, at_index: index };
    await tx.withTables<Tables>().insertInto('settled').values(row).execute();
  },
};

export const judgements: Projector = {
  room: 'judgements',
  version: 1,
  kinds: ['judgement.withdrawn'],
  tables: ['withdrawn'],
  async apply(tx, leaf) {
    if (leaf.kind !== 'judgement.withdrawn') return;
    await tx.withTables<Tables>().insertInto('withdrawn').values({ judgement: leaf.body.judgement }).execute();
  },
};

export const schema = {
  id: 'cases.1_tables',
  async up(tx: Parameters<Projector['apply']>[0]) {
    await sql`create table settled (name text not null check (name <> 'poison'), at_index integer primary key)`.execute(
      tx,
    );
    await sql`create table withdrawn (judgement uuid)`.execute(tx);
  },
};

const actor = { id: systemStamp.newId(), kind: 'system', assurance: 'unauthenticated' } as const;

export function settled(name: string): Leaf {
  const rest = { feature: null, question: null, answer: null, attempts: 1, milliseconds: 1, params: {} };
  const body = { case: name, verdict: 'pass' as const, reason: 'refusal.declines', ...rest };
  return makeLeaf({ kind: 'case.settled', org: 'default', actor, body }, systemStamp);
}

export function withdrawn(): Leaf {
  const body = { judgement: systemStamp.newId(), system: systemStamp.newId() };
  return makeLeaf({ kind: 'judgement.withdrawn', org: 'default', actor, body }, systemStamp);
}

export async function setUp(t: TestContext, world: StoreWorld) {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
  const store = await world.empty();
  await migrate(store, [schema]);
  const log = await openLog(directory);
  t.after(async () => {
    await log.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { store, log, directory };
}
