import type { Transaction } from 'kysely';
import type { Database, Sql } from './types.ts';

/** A table as the catalogue of the database knows it: columns in order, and those of the primary key. */
export interface TableShape {
  readonly table: string;
  readonly columns: readonly string[];
  /** all columns where the table has no primary key */
  readonly key: readonly string[];
}

/** A row in the text form of its values: what both engines print alike, whatever their drivers make of a type. */
export type TextRow = Readonly<Record<string, string | null>>;

const pageRows = 1_000;

/** The shape of a table; without columns where there is no such table. */
export async function shapeOf(tx: Transaction<Database>, sql: Sql, table: string): Promise<TableShape> {
  const { rows } = await sql<{ name: string; nth: number | null }>`
    select a.attname as name, array_position(i.indkey::int[], a.attnum::int) as nth
    from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = to_regclass(quote_ident(${table}::text)) and a.attnum > 0 and not a.attisdropped
    order by a.attname collate "C"`.execute(tx);
  const columns = rows.map((it) => it.name);
  const key = rows.filter((it) => it.nth !== null).toSorted((a, b) => Number(a.nth) - Number(b.nth));
  return { table, columns, key: key.length > 0 ? key.map((it) => it.name) : columns };
}

/**
 * All rows of a table in the order of the text of its key, byte by byte: an order that no collation of a server changes. Holds one page;
 * the table is sorted once.
 */
export async function* orderedRows(tx: Transaction<Database>, sql: Sql, shape: TableShape): AsyncGenerator<TextRow> {
  if (shape.columns.length === 0) return;
  const cursor = sql.id(`rows_of_${shape.table}`);
  const text = (column: string) => sql`${sql.ref(column)}::text`;
  const columns = sql.join(shape.columns.map((it) => sql`${text(it)} as ${sql.id(it)}`));
  const order = sql.join(shape.key.map((it) => sql`(${text(it)}) collate "C"`));
  await sql`declare ${cursor} no scroll cursor for
    select ${columns} from ${sql.table(shape.table)} order by ${order}`.execute(tx);
  try {
    for (;;) {
      const { rows } = await sql<TextRow>`fetch ${sql.lit(pageRows)} from ${cursor}`.execute(tx);
      yield* rows;
      if (rows.length < pageRows) return;
    }
  } finally {
    await sql`close ${cursor}`.execute(tx);
  }
}

/** Below zero where the key of `a` comes first; no column of a primary key is null, and elsewhere null comes last as in the database. */
export function byKey(key: readonly string[], a: TextRow, b: TextRow): number {
  for (const column of key) {
    const [left, right] = [a[column] ?? null, b[column] ?? null];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return 0;
}
