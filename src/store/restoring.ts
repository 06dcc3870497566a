import { randomBytes } from 'node:crypto';
import type { Log } from '../ledger/index.ts';
import { compareRows, type RowComparison } from './compare.ts';
import { tablesOf } from './dump.ts';
import { StoreError } from './error.ts';
import { type Loaded, loadRows } from './load.ts';
import { openStore } from './open.ts';
import { openProjection } from './projection.ts';
import type { Migration, Projector, Store } from './types.ts';

export interface RestoringOptions {
  /** an empty PostgreSQL database, or a data directory for the embedded one */
  readonly place: { readonly databaseUrl: string } | { readonly dataDirectory: string };
  /** a dump, as `dumpRows` gives it */
  readonly lines: AsyncIterable<string>;
  readonly migrations: readonly Migration[];
  readonly projectors: readonly Projector[];
  /** what the rows are compared with */
  readonly log: Log;
}

/** Rows that lie where nobody looks yet. */
export interface RestoredRows extends Loaded {
  /** leaves of the log that the rows had not shown yet */
  readonly caughtUp: number;
  /** every row of the projected tables against a rebuild of the log */
  readonly comparison: RowComparison;
  /**
   * Puts them in their place and closes. `place` does what must happen together with that: where it fails, the rows are taken away again. Throws
   * `store.not_empty` where other tables have come there meanwhile, and what `place` throws.
   */
  settle(place: () => Promise<void>): Promise<void>;
  /** Takes them away again and closes. */
  discard(): Promise<void>;
}

/**
 * Puts the rows of a dump into an empty store and compares them with the log, whose leaves beyond them are projected first; what differs is left to the caller to judge. On a server they first
 * lie in a schema of their own, which becomes the one in use in a single transaction.
 * @throws StoreError `store.not_empty`, `store.rows_invalid`, `store.ahead_of_ledger`, `store.differs_from_ledger`, and what `loadRows` and `openProjection` throw
 */
export async function restoreRows(options: RestoringOptions): Promise<RestoredRows> {
  const { place, log, migrations, projectors } = options;
  const scratch = `duheng_restore_${randomBytes(6).toString('hex')}`;
  const server = 'databaseUrl' in place;
  if (server) await assertEmpty(place.databaseUrl);
  const store = await openStore(server ? { ...place, schema: scratch, connections: 2 } : place);
  const { sql } = store;
  const discard = async () => {
    try {
      if (server) await sql`drop schema ${sql.id(scratch)} cascade`.execute(store.db);
    } finally {
      await store.close();
    }
  };
  try {
    const loaded = await loadRows(store, options.lines, migrations);
    const shown = await shownBy(store);
    const projection = await openProjection({ log, store, projectors });
    await projection.close();
    return {
      ...loaded,
      caughtUp: log.size - shown,
      comparison: await compareRows({ store, log, projectors, migrations }),
      discard,
      async settle(place) {
        if (!server) {
          await store.close();
          return place();
        }
        await moveToPublic(store, scratch, place).catch(async (cause: unknown) => {
          await discard().catch(() => {});
          throw cause;
        });
        await store.close();
      },
    };
  } catch (cause) {
    await discard().catch(() => {});
    throw cause;
  }
}

/** Leaves that all rooms had shown. */
async function shownBy({ db }: Store): Promise<number> {
  const positions = await db.selectFrom('projected').select('size').execute();
  return positions.length === 0 ? 0 : Math.min(...positions.map((it) => it.size));
}

async function assertEmpty(databaseUrl: string): Promise<void> {
  const store = await openStore({ databaseUrl, connections: 1 });
  try {
    const tables = await store.transaction((tx) => tablesOf(tx, store.sql));
    if (tables.length > 0) throw notEmpty(tables.length);
  } finally {
    await store.close();
  }
}

const notEmpty = (tables: number) => new StoreError('store.not_empty', { tables });

/** Indexes and constraints go with their tables. */
async function moveToPublic({ sql, transaction }: Store, scratch: string, place: () => Promise<void>): Promise<void> {
  await transaction(async (tx) => {
    const tables = await tablesOf(tx, sql);
    const { rows } = await sql<{ there: number }>`
      select count(*)::int as there from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`.execute(tx);
    const there = rows[0]?.there ?? 0;
    if (there > 0) throw notEmpty(there);
    for (const { name } of tables) await sql`alter table ${sql.id(scratch, name)} set schema public`.execute(tx);
    // Without `cascade`: anything that were left behind would make this fail.
    await sql`drop schema ${sql.id(scratch)}`.execute(tx);
    await place();
  });
}
