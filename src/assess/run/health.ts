import type { AssessError } from '../error.ts';

/** `outage`: the endpoint may be away as a whole, so that the case says nothing yet; `final`: this case ends so. */
export type FailureClass = 'cancelled' | 'fatal' | 'throttled' | 'outage' | 'final';

/** Attempts that may die before the first answer until the endpoint counts as unreachable. */
const firstAttempts = 8;
/** Cases that may fail before the first answer until the run stops. */
const firstCases = 10;
/** Cases that may fail one after the other until the endpoint counts as lost. */
const casesInARow = 50;

const unreachable = new Set([
  'target.dns_failed',
  'target.unreachable',
  'target.connect_timeout',
  'target.first_byte_timeout',
  'target.timeout',
]);
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

/**
 * Tells a fault of one case from a fault of the endpoint, and stops the run on the latter: a run against nothing must not end as thousands
 * of errors, still less as passes.
 */
export class Health {
  #answers = 0;
  #failedAttempts = 0;
  #failedCases = 0;
  #inARow = 0;
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
    if (error.code === 'target.first_byte_timeout' || error.code === 'target.timeout') return Math.min(2, most);
    return outage.has(error.code) || passing.has(error.code) ? most : 1;
  }

  answered(): void {
    this.#answers += 1;
    this.#inARow = 0;
  }

  attemptFailed(error: AssessError): void {
    if (this.classify(error) === 'fatal') this.#fatal ??= error;
    if (this.#answers > 0 || !unreachable.has(error.code)) return;
    this.#failedAttempts += 1;
    if (this.#failedAttempts >= firstAttempts) this.#fatal ??= error;
  }

  caseFailed(error: AssessError): void {
    this.#inARow += 1;
    if (this.#answers === 0) this.#failedCases += 1;
    if (this.#failedCases >= firstCases && this.#answers === 0) this.#fatal ??= error;
    if (this.#inARow >= casesInARow) this.#fatal ??= error;
  }
}
