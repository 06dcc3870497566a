import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher, Pool } from 'undici';
// The package's face brings its web sockets, its cache and its fetch along, which take longer to load than a pool takes to ask a hundred questions.
import HttpPool from 'undici/lib/dispatcher/pool.js';
import { AssessError } from '../error.ts';
import { decoded } from './encoding.ts';
import { connectionFailure, excerpt, statusFailure } from './failure.ts';
import type { TargetBounds } from './target.ts';

export interface HttpOptions {
  readonly url: URL;
  readonly bounds: TargetBounds;
  readonly headers: Readonly<Record<string, string>>;
  /** strings that must never come out again: keys */
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** PEM of a certificate authority of the user's own */
  readonly certificateAuthority?: string | undefined;
}

/** A text body with status 2xx as it came: whoever reads it takes out what the server echoed of the secrets (`cleaned`). */
export interface HttpAnswer {
  readonly text: string;
  readonly contentType: string;
  readonly bytes: number;
}

export interface HttpEndpoint {
  /** without user, password or query */
  readonly address: string;
  /** @throws AssessError `target.*` */
  send(body: string | null, signal: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Address for people and records: no user, no password, no query. */
export function publicAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/**
 * One exchange. Own timers rather than undici's: those tick once a second and count only the silence between bytes, so that a server
 * which drips would never end.
 */
function exchange(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  options: HttpOptions,
  signal: AbortSignal,
): Promise<Received> {
  const { bounds } = options;
  const at = { address: publicAddress(options.url) };
  return new Promise<Received>((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let size = 0;
    let settled = false;
    const chunks: Buffer[] = [];
    const end = () => {
      settled = true;
      clearTimeout(total);
      clearTimeout(firstByte);
      signal.removeEventListener('abort', cancelled);
    };
    const fail = (error: AssessError) => {
      if (settled) return;
      end();
      // Destroys the connection: nothing more is read.
      controller?.abort(error);
      reject(error);
    };
    const cancelled = () => fail(new AssessError('target.cancelled', at));
    const total = setTimeout(
      () => fail(new AssessError('target.timeout', { ...at, limitMs: bounds.totalMs })),
      bounds.totalMs,
    );
    const firstByte = setTimeout(
      () => fail(new AssessError('target.first_byte_timeout', { ...at, limitMs: bounds.firstByteMs })),
      bounds.firstByteMs,
    );
    const tooLarge = () => fail(new AssessError('target.answer_too_large', { ...at, limitBytes: bounds.answerBytes }));
    if (signal.aborted) return cancelled();
    signal.addEventListener('abort', cancelled, { once: true });
    pool.dispatch(request, {
      onRequestStart(it) {
        controller = it;
        if (settled) it.abort(new AssessError('target.cancelled', at));
      },
      onResponseStart(_, code, given) {
        clearTimeout(firstByte);
        status = code;
        headers = given as IncomingHttpHeaders;
        if (Number(header(headers, 'content-length') ?? 0) > bounds.answerBytes) tooLarge();
      },
      onResponseData(_, chunk) {
        size += chunk.length;
        if (size > bounds.answerBytes) tooLarge();
        else chunks.push(chunk);
      },
      onResponseEnd() {
        if (settled) return;
        end();
        resolve({ status, headers, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) });
      },
      onResponseError(_, error) {
        fail(connectionFailure(error, status !== 0, at));
      },
    });
  });
}

/** What a server said in a body of status other than 2xx: the message of an error object, or the beginning of the text. */
function said(body: Buffer, secrets: readonly string[]): string {
  const text = body.subarray(0, 16_384).toString('utf8');
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.){1,400})"/.exec(text)?.[1];
  return excerpt(message ?? text, secrets);
}

/**
 * An endpoint over one pool of keep-alive connections. Redirects are refused, since a question and a key must not go where the user did
 * not send them.
 */
export function openHttpEndpoint(options: HttpOptions): HttpEndpoint {
  const { url, bounds, secrets } = options;
  const address = publicAddress(url);
  const pool = new HttpPool(url.origin, {
    allowH2: false,
    connections: null,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: bounds.connectMs,
      ...(options.certificateAuthority === undefined ? {} : { ca: options.certificateAuthority }),
    },
  });
  const base = { origin: url.origin, path: url.pathname + url.search, method: 'POST' } as const;
  const headers = { 'user-agent': 'duheng', accept: 'application/json, text/event-stream', ...options.headers };
  return {
    address,
    async send(question, signal) {
      const sent =
        question === null
          ? { ...base, headers }
          : { ...base, headers: { ...headers, 'content-type': 'application/json' }, body: question };
      const raw = await exchange(pool, sent, options, signal);
      const encoding = header(raw.headers, 'content-encoding');
      const refused = raw.status < 200 || raw.status > 299;
      const decoding = decoded(raw.body, encoding, bounds.answerBytes, { address });
      // A status says more than a body that cannot be read.
      const received = { ...raw, body: await (refused ? decoding.catch(() => Buffer.alloc(0)) : decoding) };
      if (refused) {
        const facts = {
          status: received.status,
          retryAfter: header(received.headers, 'retry-after'),
          location: header(received.headers, 'location'),
          said: said(received.body, secrets),
        };
        throw statusFailure(facts, address, options.now());
      }
      if (!isUtf8(received.body)) throw new AssessError('target.invalid_utf8', { address });
      const text = received.body.toString('utf8');
      return { text, contentType: header(received.headers, 'content-type') ?? '', bytes: received.body.length };
    },
    async close() {
      await pool.destroy();
    },
  };
}

/** Parses a body that must be JSON. @throws AssessError `target.not_json`, naming what came instead */
export function parseJson(answer: HttpAnswer, address: string): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    // The parser's own error quotes the body, which may echo a key.
    const html = /^\s*</.test(answer.text) || /^text\/html/i.test(answer.contentType);
    const truncated = !html && /^\s*[{[]/.test(answer.text);
    if (truncated) throw new AssessError('target.answer_truncated', { address });
    const params = { address, contentType: answer.contentType.slice(0, 100), html };
    throw new AssessError('target.not_json', params);
  }
}
