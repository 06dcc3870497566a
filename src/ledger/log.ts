import { ZodError } from 'zod';
import { canonicalText } from './canonical.ts';
import type { ContentStore } from './content.types.ts';
import { LedgerError } from './error.ts';
import { emptyHead, leafHash } from './leaf.ts';
import type { Appended, Log, LogEntry } from './log.types.ts';
import type { OpenOptions } from './options.ts';
import { isFact, type Leaf, parseLeaf } from './record.ts';
import { segmentKind } from './recovery.ts';
import type { Committed } from './segment-writer.ts';
import { type ChainedEntry, Segments } from './segments.ts';
import { digestOf, sha256 } from './stamp.ts';
import { maxBundledEntryBytes } from './tree/index.ts';

type Named = Pick<ContentStore, 'flush'> & Partial<Pick<ContentStore, 'lost'>>;

export interface LogOptions extends OpenOptions {
  /** content stores whose pieces the leaves name: made durable before the leaves are */
  readonly after?: readonly Named[];
}

/**
 * Opens the log in a directory, making it where there is none. A write that a crash left unfinished is cut back and kept beside
 * (`torn` tells); it was never acknowledged. Throws `ledger.in_use` where another writer has it, `ledger.corrupt` with file and offset for
 * damage anywhere but at the torn end, `ledger.read_failed`, `ledger.disk_full`, `ledger.write_failed`, `ledger.cannot_lock`.
 */
export async function openLog(directory: string, options: LogOptions = {}): Promise<Log> {
  const { after = [], ...rest } = options;
  const segments = await Segments.open(directory, {
    // What an entry bundle of tlog-tiles can hold.
    maxEntryBytes: maxBundledEntryBytes,
    ...rest,
    kind: segmentKind.log,
    hash: (payload) => leafHash(payload, sha256),
    before: after.length === 0 ? undefined : (entries) => contentFirst(after, entries),
  });
  return {
    id: uuidOf(segments.id),
    directory,
    torn: segments.torn,
    get size() {
      return segments.size;
    },
    get head() {
      return digestOf(segments.head);
    },
    append(leaf) {
      try {
        // A leaf is hashed behind a zero byte (see `leafHash`): written behind one, it need not be copied for that.
        const prefixed = Buffer.from(`\0${canonicalText(checked(leaf))}`, 'utf8');
        const bytes = prefixed.subarray(1);
        refuseUncarriable(leaf, bytes.length);
        return segments.append([bytes], sha256(prefixed), appended);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async *read({ from = 0, to = segments.size } = {}) {
      for await (const entry of segments.entries(from, to)) yield toLogEntry(entry, directory);
    },
    headAt: (size) => headAt(segments, size),
    close: () => segments.close(),
  };
}

const appended = ({ index, hash, head }: Committed): Appended => ({
  index,
  digest: digestOf(hash),
  head: digestOf(head),
});

/** Throws for leaves that name content which is not on disk and will not be: a full disk may have refused it before the leaf came. */
async function contentFirst(after: readonly Named[], entries: readonly (readonly Uint8Array[])[]): Promise<void> {
  await Promise.all(after.map((it) => it.flush()));
  const lost = after.flatMap((it) => it.lost?.() ?? []);
  if (lost.every((it) => it.size === 0)) return;
  for (const leaf of entries) {
    for (const [digest] of Buffer.concat(leaf)
      .toString('latin1')
      .matchAll(/sha256:[0-9a-f]{64}/g)) {
      const failure = lost.map((it) => it.get(digest)).find((it) => it !== undefined);
      if (failure) throw failure;
    }
  }
}

async function headAt(segments: Segments, size: number) {
  if (!Number.isSafeInteger(size) || size < 0 || size > segments.size) {
    throw new RangeError(`the log holds ${segments.size} leaves, not ${size}`);
  }
  if (size === 0) return digestOf(emptyHead(sha256));
  if (size === segments.size) return digestOf(segments.head);
  for await (const entry of segments.entries(size - 1, size)) return digestOf(entry.head);
  throw new LedgerError('ledger.read_failed', { file: segments.directory, index: size - 1 });
}

/** What a carried leaf is wrapped in takes some 400 bytes. */
const carryingBytes = 1_024;
/** The longest leaf that another log can carry. */
export const maxFactBytes = maxBundledEntryBytes - carryingBytes;

/** A leaf that no later log could carry would keep its own log from ever being retired. */
function refuseUncarriable(leaf: Leaf, bytes: number): void {
  if (isFact(leaf) && bytes > maxFactBytes)
    throw new LedgerError('ledger.entry_too_large', { bytes, limit: maxFactBytes });
}

function checked(leaf: Leaf): Leaf {
  try {
    return parseLeaf(leaf);
  } catch (cause) {
    throw invalid(cause, {});
  }
}

function toLogEntry(entry: ChainedEntry, directory: string): LogEntry {
  try {
    const leaf = parseLeaf(JSON.parse(entry.payload.toString('utf8')));
    return { index: entry.index, digest: digestOf(entry.hash), head: digestOf(entry.head), leaf };
  } catch (cause) {
    throw invalid(cause, { directory, index: entry.index });
  }
}

/** Says which field, never what it held. */
function invalid(cause: unknown, params: LedgerError['params']): LedgerError {
  const [issue] = cause instanceof ZodError ? cause.issues : [];
  const reason = issue ? `${issue.path.join('.') || 'leaf'}: ${issue.code}` : 'not_json';
  return new LedgerError('ledger.invalid_leaf', { ...params, reason }, cause);
}

function uuidOf(id: Buffer): string {
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
