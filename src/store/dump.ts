import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Transaction } from 'kysely';
import { StoreError } from './error.ts';
import type { Database, Sql, Store } from './types.ts';

/*
 * Rows as lines of JSON, the same for both engines:
 *
 *   {"rows":1,"store":"pglite","migrations":["…"]}   what they came from, and the schema that they fit
 *   {"table":"…","columns":["…"]}                    the rows that follow are of this table
 *   ["…",null,…]                                     one row; every value in PostgreSQL's own text form, which loses nothing of any type
 *   {"end":{"tables":n,"rows":n}}                    without this line the dump was cut off
 */

export const dumpFormat = 1;
const fetchedRows = 500;
const chunkBytes = 256 * 1024;

type Take = (line: string) => Promise<void>;

/**
 * The rows of all tables as they were at one moment, as JSON lines. They are first put into a file in `spoolDirectory` that has no name any more, so that the transaction
 * ends as soon as they are read, however slowly they are taken: an embedded database has one connection, and all others wait for it.
 * The file is gone once the stream has ended or was destroyed, or with this process. Throws `store.dump_failed`.
 */
export async function dumpRows(store: Store, spoolDirectory: string): Promise<Readable> {
  const spool = await spoolIn(spoolDirectory);
  try {
    await readAll(store, linesInto(spool));
    return spool.createReadStream({ start: 0, highWaterMark: chunkBytes });
  } catch (cause) {
    await spool.close();
    throw failed(cause);
  }
}

async function spoolIn(directory: string): Promise<FileHandle> {
  const path = join(directory, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(path, 'wx+', 0o600);
    await rm(path);
    return file;
  } catch (cause) {
    throw failed(cause);
  }
}

/** The rows in one transaction that sees one moment. PGlite knows no isolation levels, and needs none with its one connection. */
async function readAll(store: Store, { take, finish }: ReturnType<typeof linesInto>): Promise<void> {
  const { sql } = store;
  await store.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx);
    // What the text form of a value depends on.
    for (const it of [
      "timezone to 'UTC'",
      "datestyle to 'ISO, YMD'",
      "bytea_output to 'hex'",
      'extra_float_digits to 1',
    ])
      await sql.raw(`set local ${it}`).execute(tx);
    const applied = await tx.selectFrom('applied_migration').select('id').orderBy('id').execute();
    await take(JSON.stringify({ rows: dumpFormat, store: store.kind, migrations: applied.map((it) => it.id) }));
    const tables = await tablesOf(tx, sql);
    let rows = 0;
    for (const table of tables) rows += await readTable(tx, sql, table, take);
    await take(JSON.stringify({ end: { tables: tables.length, rows } }));
  });
  await finish();
}

export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Every table of the schema that is in use, with its columns and their types as PostgreSQL writes them. */
export async function tablesOf(tx: Transaction<Database>, sql: Sql): Promise<Table[]> {
  const { rows } = await sql<{ table: string; column: string; type: string }>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as "type"
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    order by c.relname collate "C", a.attnum`.execute(tx);
  const tables = new Map<string, { name: string; type: string }[]>();
  for (const { table, column, type } of rows) tables.set(table, [...(tables.get(table) ?? []), { name: column, type }]);
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

async function readTable(tx: Transaction<Database>, sql: Sql, table: Table, take: Take): Promise<number> {
  await take(JSON.stringify({ table: table.name, columns: table.columns.map((it) => it.name) }));
  const values = sql.join(table.columns.map((it) => sql`${sql.ref(it.name)}::text`));
  await sql`declare dumped no scroll cursor for
    select json_build_array(${values})::text as line from ${sql.table(table.name)}`.execute(tx);
  let count = 0;
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch forward ${sql.lit(fetchedRows)} from dumped`.execute(tx);
    for (const { line } of rows) await take(line);
    count += rows.length;
    if (rows.length < fetchedRows) break;
  }
  await sql`close dumped`.execute(tx);
  return count;
}

/** Lines into a file, in writes of some size. */
function linesInto(file: FileHandle) {
  let waiting: string[] = [];
  let characters = 0;
  const finish = async (): Promise<void> => {
    if (waiting.length > 0) await file.appendFile(waiting.join(''));
    waiting = [];
    characters = 0;
  };
  const take: Take = async (line) => {
    waiting.push(line, '\n');
    characters += line.length;
    if (characters >= chunkBytes) await finish();
  };
  return { take, finish };
}

function failed(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const reason = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  return new StoreError('store.dump_failed', { reason }, cause);
}
