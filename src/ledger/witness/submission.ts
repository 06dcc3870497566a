import { LedgerError } from '../error.ts';
import { parseDecimal, parseHash, toBase64 } from '../note/index.ts';

/*
 * The body of `add-checkpoint`, c2sp.org/tlog-witness: `old N`, the consistency proof a hash a line, an empty line, the checkpoint.
 */

/** What a log asks a witness to cosign. Nothing in it is verified. */
export interface Submission {
  /** size of the tree that the proof begins with: what the client thinks the witness saw last */
  readonly old: bigint;
  readonly proof: readonly Uint8Array[];
  /** the signed checkpoint as it came */
  readonly note: string;
}

/** The most proof lines that a client may send. */
const mostProofLines = 63;
/** The largest body that is read: 63 hashes take 3 KB, an ML-DSA-44 signature 3.3 KB, so a checkpoint with a dozen of them fits. */
export const largestSubmission = 64 * 1024;

/**
 * Reads a body of `add-checkpoint`. Throws `ledger.witness_request_invalid`
 * `{reason: too_large | utf8 | form | old_size | proof_line | too_many_hashes}`.
 */
export function parseSubmission(body: Uint8Array): Submission {
  if (body.length > largestSubmission) throw invalid('too_large');
  const text = decoded(body);
  const end = text.indexOf('\n\n');
  if (end < 0) throw invalid('form');
  const [first = '', ...lines] = text.slice(0, end).split('\n', mostProofLines + 2);
  const old = first.startsWith('old ') ? parseDecimal(first.slice('old '.length)) : undefined;
  if (old === undefined) throw invalid('old_size');
  if (lines.length > mostProofLines) throw invalid('too_many_hashes');
  const proof = lines.map((line) => {
    const hash = parseHash(line);
    if (hash === undefined) throw invalid('proof_line');
    return hash;
  });
  return { old, proof, note: text.slice(end + 2) };
}

/** Writes a body of `add-checkpoint`. Throws `ledger.witness_request_invalid` for what a witness would not read. */
export function formatSubmission({ old, proof, note }: Submission): string {
  const body = `old ${old}\n${proof.map((it) => `${toBase64(it)}\n`).join('')}\n${note}`;
  parseSubmission(new TextEncoder().encode(body));
  return body;
}

function decoded(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw invalid('utf8', cause);
  }
}

function invalid(reason: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger.witness_request_invalid', { reason }, cause);
}
