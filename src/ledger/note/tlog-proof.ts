import { LedgerError } from '../error.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { parseCheckpoint, parseDecimal, parseHash } from './checkpoint.ts';
import { boundedText, type NoteSource, parseNote } from './note.ts';

/** An offline proof that an entry is in a log, c2sp.org/tlog-proof. Nothing in it is verified by reading it. */
export interface TlogProof {
  /** opaque, never authenticated */
  readonly extra?: Uint8Array;
  /** zero-based */
  readonly index: bigint;
  /** RFC 6962 §2.1.1, from the leaf's sibling to the root's child, 32 bytes each */
  readonly hashes: readonly Uint8Array[];
  /** the signed checkpoint, verbatim */
  readonly checkpoint: string;
}

const header = 'c2sp.org/tlog-proof@v1';
/** A tree below 2^63 leaves is at most 63 deep. */
const mostHashes = 63;

/**
 * Reads a proof's text, at most 1 MB. Throws `ledger.proof_invalid` `{reason: header | extra | index | hash | too_many_hashes |
 * separator | index_beyond_size}`, and for its other parts `ledger.note_invalid` and `ledger.checkpoint_invalid`.
 */
export function parseTlogProof(source: NoteSource): TlogProof {
  const whole = boundedText(source);
  const split = whole.indexOf('\n\n');
  if (!whole.startsWith(`${header}\n`)) throw invalid('header');
  if (split < 0) throw invalid('separator');
  const lines = whole.slice(header.length + 1, split).split('\n', mostHashes + 3);
  const extra = lines[0]?.startsWith('extra ') ? parseExtra(lines.shift() ?? '') : undefined;
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : undefined;
  if (index === undefined) throw invalid('index');
  if (lines.length > mostHashes) throw invalid('too_many_hashes');
  const proof = { index, hashes: lines.map(hashOf), checkpoint: whole.slice(split + 2) };
  if (index >= parseCheckpoint(parseNote(proof.checkpoint).text).size) throw invalid('index_beyond_size');
  return extra === undefined ? proof : { extra, ...proof };
}

/** A proof's text. Throws as `parseTlogProof` for what would not be read back. */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    header,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
    '',
    checkpoint,
  ];
  const text = lines.join('\n');
  parseTlogProof(text);
  return text;
}

function parseExtra(line: string): Uint8Array {
  const bytes = fromBase64(line.slice('extra '.length));
  if (bytes === undefined) throw invalid('extra');
  return bytes;
}

function hashOf(line: string): Uint8Array {
  const hash = parseHash(line);
  if (hash === undefined) throw invalid('hash');
  return hash;
}

function invalid(reason: string): LedgerError {
  return new LedgerError('ledger.proof_invalid', { reason });
}
