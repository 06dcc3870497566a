import { AsyncLocalStorage } from 'node:async_hooks';
import type { PGlite } from '@electric-sql/pglite';
import {
  type DatabaseConnection,
  type Dialect,
  Kysely,
  PGliteDriver,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import type { Pool } from 'pg';
import { StoreError } from './error.ts';
import type { Database, Store } from './types.ts';

/** Knows whether the code now running stands inside `store.transaction`, so that a use of the outer handle there fails at once. */
class TransactionGuard {
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();

  check(): void {
    if (this.#inside.getStore()?.open) throw new StoreError('store.outer_handle_in_transaction');
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    // Work that outlives the transaction is free to use the store again.
    const state = { open: true };
    try {
      return await this.#inside.run(state, work);
    } finally {
      state.open = false;
    }
  }
}

/** PGlite has one connection. The guard must speak before the queue for it, where a nested use would wait for itself for ever. */
class GuardedPGliteDriver extends PGliteDriver {
  readonly #guard: TransactionGuard;
  readonly #turns = new Turns();

  constructor(pglite: PGlite, guard: TransactionGuard) {
    super({ pglite });
    this.#guard = guard;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard.check();
    await this.#turns.take();
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    this.#turns.give();
  }
}

/** A server would not hang, but would read outside the transaction: the same rule holds, so that code is right on both. */
class GuardedPostgresDriver extends PostgresDriver {
  readonly #guard: TransactionGuard;

  constructor(pool: Pool, guard: TransactionGuard) {
    super({ pool });
    this.#guard = guard;
  }

  override async acquireConnection(): ReturnType<PostgresDriver['acquireConnection']> {
    this.#guard.check();
    return super.acquireConnection();
  }
}

/** One at a time, in the order of asking. */
class Turns {
  #taken = false;
  readonly #queue: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#taken = true;
  }

  give(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#taken = false;
  }
}

/** A store over PGlite; closing it closes the instance. */
export function storeOnPGlite(pglite: PGlite): Store {
  const guard = new TransactionGuard();
  return storeOf('pglite', new GuardedPGliteDriver(pglite, guard), guard, async () => {
    if (!pglite.closed) await pglite.close();
  });
}

/** A store over a pool of connections to a server; closing it ends the pool. */
export function storeOnPool(pool: Pool): Store {
  const guard = new TransactionGuard();
  return storeOf('postgres', new GuardedPostgresDriver(pool, guard), guard, async () => {
    if (!pool.ended) await pool.end();
  });
}

function storeOf(
  kind: Store['kind'],
  driver: PGliteDriver | PostgresDriver,
  guard: TransactionGuard,
  end: () => Promise<void>,
): Store {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
  const db = new Kysely<Database>({ dialect });
  return {
    kind,
    db,
    sql,
    transaction: (work) => db.transaction().execute((tx) => guard.run(() => work(tx))),
    async close() {
      await db.destroy();
      await end();
    },
  };
}
