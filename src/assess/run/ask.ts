import { AssessError } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import type { Answer, Target } from '../target/target.ts';
import type { Health } from './health.ts';
import type { RunClock } from './run-types.ts';
import type { RunSettings } from './settings.ts';
import type { Throttle } from './throttle.ts';

export interface AskWorld {
  readonly target: Target;
  readonly throttle: Throttle;
  readonly health: Health;
  readonly clock: RunClock;
  readonly random: () => number;
  readonly settings: RunSettings;
  readonly signal: AbortSignal;
}

export type Asked =
  | { readonly answer: Answer; readonly error: null; readonly attempts: number }
  | { readonly answer: null; readonly error: AssessError; readonly attempts: number };

/** A 429 costs no attempt, but no case may be refused for ever. */
const refusalsPerAttempt = 10;

function asTargetError(error: unknown): AssessError {
  // Anything else is a fault of ours and must surface.
  if (error instanceof AssessError && error.code.startsWith('target.')) return error;
  throw error;
}

/** Exponential, with full jitter on its upper half, so that cases that failed together do not come back together. */
export function backoff(settings: RunSettings, failures: number, random: () => number): number {
  const whole = Math.min(settings.backoffCeilingMs, settings.backoffMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole / 2 + (whole / 2) * random());
}

function retryAfterOf(error: AssessError): number | null {
  const given = error.params.retryAfterMs;
  return typeof given === 'number' ? given : null;
}

class Attempts {
  readonly #world: AskWorld;
  failures = 0;
  refusals = 0;

  constructor(world: AskWorld) {
    this.#world = world;
  }

  /** Notes a failure and gives how long to wait before the next attempt, or null when there is none. */
  next(error: AssessError, sentAt: number): number | null {
    const { clock, health, throttle, settings, random } = this.#world;
    const now = clock.now();
    health.attemptFailed(error, now);
    const kind = health.classify(error);
    if (kind === 'cancelled' || health.fatal !== null) return null;
    const retryAfter = retryAfterOf(error);
    if (kind === 'throttled') {
      this.refusals += 1;
      const waitable = retryAfter === null || retryAfter <= settings.backoffCeilingMs;
      throttle.rateLimited(sentAt, waitable ? retryAfter : null);
      if (!waitable || this.refusals > settings.attempts * refusalsPerAttempt) return null;
      return retryAfter === null ? Math.min(backoff(settings, this.refusals, random), health.patience(now)) : 0;
    }
    this.failures += 1;
    if (error.code === 'target.server_error') throttle.serverError();
    if (this.failures >= health.attemptsFor(error, settings.attempts)) return null;
    const wait = backoff(settings, this.failures, random);
    return retryAfter === null ? wait : Math.min(settings.backoffCeilingMs, Math.max(wait, retryAfter));
  }
}

/** Asks until there is an answer or no sense in asking again. Never throws what an endpoint did. */
export async function askPatiently(world: AskWorld, turns: readonly Turn[]): Promise<Asked> {
  const { target, throttle, clock, signal } = world;
  const attempts = new Attempts(world);
  for (let count = 1; ; count += 1) {
    await throttle.pause(signal);
    const sentAt = clock.now();
    try {
      const answer = await target.ask(turns, signal);
      throttle.answered();
      return { answer, error: null, attempts: count };
    } catch (thrown) {
      const error = asTargetError(thrown);
      const wait = signal.aborted ? null : attempts.next(error, sentAt);
      if (wait === null) return { answer: null, error, attempts: count };
      await clock.wait(wait, signal);
      if (signal.aborted) return { answer: null, error: new AssessError('target.cancelled'), attempts: count };
    }
  }
}
