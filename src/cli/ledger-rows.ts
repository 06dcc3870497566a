import type { RowComparison, RowDifference } from '../store/index.ts';
import { connect } from './client.ts';
import { CliError } from './error.ts';
import type { CliIo } from './io.ts';
import { settingsOf } from './settings.ts';
import { versionOf } from './version.ts';

/** `{"id":"…"}` as a person reads it; a key is codes, ids and numbers. */
const keyText = ({ key }: RowDifference): string =>
  Object.entries(key)
    .map(([column, value]) => `${column}=${value ?? 'null'}`)
    .join(' ');

export const differenceText = (it: RowDifference): string =>
  [it.kind, it.table, keyText(it), it.columns.join(', ')].filter((part) => part !== '').join('  ');

/** Holds the rows of a data directory's store against its log, in this process or in the one that has the directory. */
export async function comparedRows(io: CliIo, data: string | undefined): Promise<RowComparison> {
  const report = (where: string, error: unknown) => io.stderr(`${where}: ${String(error)}\n`);
  const client = await connect(settingsOf({ data }, io.env), versionOf(), report);
  try {
    return await client.get<RowComparison>('/api/v1/ledger/rows');
  } finally {
    await client.close();
  }
}

/** @throws CliError `cli.rows_differ` where there are differences, naming the first */
export function refuseDifferences({ differences }: RowComparison): void {
  const [first] = differences;
  if (first === undefined) return;
  const params = { count: differences.length, table: first.table, key: keyText(first) || first.columns.join(', ') };
  throw new CliError('cli.rows_differ', params);
}
