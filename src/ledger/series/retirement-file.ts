import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { syncDirectory, writeFileDurably } from '../durable.ts';
import { LedgerError, readError, systemCode, writeError } from '../error.ts';
import { digest, instant, uuid } from '../record.ts';

/** Lies where the entries were. */
export const retirementFile = 'retired.json';

const largestFile = 16 * 1024;
const stored = z.strictObject({
  v: z.literal(1),
  number: z.int().min(1),
  log: uuid,
  origin: z.string().min(1).max(255),
  size: z.int().min(1),
  root: digest,
  head: digest,
  retiredAt: instant,
  by: uuid,
});

/** What is known of a log whose entries are gone: how it ended, when they went and by whose will. */
export type Retirement = Readonly<Omit<z.infer<typeof stored>, 'v'>>;

/** Null where the log was not retired. Throws `ledger.corrupt` for a file that is not what was written, `ledger.read_failed`. */
export async function readRetirement(directory: string): Promise<Retirement | null> {
  const file = join(directory, retirementFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    throw readError(file, cause);
  }
  try {
    if (text.length > largestFile) throw new RangeError('too long');
    const { v: _, ...retirement } = stored.parse(JSON.parse(text));
    return retirement;
  } catch (cause) {
    throw new LedgerError('ledger.corrupt', { file, offset: 0, reason: 'retirement' }, cause);
  }
}

/** From here on the log counts as retired. Throws `ledger.disk_full`, `ledger.write_failed`. */
export async function writeRetirement(directory: string, retirement: Retirement): Promise<void> {
  const file = join(directory, retirementFile);
  try {
    await writeFileDurably(file, `${JSON.stringify({ v: 1, ...retirement }, null, 2)}\n`);
  } catch (cause) {
    throw writeError(file, cause);
  }
}

/** Segments, and what was cut off them after a crash: it held entries too. */
const isOfEntries = (name: string): boolean => /^\d{6,}\.seg(\.|$)/.test(name);

export async function hasEntries(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((cause: unknown) => Promise.reject(readError(directory, cause)));
  return names.some(isOfEntries);
}

/** Deletes the entries of a log, the newest first, so that what a crash leaves still begins where it began. Throws `ledger.write_failed`. */
export async function deleteEntries(directory: string): Promise<void> {
  try {
    const names = (await readdir(directory)).filter(isOfEntries).sort().reverse();
    for (const name of names) await rm(join(directory, name), { force: true });
    await syncDirectory(directory);
  } catch (cause) {
    throw writeError(directory, cause);
  }
}
