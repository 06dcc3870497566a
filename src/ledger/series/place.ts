import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError, readError, systemCode } from '../error.ts';
import { type LogPlace, logIn } from '../publication.ts';
import { retirementFile } from './retirement-file.ts';

/** The name of a log of the series, in paths: `main`, `main-2`, `main-3` … */
export const nameOfLog = (number: number): string => (number === 1 ? 'main' : `main-${number}`);

/** Where the parts of a log of the series lie. */
export const placeOfLog = (dataDirectory: string, number: number): LogPlace => logIn(dataDirectory, nameOfLog(number));

/** The name under which a log signs. */
export const originOf = (id: string): string => `duheng/${id}`;

/** The id of the log that signs under that name; null where it is none of ours. */
export function idOfOrigin(origin: string): string | null {
  return /^duheng\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(origin)?.[1] ?? null;
}

/**
 * How many logs lie in a data directory; a directory in which a log was about to be made, and none was, does not count. Throws
 * `ledger.chain_invalid` `{number, reason: missing}` where one is gone from their midst, `ledger.read_failed`.
 */
export async function countLogs(dataDirectory: string): Promise<number> {
  const ledger = join(dataDirectory, 'ledger');
  const numbers: number[] = [];
  for (const name of await namesIn(ledger)) {
    const number = name === 'main' ? 1 : Number(/^main-([1-9]\d{0,5})$/.exec(name)?.[1] ?? 0);
    if (number > 0 && name === nameOfLog(number) && (await holdsLog(join(ledger, name)))) numbers.push(number);
  }
  numbers.sort((a, b) => a - b);
  for (const [at, number] of numbers.entries()) {
    if (number !== at + 1) throw new LedgerError('ledger.chain_invalid', { number: at + 1, reason: 'missing' });
  }
  return numbers.length;
}

async function holdsLog(directory: string): Promise<boolean> {
  return (await namesIn(directory)).some((it) => it === retirementFile || /^\d{6,}\.seg$/.test(it));
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw readError(directory, cause);
  });
}
