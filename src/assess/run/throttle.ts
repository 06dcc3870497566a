import type { ConcurrencyChange, RunClock } from './run-types.ts';

/** Questions in flight before the endpoint has shown anything. */
const firstLimit = 10;
/** What a 429 leaves of the limit. */
const cut = 0.8;
/** After a cut the limit stays for this long; milliseconds. */
const coolDownMs = 15_000;
/** After a server error the limit does not grow for this long; milliseconds. */
const growthPauseMs = 5_000;
const longestHistory = 2_000;

/**
 * How many questions may be in flight. Grows by one per answer until the endpoint first objects (slow start), by one per round after;
 * a 429 takes a fifth off, once per round, since all questions in flight are refused together; server errors pause growth only.
 */
export class Throttle {
  readonly #clock: RunClock;
  readonly #ceiling: number;
  readonly #startedAt: number;
  readonly #history: ConcurrencyChange[] = [];
  #limit: number;
  #inFlight = 0;
  #slowStart = true;
  #lastCut = Number.NEGATIVE_INFINITY;
  #growthFrom = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | null = null;

  constructor(ceiling: number, clock: RunClock) {
    this.#clock = clock;
    this.#ceiling = ceiling;
    this.#startedAt = clock.now();
    this.#limit = Math.min(firstLimit, ceiling);
    this.#note(0, this.#limit, 'start');
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get history(): readonly ConcurrencyChange[] {
    return this.#history;
  }

  /** Waits for a free place. One caller at a time: the scheduler, which calls `wake` when the signal fires. */
  async acquire(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#inFlight >= this.limit) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    await this.pause(signal);
    this.#inFlight += 1;
  }

  release(): void {
    this.#inFlight -= 1;
    this.wake();
  }

  /** Waits until the endpoint's own Retry-After is over. */
  async pause(signal: AbortSignal): Promise<void> {
    for (
      let left = this.#pausedUntil - this.#clock.now();
      left > 0 && !signal.aborted;
      left = this.#pausedUntil - this.#clock.now()
    ) {
      await this.#clock.wait(left, signal);
    }
  }

  answered(): void {
    if (this.#limit >= this.#ceiling) return;
    const now = this.#clock.now();
    if (now < this.#growthFrom) return;
    const before = this.limit;
    this.#limit = Math.min(this.#ceiling, this.#limit + (this.#slowStart ? 1 : 1 / this.#limit));
    if (this.limit === before) return;
    this.#note(before, this.limit, this.#slowStart ? 'slow_start' : 'growth');
    this.wake();
  }

  /** `sentAt`: when the refused question went out. */
  rateLimited(sentAt: number, retryAfterMs: number | null): void {
    const now = this.#clock.now();
    this.#slowStart = false;
    this.#growthFrom = Math.max(this.#growthFrom, now + coolDownMs);
    if (retryAfterMs !== null) this.#pausedUntil = Math.max(this.#pausedUntil, now + retryAfterMs);
    if (sentAt <= this.#lastCut) return;
    this.#lastCut = now;
    const before = this.limit;
    this.#limit = Math.max(1, this.#limit * cut);
    this.#note(before, this.limit, 'rate_limited');
  }

  serverError(): void {
    const now = this.#clock.now();
    if (now >= this.#growthFrom && this.#limit < this.#ceiling) this.#note(this.limit, this.limit, 'server_errors');
    this.#slowStart = false;
    this.#growthFrom = Math.max(this.#growthFrom, now + growthPauseMs);
  }

  wake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Steps of one kind in a row are kept as one. */
  #note(from: number, to: number, why: ConcurrencyChange['why']): void {
    const last = this.#history.at(-1);
    const atMs = this.#clock.now() - this.#startedAt;
    if (last !== undefined && last.why === why && last.to === from && why !== 'rate_limited') {
      this.#history[this.#history.length - 1] = { ...last, to };
    } else if (this.#history.length < longestHistory) {
      this.#history.push({ atMs, from, to, why });
    }
  }
}
