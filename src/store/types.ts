import type { Generated, Kysely, sql, Transaction } from 'kysely';
import type { Appended, Holding, Leaf, Log, RecordKind } from '../ledger/index.ts';

/** The store's own tables. A room adds its own by `db.withTables<RoomTables>()`, on a handle or a transaction; `RoomTables` must be a `type`. */
export interface Database {
  readonly applied_migration: { id: string; applied_at: Generated<string> };
  /** how far the tables of a room follow the log: the leaves `from_index` to `size`; before `from_index` what was carried on from logs that are retired */
  readonly projected: {
    log_id: string;
    room: string;
    version: number;
    size: number;
    head: string;
    from_index: Generated<number>;
  };
}

/**
 * The tag for SQL written by hand. It comes with the store, so that a program which opens none does not load a query builder either: that
 * takes longer than all else of a small command.
 */
export type Sql = typeof sql;

/**
 * A database speaking PostgreSQL. Values are the same on both engines: int8 is a number (beyond 2^53 it throws
 * `store.integer_too_large`), bytea a plain Uint8Array, timestamptz an RFC 3339 UTC string with milliseconds, date a `YYYY-MM-DD`
 * string, numeric a string, json and jsonb parsed. Give JSON in as `JSON.stringify(value)`.
 */
export interface Store {
  readonly kind: 'pglite' | 'postgres';
  readonly db: Kysely<Database>;
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction, READ COMMITTED on both engines. Inside, use only the handle given: a use of `db` throws
   * `store.outer_handle_in_transaction` (on PGlite it would hang for ever).
   */
  transaction<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** One step of the schema, brought by a room. `id` is `<room>.<number>_<words>` and never changes once released. */
export interface Migration {
  readonly id: string;
  up(tx: Transaction<Database>, sql: Sql): Promise<void>;
}

/** How a room turns leaves into rows. `apply` must be a function of the leaves alone, so that a replay gives the same rows. */
export interface Projector {
  readonly room: string;
  /** raised when `apply` changes what it writes; the room's tables are then emptied and replayed at the next start */
  readonly version: number;
  readonly kinds: readonly RecordKind[];
  /** the tables that `apply` writes, and nobody else */
  readonly tables: readonly string[];
  apply(tx: Transaction<Database>, leaf: Leaf, index: number): Promise<void>;
  /** which of its leaves later logs carry on, so that what still holds outlives the log that said it; absent: all of them */
  holding?(): Omit<Holding, 'kinds'>;
}

/** The store as a projection of the log: what is appended here is durable first, then visible in the tables. */
export interface Projection {
  readonly log: Log;
  /**
   * Appends to the log (rejects as `Log.append` does), then projects. `projected` is false where projecting failed: the leaf is
   * durable, the tables lag behind, and the next append or `catchUp` tries again.
   */
  append(leaf: Leaf): Promise<Appended & { readonly projected: boolean }>;
  /** leaves in the log that the tables do not show yet */
  readonly lag: number;
  /** Brings the tables up to the log. Throws `store.projection_failed` with room, kind and index. */
  catchUp(): Promise<void>;
  /** Empties the tables of all projectors and replays the log. */
  rebuild(): Promise<{ readonly leaves: number }>;
  /** Waits for what is under way. Closes neither log nor store. */
  close(): Promise<void>;
}
