import { boundedBody } from '../bounded-body.ts';
import { LedgerError } from '../error.ts';
import {
  type NoteSignature,
  namesKey,
  nodePrimitives,
  parseDecimal,
  parseNote,
  type VerifierKey,
  verifierOf,
} from '../note/index.ts';
import { sizeType } from './http.ts';
import { formatSubmission, largestSubmission, type Submission } from './submission.ts';

/** A witness whose cosignatures a log asks for. */
export interface WitnessAddress {
  readonly name: string;
  /** what `add-checkpoint` stands under, http or https */
  readonly url: string;
  /** its pinned keys, types 0x04 and 0x06 */
  readonly keys: readonly VerifierKey[];
}

/**
 * What one request brought. `knows`: the witness wants a proof from that size. `failed`, with why: `unreachable`, `slow`, `too_large`,
 * `status_…`, `another_root` (it saw another tree of this size), `proof_refused`, `answer_invalid`, `signature_invalid`, `no_pinned_key`,
 * `no_time`.
 */
export type Reply =
  | { readonly kind: 'cosigned'; readonly lines: readonly NoteSignature[] }
  | { readonly kind: 'knows'; readonly size: bigint }
  | { readonly kind: 'failed'; readonly why: string };

export type Fetch = typeof globalThis.fetch;

/** Sends one submission to a witness and checks its cosignatures against the pinned keys; lines of other keys are passed over. Does not throw. */
export async function askWitness(
  { url, keys }: WitnessAddress,
  submission: Submission,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<Reply> {
  const address = `${url.replace(/\/+$/, '')}/add-checkpoint`;
  try {
    const response = await fetch(address, {
      method: 'POST',
      body: formatSubmission(submission),
      redirect: 'error',
      signal,
    });
    const bytes = await boundedBody(response, largestSubmission);
    if (bytes === null) return failed('too_large');
    const body = Buffer.from(bytes).toString('utf8');
    if (response.status === 409) return conflict(response, body);
    if (response.status === 422) return failed('proof_refused');
    if (response.status !== 200) return failed(`status_${response.status}`);
    return cosignatures(submission.note, body, keys);
  } catch {
    return failed(signal.aborted ? 'slow' : 'unreachable');
  }
}

/** With the size that it knows the witness asks for another proof; without, it saw another tree. */
function conflict(response: Response, body: string): Reply {
  if (response.headers.get('content-type')?.split(';', 1)[0]?.trim() !== sizeType) return failed('another_root');
  const size = body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
  return size === undefined ? failed('answer_invalid') : { kind: 'knows', size };
}

function cosignatures(note: string, body: string, keys: readonly VerifierKey[]): Reply {
  const { text } = parseNote(note);
  let claimed: readonly NoteSignature[];
  try {
    claimed = parseNote(`${text}\n${body}`).signatures;
  } catch (error) {
    if (error instanceof LedgerError) return failed('answer_invalid');
    throw error;
  }
  const lines: NoteSignature[] = [];
  for (const key of keys) {
    const line = claimed.find((it) => namesKey(it, key));
    if (line === undefined) continue;
    const statement = verifierOf(key, nodePrimitives).verify(text, line.signature);
    if (statement === undefined) return failed('signature_invalid');
    // A witness says that this was the newest tree at a time; without the time it says less.
    if (statement.time === null || statement.time === 0n) return failed('no_time');
    lines.push(line);
  }
  return lines.length === 0 ? failed('no_pinned_key') : { kind: 'cosigned', lines };
}

const failed = (why: string): Reply => ({ kind: 'failed', why });
