import type { Transaction } from 'kysely';
import type { Log } from '../ledger/index.ts';
import { StoreError } from './error.ts';
import { migrate } from './migration.ts';
import { openStore } from './open.ts';
import { byKey, orderedRows, shapeOf, type TableShape, type TextRow } from './ordered-rows.ts';
import { openProjection } from './projection.ts';
import type { Database, Migration, Projector, Store } from './types.ts';

export interface ComparisonInput {
  /** migrated; it is only read */
  readonly store: Store;
  readonly log: Log;
  readonly projectors: readonly Projector[];
  /** of the rooms that the projectors belong to, as `migrate` takes them */
  readonly migrations: readonly Migration[];
  /** how many differences are named before the comparison ends */
  readonly limit?: number;
  /** told the table that is looked at now */
  readonly onTable?: (table: string) => void;
}

/** One row that is not what the log gives. No values: names of columns say where to look. */
export interface RowDifference {
  readonly table: string;
  /** the primary key in text; all columns where the table has none; empty for a table of another shape */
  readonly key: TextRow;
  /** `missing`: the log gives it and the store has it not; `extra`: the other way round; `differs`: by `columns`; `shape`: of the table itself */
  readonly kind: 'missing' | 'extra' | 'differs' | 'shape';
  readonly columns: readonly string[];
}

export interface RowComparison {
  readonly tables: number;
  /** rows that were held against the log */
  readonly rows: number;
  /** leaves that the tables of the store claim to show */
  readonly leaves: number;
  /** in the order of tables and keys, at most `limit` */
  readonly differences: readonly RowDifference[];
}

const defaultLimit = 20;

/**
 * Holds every row of the projected tables, and the positions that they claim, against a rebuild of the log in an embedded database in
 * memory, so that a row that somebody changed, took away or added is named. The store may go on growing meanwhile: the rebuild is brought up
 * to the position that one snapshot of the store claims. On the embedded engine others wait while rows are compared.
 * Throws `store.ahead_of_ledger`, `store.projection_failed`, and what reading the log throws.
 */
export async function compareRows(input: ComparisonInput): Promise<RowComparison> {
  const { store, migrations } = input;
  const scratch = await openStore({ memory: true });
  try {
    await migrate(scratch, migrations);
    // The long part first, so that the snapshot is held for the last few leaves and the comparison only.
    await rebuildTo(input, scratch, await store.transaction((tx) => sizesOf(input, tx)));
    return await store.transaction(async (tx) => {
      await store.sql`set transaction isolation level repeatable read`.execute(tx);
      await rebuildTo(input, scratch, await sizesOf(input, tx));
      return scratch.transaction((expected) => compareTables(input, tx, expected));
    });
  } finally {
    await scratch.close();
  }
}

/** Room → how many leaves its tables claim to show. */
type Sizes = ReadonlyMap<string, number>;

async function sizesOf({ log }: ComparisonInput, tx: Transaction<Database>): Promise<Sizes> {
  const rows = await tx.selectFrom('projected').select(['room', 'size']).execute();
  for (const { room, size } of rows) {
    if (size > log.size) throw new StoreError('store.ahead_of_ledger', { room, store: size, ledger: log.size });
  }
  return new Map(rows.map((it) => [it.room, it.size]));
}

async function rebuildTo({ log, projectors }: ComparisonInput, scratch: Store, sizes: Sizes): Promise<void> {
  const bySize = Map.groupBy(projectors, (it) => sizes.get(it.room) ?? 0);
  for (const [size, rooms] of bySize) {
    const projection = await openProjection({ log: firstOf(log, size), store: scratch, projectors: rooms });
    await projection.close();
  }
}

/** The log as it was at a size. */
function firstOf(log: Log, size: number): Log {
  const { id, directory, torn, head, start = 0 } = log;
  return {
    ...{ id, directory, torn, head, start, size },
    append: (leaf) => log.append(leaf),
    headAt: (at) => log.headAt(at),
    read: (range) => log.read({ to: size, ...range }),
    close: () => log.close(),
  };
}

async function compareTables(
  input: ComparisonInput,
  found: Transaction<Database>,
  expected: Transaction<Database>,
): Promise<RowComparison> {
  const { projectors, limit = defaultLimit, onTable } = input;
  const tables = ['projected', ...projectors.flatMap((it) => it.tables)];
  const differences: RowDifference[] = [];
  let rows = 0;
  for (const table of tables) {
    onTable?.(table);
    const shape = await shapeOf(expected, input.store.sql, table);
    const own = await shapeOf(found, input.store.sql, table);
    const columns = oddOnes(shape.columns, own.columns);
    if (columns.length > 0) {
      differences.push({ table, key: {}, kind: 'shape', columns });
      continue;
    }
    const left = orderedRows(found, input.store.sql, shape);
    const right = orderedRows(expected, input.store.sql, shape);
    for await (const difference of inStep(shape, left, right)) {
      rows += 1;
      if (difference !== null) differences.push(difference);
      if (differences.length >= limit) break;
    }
    if (differences.length >= limit) break;
  }
  const sizes = await sizesOf(input, found);
  return { tables: tables.length, rows, leaves: Math.max(0, ...sizes.values()), differences };
}

/** Walks two ordered tables side by side; for each key a difference, or null. */
async function* inStep(
  shape: TableShape,
  found: AsyncGenerator<TextRow>,
  expected: AsyncGenerator<TextRow>,
): AsyncGenerator<RowDifference | null> {
  const { table, columns } = shape;
  const keyOf = (row: TextRow): TextRow => Object.fromEntries(shape.key.map((it) => [it, row[it] ?? null]));
  const next = async (rows: AsyncGenerator<TextRow>) => (await rows.next()).value ?? null;
  try {
    let own: TextRow | null = await next(found);
    let due: TextRow | null = await next(expected);
    while (own !== null || due !== null) {
      const order = own === null ? 1 : due === null ? -1 : byKey(shape.key, own, due);
      if (order < 0 && own !== null) yield { table, key: keyOf(own), kind: 'extra', columns: [] };
      else if (order > 0 && due !== null) yield { table, key: keyOf(due), kind: 'missing', columns: [] };
      else if (own !== null && due !== null) {
        const [a, b] = [own, due];
        const odd = columns.filter((it) => a[it] !== b[it]);
        yield odd.length === 0 ? null : { table, key: keyOf(own), kind: 'differs', columns: odd };
      }
      if (order <= 0) own = await next(found);
      if (order >= 0) due = await next(expected);
    }
  } finally {
    await found.return(undefined);
    await expected.return(undefined);
  }
}

function oddOnes(a: readonly string[], b: readonly string[]): string[] {
  return [...a.filter((it) => !b.includes(it)), ...b.filter((it) => !a.includes(it))];
}
