import type { Transaction } from 'kysely';
import { z } from 'zod';
import { dumpFormat, type Table, tablesOf } from './dump.ts';
import { StoreError } from './error.ts';
import { migrate } from './migration.ts';
import type { Database, Migration, Sql, Store } from './types.ts';

const name = z.string().min(1).max(63);
const beginning = z.strictObject({
  rows: z.int().positive(),
  store: z.enum(['pglite', 'postgres']),
  migrations: z.array(z.string().max(200)).max(10_000),
});
const heading = z.strictObject({ table: name, columns: z.array(name).min(1).max(1_600) });
const ending = z.strictObject({ end: z.strictObject({ tables: z.int().min(0), rows: z.int().min(0) }) });
const row = z.array(z.string().nullable()).min(1).max(1_600);

/** One statement takes in at most that much, so that memory stays flat. */
const batchRows = 500;
const batchCharacters = 1 << 20;

/** How many tables and rows a dump brought. */
export interface Loaded {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Puts the rows of a dump into an empty store: first the schema as it was when they were read, then the rows, all in one transaction, then the steps of the schema that
 * have come since.
 * @throws StoreError `store.schema_newer` where a newer program made the dump, `store.rows_invalid` (line, reason) where it was cut off or altered, and what `migrate` throws
 */
export async function loadRows(
  store: Store,
  lines: AsyncIterable<string>,
  migrations: readonly Migration[],
): Promise<Loaded> {
  const reader = new DumpReader(lines);
  const { rows: format, migrations: applied } = reader.read(beginning, await reader.next());
  if (format !== dumpFormat) throw new StoreError('store.schema_newer', { unknown: `rows format ${format}` });
  const made = await migrate(
    store,
    migrations.filter((it) => applied.includes(it.id)),
  );
  const unknown = applied.filter((it) => !made.includes(it));
  if (unknown.length > 0) throw new StoreError('store.schema_newer', { unknown: unknown.join(' ') });
  const loaded = await store.transaction(async (tx) => {
    // The steps that were just done are among the rows, with the times at which they were done there.
    await tx.deleteFrom('applied_migration').execute();
    return insertAll(tx, store.sql, reader);
  });
  await migrate(store, migrations);
  return loaded;
}

/** Lines one after the other, each read by the schema that it must fit. */
class DumpReader {
  readonly #lines: AsyncIterator<string>;
  #line = 0;

  constructor(lines: AsyncIterable<string>) {
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** Throws `store.rows_invalid` where the lines end before the one that ends a dump. */
  async next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    this.#line += 1;
    if (done) throw this.invalid('cut_off');
    try {
      return JSON.parse(value);
    } catch (cause) {
      throw this.invalid('not_json', cause);
    }
  }

  read<T>(schema: z.ZodType<T>, value: unknown): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw this.invalid('not_a_dump', parsed.error);
  }

  async ended(): Promise<void> {
    const { done } = await this.#lines.next();
    if (!done) throw this.invalid('goes_on_behind_the_end');
  }

  invalid(reason: string, cause?: unknown): StoreError {
    return new StoreError('store.rows_invalid', { line: this.#line, reason }, cause);
  }
}

async function insertAll(tx: Transaction<Database>, sql: Sql, reader: DumpReader): Promise<Loaded> {
  const known = new Map((await tablesOf(tx, sql)).map((it) => [it.name, it]));
  const seen = new Set<string>();
  let rows = 0;
  let insert: Insert | null = null;
  for (;;) {
    const value = await reader.next();
    if (Array.isArray(value)) {
      if (insert === null) throw reader.invalid('row_without_table');
      await insert.add(reader.read(row, value));
      rows += 1;
      continue;
    }
    await insert?.flush();
    if (typeof value === 'object' && value !== null && 'end' in value) {
      const { end } = reader.read(ending, value);
      if (end.tables !== seen.size || end.rows !== rows) throw reader.invalid('counts_differ');
      await reader.ended();
      return end;
    }
    const { table, columns } = reader.read(heading, value);
    const target = known.get(table);
    if (target === undefined || seen.has(table)) throw reader.invalid('table');
    seen.add(table);
    insert = new Insert(tx, sql, target, columns, reader);
  }
}

/** Rows of one table, gathered into statements of some size. */
class Insert {
  readonly #tx: Transaction<Database>;
  readonly #sql: Sql;
  readonly #table: Table;
  readonly #columns: Table['columns'];
  readonly #reader: DumpReader;
  #rows: (readonly (string | null)[])[] = [];
  #characters = 0;

  constructor(tx: Transaction<Database>, sql: Sql, table: Table, columns: readonly string[], reader: DumpReader) {
    this.#tx = tx;
    this.#sql = sql;
    this.#table = table;
    this.#reader = reader;
    this.#columns = columns.flatMap((name) => table.columns.find((it) => it.name === name) ?? []);
    if (this.#columns.length !== columns.length || new Set(columns).size !== table.columns.length)
      throw reader.invalid('columns');
  }

  async add(values: readonly (string | null)[]): Promise<void> {
    if (values.length !== this.#columns.length) throw this.#reader.invalid('columns');
    this.#rows.push(values);
    for (const it of values) this.#characters += it?.length ?? 0;
    if (this.#rows.length >= batchRows || this.#characters >= batchCharacters) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    const sql = this.#sql;
    const names = sql.join(this.#columns.map((it) => sql.ref(it.name)));
    // From text to the column's own type by that type's own reading: exact for every type, and the same on both engines.
    const values = sql.join(this.#columns.map((it, at) => sql`(line ->> ${sql.lit(at)})::text::${sql.raw(it.type)}`));
    const lines = JSON.stringify(this.#rows);
    this.#rows = [];
    this.#characters = 0;
    try {
      await sql`insert into ${sql.table(this.#table.name)} (${names})
        select ${values} from json_array_elements(${lines}::text::json) as line`.execute(this.#tx);
    } catch (cause) {
      throw this.#reader.invalid('refused_by_table', cause);
    }
  }
}
