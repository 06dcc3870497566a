import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LedgerError, type LedgerErrorCode } from '../error.ts';
import type { Refusal } from './judgement.ts';
import { originName } from './memory.ts';
import { largestSubmission, parseSubmission } from './submission.ts';
import type { Outcome, Refused, Witness } from './witness.ts';

export interface WitnessServing {
  /** told of every checkpoint that was refused with a suspicion against its log */
  readonly onSuspicion: (refused: Refused) => void;
  /** told of what is the witness's own fault, or its disk's */
  readonly onError: (error: unknown) => void;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

const patience = { requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 8 * 1024 };
const mostConnections = 256;
/** c2sp.org/tlog-witness: a body of this type holds the size that the witness knows */
export const sizeType = 'text/x.tlog.size';

/** What each fault of a submission is answered with; anything else is a fault of the witness. */
const statuses: Readonly<Partial<Record<LedgerErrorCode, number>>> = {
  'ledger.witness_request_invalid': 400,
  'ledger.note_invalid': 400,
  'ledger.checkpoint_invalid': 400,
  'ledger.signature_missing': 403,
  'ledger.signature_invalid': 403,
  'ledger.witness_origin_unknown': 404,
};

/**
 * The witness over HTTP, c2sp.org/tlog-witness, not listening yet: `POST /add-checkpoint`, and the newest cosigned checkpoint of a log
 * under `GET /<SHA-256 of its origin, hexadecimal>/checkpoint`. Sizes, times and connections are bounded.
 */
export function witnessServer(witness: Witness, serving: WitnessServing): Server {
  const server = createServer(patience, (request, response) => {
    void answer(witness, serving, request)
      .catch((error: unknown): Answer => {
        serving.onError(error);
        return { status: 500, body: 'the witness cannot answer\n' };
      })
      .then((it) => send(response, it));
  });
  server.maxConnections = mostConnections;
  return server;
}

async function answer(witness: Witness, serving: WitnessServing, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path !== '/add-checkpoint') return checkpointAt(witness, request.method, path);
  if (request.method !== 'POST') return { status: 405, body: 'POST only\n' };
  try {
    const body = await bodyOf(request);
    if (body === null) return { status: 413, body: `at most ${largestSubmission} bytes\n` };
    const outcome = await witness.add(parseSubmission(body));
    if (!outcome.cosigned && outcome.suspicion !== null) serving.onSuspicion(outcome);
    return answerOf(outcome);
  } catch (error) {
    const status = error instanceof LedgerError ? statuses[error.code] : undefined;
    if (status === undefined) throw error;
    return { status, body: `${(error as LedgerError).message}\n` };
  }
}

function answerOf(outcome: Outcome): Answer {
  if (outcome.cosigned) return { status: 200, body: outcome.lines };
  const said = `${outcome.refusal}${outcome.suspicion === null ? '' : ` (${outcome.suspicion})`}\n`;
  const answers: Readonly<Record<Refusal, Answer>> = {
    old_size_above: { status: 400, body: said },
    old_size_differs: { status: 409, body: `${outcome.known?.size ?? 0n}\n`, type: sizeType },
    root_differs: { status: 409, body: said },
    proof_invalid: { status: 422, body: said },
  };
  return answers[outcome.refusal];
}

async function checkpointAt(witness: Witness, method: string | undefined, path: string): Promise<Answer> {
  const missing: Answer = { status: 404, body: 'not found\n' };
  if (method !== 'GET') return missing;
  const origin = witness.origins.find((it) => path === `/${originName(it)}/checkpoint`);
  const newest = origin === undefined ? null : await witness.newest(origin);
  return newest === null ? missing : { status: 200, body: newest.note };
}

/** The whole body, null where it is too large: the rest is then not read. Throws `ledger.witness_request_invalid` `{reason: cut_off}`. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > largestSubmission) return null;
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    throw new LedgerError('ledger.witness_request_invalid', { reason: 'cut_off' }, cause);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body, type = 'text/plain; charset=utf-8' }: Answer): void {
  // Whoever sends too much is not read to the end.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
