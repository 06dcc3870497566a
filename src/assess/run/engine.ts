import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Attack, AttackError } from '../attack/index.ts';
import type { AssessError } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import type { Answer } from '../target/target.ts';
import { type Asked, type AskWorld, askPatiently } from './ask.ts';
import { BytesInFlight } from './bytes-in-flight.ts';
import type { Grading } from './grading.ts';
import type { Journal, Outcome } from './journal.ts';
import { countedGrade, errorOutcome, facts, partsOf } from './outcome.ts';
import type { Instance } from './plan.ts';
import type { ProgressMeter } from './progress.ts';
import type { ResponseCache } from './run-types.ts';

export interface EngineWorld extends AskWorld {
  readonly attacks: readonly Attack[];
  readonly grading: Grading;
  readonly journal: Journal;
  readonly progress: ProgressMeter;
  readonly cache: ResponseCache | undefined;
  /** stops the run; the reason is the error that it ends with */
  readonly stop: (error?: unknown) => void;
}

/** Outcomes that wait for the disk; beyond them nothing more is asked, so that a slow disk does not fill the memory. */
const mostUnwritten = 1_000;
/** How long answers are gathered before they are graded and written together; milliseconds. */
const gatherMs = 10;
/** An answer on its way to a grader. */
interface Answered {
  readonly key: string;
  readonly turns: readonly Turn[];
  readonly answer: Answer;
  readonly cached: boolean;
  /** how many answers had come with it; 0 from the cache */
  readonly ordinal: number;
  readonly attempts: number;
  readonly milliseconds: number;
}

/** An error that the endpoint may have made of every question alike, kept back until it has shown to answer some. */
interface Held {
  readonly instance: Instance;
  readonly outcome: Outcome;
  /** answers that had come when it failed: one more releases it */
  readonly after: number;
}

/** Keyed by all that decides an answer. */
export function cacheKey(world: Pick<EngineWorld, 'target'>, turns: readonly Turn[], epoch: number): string {
  const { target } = world;
  return createHash('sha256')
    .update(canonicalize({ target: target.describe(), params: target.params, turns, epoch }) ?? '')
    .digest('hex');
}

/** Asks the questions of a run and settles each once. */
export class Engine {
  readonly #world: EngineWorld;
  #held: Held[] = [];
  readonly #unjudged: Pick<Held, 'instance' | 'outcome'>[] = [];
  #judgements = 0;
  readonly #bytes = new BytesInFlight();
  #open = 0;
  #idle: (() => void) | null = null;
  #gathering: Promise<void> | null = null;

  constructor(world: EngineWorld) {
    this.#world = world;
  }

