import { randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../../ledger/index.ts';

/** A short text kept in a file of mode 0600, made at the first start. Throws what the file system throws. */
export async function keptText(file: string, make: () => string): Promise<string> {
  const found = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw cause;
  });
  if (found.trim() !== '') return found.trim();
  const made = make();
  await writeFileDurably(file, `${made}\n`);
  await chmod(file, 0o600);
  return made;
}

/** The bearer token of a data directory. */
export const tokenIn = (dataDirectory: string): Promise<string> =>
  keptText(join(dataDirectory, 'token'), () => randomBytes(24).toString('base64url'));
