import { ZodError } from 'zod';
import type { ContentStore } from './content.types.ts';
import { LedgerError } from './error.ts';
import { canonicalBytes, emptyHead, leafHash, toDigest } from './leaf.ts';
import type { Log, LogEntry } from './log.types.ts';
import type { OpenOptions } from './options.ts';
import { isFact, type Leaf, parseLeaf } from './record.ts';
import { type ChainedEntry, Segments, segmentKind } from './segments.ts';
import { sha256 } from './stamp.ts';
import { maxBundledEntryBytes } from './tree/index.ts';

export interface LogOptions extends OpenOptions {
  /** content stores whose pieces the leaves name: made durable before the leaves are */
  readonly after?: readonly Pick<ContentStore, 'flush'>[];
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
    before: after.length === 0 ? undefined : async () => void (await Promise.all(after.map((it) => it.flush()))),
  });
  return {
    id: uuidOf(segments.id),
    directory,
    torn: segments.torn,
    get size() {
      return segments.size;
    },
    get head() {
      return toDigest(segments.head);
    },
    async append(leaf) {
      const bytes = canonicalBytes(checked(leaf));
      refuseUncarriable(leaf, bytes.length);
      const hash = leafHash(bytes, sha256);
      const { index, head } = await segments.append([bytes], hash);
      return { index, digest: toDigest(hash), head: toDigest(head) };
    },
    async *read({ from = 0, to = segments.size } = {}) {
      for await (const entry of segments.entries(from, to)) yield toLogEntry(entry, directory);
    },
    headAt: (size) => headAt(segments, size),
    close: () => segments.close(),
  };
}

async function headAt(segments: Segments, size: number) {
  if (!Number.isSafeInteger(size) || size < 0 || size > segments.size) {
    throw new RangeError(`the log holds ${segments.size} leaves, not ${size}`);
  }
  if (size === 0) return toDigest(emptyHead(sha256));
  if (size === segments.size) return toDigest(segments.head);
  for await (const entry of segments.entries(size - 1, size)) return toDigest(entry.head);
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
    return { index: entry.index, digest: toDigest(entry.hash), head: toDigest(entry.head), leaf };
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
