import type { Counts, Progress, RunClock, Verdict } from './run-types.ts';
import type { Throttle } from './throttle.ts';

/** Least time between two reports, and the time over which the rate is taken; milliseconds. */
const everyMs = 200;
const windowMs = 10_000;

/** Counts of cases by verdict while a run goes on: for people who watch, never for the result. */
export class ProgressMeter {
  readonly #run: string;
  readonly #total: number;
  readonly #clock: RunClock;
  readonly #throttle: Throttle;
  readonly #report: ((progress: Progress) => void) | undefined;
  readonly #counts: Record<Verdict, number> = { pass: 0, fail: 0, undetermined: 0, error: 0 };
  readonly #marks: { at: number; done: number }[] = [];
  #phase: Progress['phase'] = 'probing';
  #done = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly run: string;
    readonly total: number;
    readonly clock: RunClock;
    readonly throttle: Throttle;
    readonly report: ((progress: Progress) => void) | undefined;
  }) {
    this.#run = options.run;
    this.#total = options.total;
    this.#clock = options.clock;
    this.#throttle = options.throttle;
    this.#report = options.report;
  }

  /** A case is settled; one that waits for its group counts as done without a verdict. `fresh` is false for those of an earlier session. */
  settled(verdict: Verdict | 'pending_group', fresh = true): void {
    this.#done += 1;
    if (verdict !== 'pending_group') this.#counts[verdict] += 1;
    if (fresh) this.#tick(false);
  }

  phase(phase: Progress['phase']): void {
    this.#phase = phase;
    this.#tick(true);
  }

  finished(counts: Counts): void {
    Object.assign(this.#counts, counts);
    this.phase('done');
  }

  #tick(force: boolean): void {
    if (this.#report === undefined) return;
    const at = this.#clock.now();
    if (!force && at - this.#lastAt < everyMs) return;
    this.#lastAt = at;
    this.#marks.push({ at, done: this.#done });
    while (this.#marks.length > 2 && at - (this.#marks[0]?.at ?? at) > windowMs) this.#marks.shift();
    const first = this.#marks[0] ?? { at, done: this.#done };
    const rate = at > first.at ? ((this.#done - first.done) * 1000) / (at - first.at) : 0;
    this.#report({
      run: this.#run,
      phase: this.#phase,
      done: this.#done,
      total: this.#total,
      counts: { ...this.#counts },
      inFlight: this.#throttle.inFlight,
      concurrency: this.#throttle.limit,
      rate,
      millisecondsLeft: rate > 0 ? Math.round(((this.#total - this.#done) / rate) * 1000) : null,
    });
  }
}
