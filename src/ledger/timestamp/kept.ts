import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeFileDurably } from '../durable.ts';
import { LedgerError, readError, systemCode, writeError } from '../error.ts';
import type { Checkpoint } from '../note/index.ts';
import { readPublished } from '../publication.ts';
import { sha256 } from '../stamp.ts';
import { earlierRoot } from '../tree/index.ts';

/** A time stamp that was kept: the authority's answer, and the very bytes that it stamped. */
export interface KeptTimestamp {
  /** path without its ending: `.tsr` is the answer, `.checkpoint` the signed checkpoint */
  readonly path: string;
  readonly reply: Uint8Array;
  readonly note: Uint8Array;
}

const folderIn = (publicDirectory: string): string => join(publicDirectory, 'timestamps');
/** More stamps of one size than this are a mistake in a script. */
const mostOfOneSize = 1_000;

/**
 * Keeps a verified answer in `timestamps/<size>.tsr` of a published log, with what it stamps beside it in `<size>.checkpoint`; where that size has
 * been stamped before, in `<size>.2.tsr` and so on. Durable when it resolves; gives the path of the answer. Throws `ledger.disk_full`,
 * `ledger.write_failed`.
 */
export async function keepTimestamp(
  publicDirectory: string,
  size: bigint,
  { reply, note }: Pick<KeptTimestamp, 'reply' | 'note'>,
): Promise<string> {
  const folder = folderIn(publicDirectory);
  try {
    await makeDirectory(folder);
    const taken = new Set(await readdir(folder));
    let stem = `${size}`;
    for (let n = 2; taken.has(`${stem}.tsr`); n += 1) {
      if (n > mostOfOneSize) throw new LedgerError('ledger.write_failed', { file: folder, reason: 'too_many' });
      stem = `${size}.${n}`;
    }
    // The answer comes last: where there is one, there is what it stamps.
    await writeFileDurably(join(folder, `${stem}.checkpoint`), note, 0o644);
    await writeFileDurably(join(folder, `${stem}.tsr`), reply, 0o644);
    return join(folder, `${stem}.tsr`);
  } catch (cause) {
    throw writeError(folder, cause);
  }
}

/** Every time stamp that was kept of a published log, by size. Throws `ledger.timestamp_missing` where there is none, `ledger.read_failed`. */
export async function* keptTimestamps(publicDirectory: string): AsyncGenerator<KeptTimestamp> {
  const folder = folderIn(publicDirectory);
  const files = await readdir(folder).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw readError(folder, cause);
  });
  const stems = files.flatMap((it) => /^(\d{1,19}(?:\.\d{1,4})?)\.tsr$/.exec(it)?.[1] ?? []);
  if (stems.length === 0) throw new LedgerError('ledger.timestamp_missing', { directory: folder });
  for (const stem of stems.sort(bySize)) {
    const path = join(folder, stem);
    const [reply, note] = await Promise.all([`${path}.tsr`, `${path}.checkpoint`].map(read));
    if (reply && note) yield { path, reply, note };
  }
}

/**
 * That the published log begins with what was stamped. Throws `ledger.rolled_back` where it is smaller, `ledger.forked` where it tells another
 * history, `ledger.proof_invalid` and what reading tiles throws where they are damaged.
 */
export async function checkContinues(
  stamped: Checkpoint,
  published: Checkpoint,
  publicDirectory: string,
): Promise<void> {
  const [from, to] = [stamped.size, published.size];
  if (from > to) throw new LedgerError('ledger.rolled_back', { size: Number(to), known: Number(from) });
  if (from === 0n) return;
  const begun = await earlierRoot(from, published, readPublished(publicDirectory, to), sha256);
  if (!Buffer.from(begun.root).equals(stamped.root)) throw new LedgerError('ledger.forked', { size: Number(from) });
}

/** `9`, `10`, `10.2`, `10.10` */
function bySize(left: string, right: string): number {
  const [[a = 0, nth = 1] = [], [b = 0, other = 1] = []] = [left, right].map((it) => it.split('.').map(Number));
  return a - b || nth - other;
}

async function read(file: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: unknown) => {
    throw readError(file, cause);
  });
}
