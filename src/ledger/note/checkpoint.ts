import { LedgerError } from '../error.ts';
import { fromBase64, sameBytes, toBase64 } from './base64.ts';
import { boundedText } from './note.ts';

/** A tree head, c2sp.org/tlog-checkpoint: what a log's note says. */
export interface Checkpoint {
  /** the log's identity */
  readonly origin: string;
  /** the number of leaves, below 2^63 */
  readonly size: bigint;
  /** RFC 6962 root of that size, 32 bytes */
  readonly root: Uint8Array;
  /** opaque lines; ML-DSA-44 cosignatures do not cover them, and the specification advises against them */
  readonly extensions?: readonly string[];
}

/** The largest tree that is read, as in Go's tlog: a signed 64-bit number. The specification names no limit. */
const largestSize = 2n ** 63n - 1n;

/** A decimal without leading zeros and below 2^63, or nothing. */
export function parseDecimal(text: string): bigint | undefined {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > largestSize ? undefined : value;
}

/** A canonical base64 line of 32 bytes, or nothing. */
export function parseHash(line: string): Uint8Array | undefined {
  const bytes = line.length === 44 ? fromBase64(line) : undefined;
  return bytes?.length === 32 ? bytes : undefined;
}

/**
 * Reads the text of a checkpoint (a note's text, with its final newline). Throws `ledger.checkpoint_invalid`
 * `{reason: text | lines | origin | size | root | extension}`.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = textLines(text);
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = lines;
  if (lines.length < 3) throw invalid('lines');
  if (origin === '') throw invalid('origin');
  const size = parseDecimal(sizeLine);
  if (size === undefined) throw invalid('size');
  const root = parseHash(rootLine);
  if (root === undefined) throw invalid('root');
  if (extensions.includes('')) throw invalid('extension');
  return extensions.length === 0 ? { origin, size, root } : { origin, size, root, extensions };
}

/** The text of a checkpoint, with its final newline. Throws `ledger.checkpoint_invalid` for what would not be read back the same. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const text = [origin, size.toString(), toBase64(root), ...extensions, ''].join('\n');
  const back = parseCheckpoint(text);
  if (back.origin !== origin) throw invalid('origin');
  if (back.size !== size || !sameBytes(back.root, root)) throw invalid('lines');
  if ((back.extensions?.length ?? 0) !== extensions.length) throw invalid('extension');
  return text;
}

function textLines(text: string): string[] {
  try {
    boundedText(text);
  } catch (cause) {
    throw invalid('text', cause);
  }
  if (!text.endsWith('\n')) throw invalid('lines');
  return text.slice(0, -1).split('\n');
}

function invalid(reason: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger.checkpoint_invalid', { reason }, cause);
}
