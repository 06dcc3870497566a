import type { Transaction } from 'kysely';
import { type Digest, everyLeaf, type Holding, type Log } from '../ledger/index.ts';
import { StoreError } from './error.ts';
import type { Database, Projector, Sql } from './types.ts';

/** How far the tables of a room follow the log. */
export interface Position {
  readonly projector: Projector;
  readonly size: number;
  /** head of the log at that size; null before the first leaf */
  readonly head: Digest | null;
}

/**
 * The positions of all rooms; one that has none, is of another projector version, or was filled before a log was retired, starts anew with emptied tables. Throws
 * `store.differs_from_ledger` where the tables follow another log.
 */
export async function readPositions(
  tx: Transaction<Database>,
  sql: Sql,
  { id: logId, start = 0 }: Pick<Log, 'id' | 'start'>,
  projectors: readonly Projector[],
): Promise<Position[]> {
  const rows = await tx.selectFrom('projected').selectAll().execute();
  const other = rows.find((it) => it.log_id !== logId);
  if (other)
    throw new StoreError('store.differs_from_ledger', { reason: 'log_id', store: other.log_id, ledger: logId });
  const byRoom = new Map(rows.map((it) => [it.room, it]));
  const positions: Position[] = [];
  const anew: Projector[] = [];
  for (const projector of projectors) {
    const row = byRoom.get(projector.room);
    // Tables from before a log was retired show what went with it, and could not be held against the log any more.
    if (row?.version === projector.version && row.from_index === start) {
      positions.push({ projector, size: row.size, head: row.size === 0 ? null : row.head });
    } else {
      anew.push(projector);
      positions.push({ projector, size: 0, head: null });
    }
  }
  await truncate(
    tx,
    sql,
    anew.flatMap((it) => it.tables),
  );
  for (const { room, version } of anew) {
    const position = { version, size: 0, head: '', from_index: start };
    await tx
      .insertInto('projected')
      .values({ log_id: logId, room, ...position })
      .onConflict((it) => it.column('room').doUpdateSet(position))
      .execute();
  }
  return positions;
}

/** All tables in one statement, so that foreign keys among them do not stand in the way. */
export async function truncate(tx: Transaction<Database>, sql: Sql, tables: readonly string[]): Promise<void> {
  if (tables.length > 0) await sql`truncate ${sql.join(tables.map((it) => sql.table(it)))}`.execute(tx);
}

/** The judges of what still holds, as the rooms bring them: fresh ones at every call. */
export function holdingsOf(projectors: readonly Projector[]): Holding[] {
  return projectors.map(({ kinds, holding }) => (holding ? { ...holding(), kinds } : everyLeaf(kinds)));
}

/** A programmer's mistake, not a state of the world: a plain Error. */
export function checkProjectors(projectors: readonly Projector[]): void {
  const rooms = projectors.map((it) => it.room);
  if (new Set(rooms).size !== rooms.length) throw new Error(`two projectors of one room among ${rooms.join(', ')}`);
  const tables = projectors.flatMap((it) => it.tables);
  if (new Set(tables).size !== tables.length)
    throw new Error(`two projectors write one table among ${tables.join(', ')}`);
}
