import { AssessError, type ErrorParams, type TargetErrorCode } from '../error.ts';
import { cutAtCharacter, redact } from './foreign.ts';

/** Codes of Node, undici and OpenSSL for what can go wrong before an answer begins. */
const byCode: Readonly<Record<string, TargetErrorCode>> = {
  ENOTFOUND: 'target.dns_failed',
  EAI_AGAIN: 'target.dns_failed',
  EAI_FAIL: 'target.dns_failed',
  ECONNREFUSED: 'target.unreachable',
  EHOSTUNREACH: 'target.unreachable',
  ENETUNREACH: 'target.unreachable',
  EADDRNOTAVAIL: 'target.unreachable',
  EACCES: 'target.unreachable',
  EPERM: 'target.unreachable',
  ETIMEDOUT: 'target.connect_timeout',
  UND_ERR_CONNECT_TIMEOUT: 'target.connect_timeout',
  UND_ERR_HEADERS_TIMEOUT: 'target.first_byte_timeout',
  UND_ERR_BODY_TIMEOUT: 'target.timeout',
};

const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|EPROTO$)/;

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Happy eyeballs tries every address and reports them together.
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return 'cause' in error ? codeOf(error.cause) : '';
}

/**
 * Gives what a connection died of as one of our codes. `begun` tells whether the head of the answer had arrived: a connection that
 * breaks after it leaves a truncated answer.
 */
export function connectionFailure(error: unknown, begun: boolean, at: ErrorParams): AssessError {
  if (error instanceof AssessError) return error;
  const code = codeOf(error);
  const params = { ...at, system: code || null };
  if (begun) return new AssessError('target.answer_truncated', params, { cause: error });
  if (tlsCode.test(code)) return new AssessError('target.tls_failed', params, { cause: error });
  const isParser = error instanceof Error && error.name === 'HTTPParserError';
  if (isParser || code.startsWith('HPE_')) return new AssessError('target.answer_malformed', params, { cause: error });
  return new AssessError(byCode[code] ?? 'target.connection_lost', params, { cause: error });
}

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110 §10.2.3). Null when absent or unreadable. */
export function retryAfterMilliseconds(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return Math.round(Number(text) * 1000);
  const date = /^[A-Za-z]{3},/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function codeOfStatus(status: number): TargetErrorCode {
  if (status === 401) return 'target.unauthorised';
  if (status === 403) return 'target.forbidden';
  if (status === 404) return 'target.not_found';
  if (status === 429) return 'target.rate_limited';
  if (status >= 300 && status < 400) return 'target.redirected';
  if (status === 408 || status >= 500) return 'target.server_error';
  return 'target.request_refused';
}

export interface StatusFacts {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  /** what the server said, already bounded and with secrets taken out */
  readonly said: string;
}

/** Where a redirect leads, without what may be secret in it. */
function destination(location: string | undefined, from: string): string | null {
  if (location === undefined || !URL.canParse(location, from)) return null;
  const url = new URL(location, from);
  return `${url.origin}${url.pathname}`.slice(0, 300);
}

/** Gives an answer's status other than 2xx as one of our codes. */
export function statusFailure(facts: StatusFacts, address: string, now: number): AssessError {
  const code = codeOfStatus(facts.status);
  const base = { address, status: facts.status, said: facts.said };
  if (code === 'target.redirected') return new AssessError(code, { ...base, to: destination(facts.location, address) });
  const retryAfterMs = retryAfterMilliseconds(facts.retryAfter, now);
  return new AssessError(code, retryAfterMs === null ? base : { ...base, retryAfterMs });
}

const controls = /[\p{Cc}\p{Cf}]+/gu;

/** JSON's escapes of single characters as what they stand for, wherever they are. */
function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/giu, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)));
}

/** At most 200 printable characters of what a server said, with secrets taken out, also those that were escaped. */
export function excerpt(text: string, secrets: readonly string[]): string {
  const clean = redact(unescaped(text), secrets).toWellFormed().slice(0, 2_000).replace(controls, ' ').trim();
  return cutAtCharacter(clean, 200).toWellFormed();
}