  /** Resolves when every instance is settled or the signal has fired and nothing is in flight any more. */
  async run(instances: AsyncIterable<Instance>): Promise<void> {
    const { throttle, signal } = this.#world;
    const wake = () => {
      throttle.wake();
      this.#idle?.();
    };
    signal.addEventListener('abort', wake, { once: true });
    try {
      for await (const instance of instances) {
        while (!this.#bytes.room) await this.#oneDone();
        await throttle.acquire(signal);
        if (signal.aborted) {
          throttle.release();
          break;
        }
        this.#start(instance);
        while (this.#open >= throttle.inFlight + mostUnwritten) await this.#oneDone();
      }
    } finally {
      while (this.#open > 0) await this.#oneDone();
      signal.removeEventListener('abort', wake);
    }
    if (signal.aborted) return;
    await this.#releaseHeld(Number.POSITIVE_INFINITY);
    await this.#settleAll(this.#unjudged.splice(0));
  }

  #oneDone(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  #start(instance: Instance): void {
    this.#open += 1;
    this.#bytes.asked();
    let bytes = 0;
    const came = (size: number) => {
      bytes = size;
      this.#bytes.came(size);
      this.#idle?.();
    };
    this.#work(instance, came)
      .catch((error: unknown) => this.#world.stop(error))
      .finally(() => {
        this.#open -= 1;
        this.#bytes.gone(bytes);
        this.#idle?.();
      });
  }

  async #work(instance: Instance, came: (bytes: number) => void): Promise<void> {
    const { throttle } = this.#world;
    let outcome: Outcome | Answered | null;
    try {
      const asked = this.#ask(instance);
      asked.then(
        (it) => came(it !== null && 'key' in it ? it.answer.bytes : 0),
        () => came(0),
      );
      outcome = await asked;
      // A judge is asked within the place of its case, so that its questions are bounded too.
      if (outcome !== null && 'key' in outcome && instance.it.grader === 'judge')
        outcome = await this.#grade(instance, outcome);
    } finally {
      throttle.release();
    }
    if (outcome === null) return;
    await this.#gathered();
    const settled = 'key' in outcome ? await this.#grade(instance, outcome) : outcome;
    if (settled !== null) await this.#settle(instance, settled);
  }

  /**
   * Resolves for all that came within a moment together: the next questions go out before their answers are graded and written, and
   * one write to disk serves many.
   */
  #gathered(): Promise<void> {
    this.#gathering ??= new Promise((resolve) => {
      setTimeout(() => {
        this.#gathering = null;
        resolve();
      }, gatherMs);
    });
    return this.#gathering;
  }

  /** An answer to grade, an outcome without one, or null when the run stops and the case stays open. */
  async #ask(instance: Instance): Promise<Answered | Outcome | null> {
    const { clock, cache, health } = this.#world;
    const startedAt = clock.now();
    const turns = this.#turnsOf(instance);
    if ('verdict' in turns) return turns;
    const key = cache === undefined ? '' : cacheKey(this.#world, turns, instance.epoch);
    const known = cache === undefined ? null : await cache.read(key);
    const asked: Asked =
      known === null ? await askPatiently(this.#world, turns) : { answer: known, error: null, attempts: 0 };
    const milliseconds = Math.max(0, Math.round(clock.now() - startedAt));
    if (asked.error !== null) return this.#failed(instance, asked, turns, milliseconds);
    if (known === null) health.answered();
    const ordinal = known === null ? health.answers : 0;
    const { answer, attempts } = asked;
    return { key, turns, answer, cached: known !== null, ordinal, attempts, milliseconds };
  }

  /** Null when the run stopped while a judge was asked. */
  async #grade(instance: Instance, answered: Answered): Promise<Outcome | null> {
    const { cache, grading, signal } = this.#world;
    const { it } = instance;
    const { key, turns, answer, cached, ordinal, attempts, milliseconds } = answered;
    if (!cached) {
      await cache?.write(key, answer);
      await this.#releaseHeld(ordinal);
    }
    const grade = await grading.grade(it, turns, answer.text, signal);
    if (signal.aborted && grade.verdict === 'error') return null;
    const { params, noted } = partsOf(grade.params);
    const counted = countedGrade(it, answer, grade);
    const outcome: Outcome = {
      verdict: counted.verdict,
      reason: counted.code,
      params: { ...params, ...facts(answer, cached) },
      feature: grade.feature,
      noted,
      turns,
      answer: answer.text,
      attempts,
      milliseconds,
    };
    return it.grader === 'judge' ? this.#judged(instance, outcome) : outcome;
  }

  /** What a judge could not be asked about waits until it has judged another case: before, it may refuse all alike. */
  async #judged(instance: Instance, outcome: Outcome): Promise<Outcome | null> {
    if (outcome.verdict !== 'error') {
      this.#judgements += 1;
      await this.#settleAll(this.#unjudged.splice(0));
      return outcome;
    }
    if (this.#judgements > 0) return outcome;
    this.#unjudged.push({ instance, outcome });
    return null;
  }

  #turnsOf({ it, attack }: Instance): readonly Turn[] | Outcome {
    if (attack === null) return it.turns;
    try {
      return this.#world.attacks[attack]?.apply(it.turns, { language: it.language, seed: it.id }) ?? it.turns;
    } catch (error) {
      if (!(error instanceof AttackError)) throw error;
      const outcome = { verdict: 'error', reason: error.code, params: {}, feature: null, noted: null } as const;
      return { ...outcome, turns: it.turns, answer: null, attempts: 0, milliseconds: 0 };
    }
  }

  #failed(
    instance: Instance,
    asked: Asked & { error: AssessError },
    turns: readonly Turn[],
    milliseconds: number,
  ): Outcome | null {
    const { health, signal, stop } = this.#world;
    const { error } = asked;
    const kind = health.classify(error);
    if (kind === 'cancelled' || (signal.aborted && health.fatal !== null)) return null;
    if (health.fatal === null) health.caseFailed(error);
    if (health.fatal !== null) {
      stop(health.fatal);
      // A fault of this case alone is settled; one that may be the endpoint's leaves the case open for a resume.
      if (!health.ofOneCase(error)) return null;
    }
    const outcome = errorOutcome(error, turns, asked.attempts, milliseconds);
    if (health.ofOneCase(error)) return outcome;
    this.#held.push({ instance, outcome, after: health.answers });
    return null;
  }

  /** Settles what failed before the answer of this ordinal came: an answer that was only graded later says nothing of it. */
  async #releaseHeld(ordinal: number): Promise<void> {
    const due = this.#held.filter((it) => it.after < ordinal);
    if (due.length === 0) return;
    this.#held = this.#held.filter((it) => it.after >= ordinal);
    await this.#settleAll(due);
  }

  async #settleAll(due: readonly Pick<Held, 'instance' | 'outcome'>[]): Promise<void> {
    await Promise.all(due.map((it) => this.#settle(it.instance, it.outcome)));
  }

  async #settle(instance: Instance, outcome: Outcome): Promise<void> {
    await this.#world.journal.settle(instance, outcome);
    this.#world.progress.settled(outcome.verdict);
  }
}
