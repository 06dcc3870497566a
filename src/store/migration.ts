import type { Transaction } from 'kysely';
import { StoreError } from './error.ts';
import type { Database, Migration, Sql, Store } from './types.ts';

/** Any number will do, as long as every Duheng takes the same. */
const lockKey = 0x6475_6865;

/** The store's own tables; they come before those of all rooms. */
const ownMigrations: readonly Migration[] = [
  {
    id: 'store.1_projected',
    async up(tx, sql) {
      await sql`
        create table projected (
          log_id text not null,
          room text primary key,
          version integer not null,
          size bigint not null check (size >= 0),
          head text not null
        )`.execute(tx);
    },
  },
  {
    id: 'store.2_from',
    async up(tx, sql) {
      await sql`alter table projected add column from_index bigint not null default 0`.execute(tx);
    },
  },
];

/**
 * Brings the schema up to the migrations given, in their order, each in a transaction of its own under an advisory lock: any number of processes
 * may start at once. Gives the ids that were applied now. Throws `store.schema_newer` where the database has steps that this
 * program does not know, `store.migration_failed` (with the id; that step is rolled back whole), `store.migration_invalid`.
 */
export async function migrate(store: Store, migrations: readonly Migration[]): Promise<string[]> {
  const all = [...ownMigrations, ...migrations];
  const known = new Set(all.map((it) => it.id));
  if (known.size !== all.length) throw new StoreError('store.migration_invalid', { reason: 'duplicate_id' });
  const missing = await store.transaction(async (tx) => {
    const applied = await appliedUnderLock(tx, store.sql);
    const unknown = applied.filter((id) => !known.has(id));
    if (unknown.length > 0) throw new StoreError('store.schema_newer', { unknown: unknown.join(' ') });
    return all.filter((it) => !applied.includes(it.id));
  });
  const done: string[] = [];
  for (const migration of missing) if (await step(store, migration)) done.push(migration.id);
  return done;
}

async function step(store: Store, migration: Migration): Promise<boolean> {
  try {
    return await store.transaction(async (tx) => {
      if ((await appliedUnderLock(tx, store.sql)).includes(migration.id)) return false;
      // Its own row first: whatever the step does, nobody can have applied it beside us.
      await tx.insertInto('applied_migration').values({ id: migration.id }).execute();
      await migration.up(tx, store.sql);
      return true;
    });
  } catch (cause) {
    throw new StoreError('store.migration_failed', { id: migration.id }, cause);
  }
}

async function appliedUnderLock(tx: Transaction<Database>, sql: Sql): Promise<string[]> {
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
  await sql`
    create table if not exists applied_migration (
      id text primary key,
      applied_at timestamptz not null default now()
    )`.execute(tx);
  return (await tx.selectFrom('applied_migration').select('id').execute()).map((it) => it.id);
}
