import type { AssessError } from '../error.ts';

/** `outage`: the endpoint may be away as a whole, so that the case says nothing yet; `final`: this case ends so. */
export type FailureClass = 'cancelled' | 'fatal' | 'throttled' | 'outage' | 'final';

/** Attempts that may die before the first answer until the endpoint counts as unreachable. */
const firstAttempts = 8;
/** A time-out before the first answer has cost minutes, so that it counts as so many of these. */
const timeoutWeight = 2;
/** Cases that may fail before the first answer until the run stops. */
const firstCases = 10;
/** Cases that may fail one after the other until the endpoint counts as lost. */
const casesInARow = 50;

/** How long an endpoint may do nothing but limit the rate, without naming a time and where it names one; milliseconds. */
const throttledAtFirstMs = 120_000;
const throttledByTimesMs = 600_000;

const timeouts = new Set(['target.first_byte_timeout', 'target.timeout']);
const unreachable = new Set(['target.dns_failed', 'target.unreachable', 'target.connect_timeout', ...timeouts]);
const outage = new Set([...unreachable, 'target.connection_lost', 'target.server_error']);
/** Wrong for every question alike, unless the endpoint has answered before. */
const fatalAtFirst = new Set([
  'target.not_found',
  'target.redirected',
  'target.tls_failed',
  'target.command_not_found',
]);
/** What an endpoint in order says of single questions, once it has answered others. */
const ofSingleQuestions = new Set([
  'target.forbidden',
  'target.request_refused',
  'target.answer_empty',
  'target.answer_too_large',
  'target.transcript_lacks_question',
]);
/** Come and go; asked again, but no sign that the endpoint is away. */
const passing = new Set(['target.answer_truncated', 'target.stream_error']);

export function isTimeout({ code }: AssessError): boolean {
  return timeouts.has(code);
}

/**
 * Tells a fault of one case from a fault of the endpoint, and stops the run on the latter: a run against nothing must not end as thousands
 * of errors, still less as passes.
 */
export class Health {
  #answers = 0;
  #failedAttempts = 0;
  #failedCases = 0;
  #inARow = 0;
  #throttledSince: number | null = null;
  #fatal: AssessError | null = null;

  /** what ended the run, null while nothing did */
  get fatal(): AssessError | null {
    return this.#fatal;
  }

  /** answers that came so far */
  get answers(): number {
    return this.#answers;
  }

  classify(error: AssessError): FailureClass {
    const { code } = error;
    if (code === 'target.cancelled') return 'cancelled';
    if (code === 'target.unauthorised' || (this.#answers === 0 && fatalAtFirst.has(code))) return 'fatal';
    if (code === 'target.rate_limited') return 'throttled';
    return outage.has(code) ? 'outage' : 'final';
  }

  /**
   * Whether the fault is certain to be of this question alone, so that it can be settled before the endpoint answers another: one of
   * these fifty times in a row may be fifty questions that a gateway blocks, and a run must get past them.
   */
  ofOneCase(error: AssessError): boolean {
    return this.#answers > 0 && ofSingleQuestions.has(error.code);
  }

  /** How often a question that failed so may be asked in all. A timeout has cost much already. */
  attemptsFor(error: AssessError, most: number): number {
    if (isTimeout(error)) return Math.min(2, most);
    return outage.has(error.code) || passing.has(error.code) ? most : 1;
  }

  answered(): void {
    this.#answers += 1;
    this.#inARow = 0;
  }

  /** Time that an endpoint which limits the rate has left for its first answer; milliseconds, without end once it gave one. */
  patience(now: number): number {
    if (this.#answers > 0) return Number.POSITIVE_INFINITY;
    return throttledAtFirstMs - (now - (this.#throttledSince ?? now));
  }

  /** The endpoint has shown to be away by one fault alone, unless it has answered before. */
  away(error: AssessError): void {
    if (this.#answers === 0) this.#fatal ??= error;
  }

  /** `now` in milliseconds */
  attemptFailed(error: AssessError, now: number): void {
    if (this.classify(error) === 'fatal') this.#fatal ??= error;
    if (error.code === 'target.rate_limited') this.#throttled(error, now);
    if (this.#answers > 0 || !unreachable.has(error.code)) return;
    this.#failedAttempts += isTimeout(error) ? timeoutWeight : 1;
    if (this.#failedAttempts >= firstAttempts) this.#fatal ??= error;
  }

  #throttled(error: AssessError, now: number): void {
    this.#throttledSince ??= now;
    const most = error.params.retryAfterMs === undefined ? throttledAtFirstMs : throttledByTimesMs;
    if (now - this.#throttledSince >= most) this.away(error);
  }

  caseFailed(error: AssessError): void {
    this.#inARow += 1;
    if (this.#answers === 0) this.#failedCases += 1;
    if (this.#failedCases >= firstCases && this.#answers === 0) this.#fatal ??= error;
    if (this.#inARow >= casesInARow) this.#fatal ??= error;
  }
}
