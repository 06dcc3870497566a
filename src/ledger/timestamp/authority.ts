import { boundedBody } from '../bounded-body.ts';
import { LedgerError } from '../error.ts';
import { nonceFrom, type TimestampQuestion, timestampRequest } from './request.ts';
import { largestReply } from './token.ts';

export interface AskOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly random: (bytes: number) => Uint8Array;
  readonly patienceMs: number;
}

/**
 * Asks a time stamping authority over HTTP (RFC 3161 §3.4). Gives its answer, of which nothing is verified, and what was asked.
 * Throws `ledger.timestamp_refused` `{reason: unreachable | slow | too_large | http_…}`.
 */
export async function askAuthority(
  url: string,
  imprint: Uint8Array,
  { fetch, random, patienceMs }: AskOptions,
): Promise<{ readonly reply: Uint8Array; readonly question: TimestampQuestion }> {
  const question = { imprint, nonce: nonceFrom(random) };
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Uint8Array.from(timestampRequest(question)),
      signal,
    });
    if (response.status !== 200) throw refused(`http_${response.status}`);
    const reply = await boundedBody(response, largestReply);
    if (reply === null) throw refused('too_large');
    return { reply, question };
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause;
    throw refused(signal.aborted ? 'slow' : 'unreachable', cause);
  }
}

function refused(reason: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger.timestamp_refused', { reason }, cause);
}
