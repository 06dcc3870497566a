import { chmod, link, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Claim, claimDirectory, LedgerError, makeDirectory, syncDirectory, systemStamp } from '../ledger/index.ts';
import { StoreError } from './error.ts';

/** Raised when an older program could no longer work with what lies in the directory. */
const format = 1;
const versionFile = 'duheng.json';
const versionSchema = z.object({ format: z.int().positive() });
/** what a user may have put there before the first start */
const welcome = new Set([versionFile, 'config.yaml', '.gitignore']);

/**
 * Makes the data directory ready: made with mode 0700 where absent, marked with its format. Any number of processes may do so at once.
 * Throws `store.not_a_data_directory` for a directory that holds other things, `store.data_newer` for one written by a newer program,
 * `store.data_unusable` where the file system refuses.
 */
export async function openDataDirectory(path: string): Promise<void> {
  try {
    await makeDirectory(path);
    const found = (await readFormat(path)) ?? (await mark(path));
    if (found > format) throw new StoreError('store.data_newer', { path, found, known: format });
    if (process.platform !== 'win32') await chmod(path, 0o700);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('store.data_unusable', { path, reason: codeOf(cause) }, cause);
  }
}

/**
 * Opens the data directory and takes it for this process, or finds the process that has it. Comes before anything else is put there. The owner listens on a socket in it: give its
 * connections to an HTTP server by `claim.serve((socket) => server.emit('connection', socket))`; those that come before then wait. The other
 * side sends HTTP to `claim.socketPath`. Throws as `openDataDirectory` does.
 */
export async function claimDataDirectory(path: string): Promise<Claim> {
  await openDataDirectory(path);
  try {
    return await claimDirectory(path);
  } catch (cause) {
    const reason = cause instanceof LedgerError ? String(cause.params.reason ?? cause.code) : codeOf(cause);
    throw new StoreError('store.data_unusable', { path, reason }, cause);
  }
}

async function readFormat(path: string): Promise<number | null> {
  const text = await readFile(join(path, versionFile), 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  });
  if (text === null) return null;
  try {
    return versionSchema.parse(JSON.parse(text)).format;
  } catch (cause) {
    throw new StoreError('store.data_unusable', { path, reason: 'format_unreadable' }, cause);
  }
}

/** Marks an empty directory as ours; of several processes that try at once, one does and all go on. */
async function mark(path: string): Promise<number> {
  const foreign = (await readdir(path)).filter((it) => !welcome.has(it) && !it.endsWith('.draft'));
  if (foreign.length > 0) {
    const marked = await readFormat(path);
    if (marked !== null) return marked;
    throw new StoreError('store.not_a_data_directory', { path });
  }
  const draft = join(path, `.${systemStamp.newId()}.draft`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ format })}\n`);
    await file.sync();
    await file.close();
    await link(draft, join(path, versionFile));
    await syncDirectory(path);
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFormat(path)) ?? format;
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
}
