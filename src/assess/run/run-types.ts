import type { ActorRef, IdentityFacts, Stamp } from '../../ledger/index.ts';
import type { Attack } from '../attack/index.ts';
import type { ErrorParams } from '../error.ts';
import type { Rate, RateVerdict } from '../statistics/index.ts';
import type { Suite } from '../suite/suite.ts';
import type { Answer, Target, TargetDescription } from '../target/target.ts';
import type { Grading } from './grading.ts';
import type { RunSettings, Standard } from './settings.ts';

export type Verdict = 'pass' | 'fail' | 'undetermined' | 'error';
export type RunStatus = 'complete' | 'cancelled' | 'failed' | 'not_assessed';
export type Counts = Readonly<Record<Verdict, number>>;

/** Time as the run sees it. `now` is milliseconds since the epoch; `wait` resolves after that long, or at once when the signal fires. */
export interface RunClock {
  now(): number;
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Progress {
  readonly run: string;
  readonly phase: 'probing' | 'asking' | 'grading' | 'checking' | 'done';
  readonly done: number;
  readonly total: number;
  readonly counts: Counts;
  readonly inFlight: number;
  readonly concurrency: number;
  /** cases settled per second over the last seconds */
  readonly rate: number;
  /** null while nothing can be said */
  readonly millisecondsLeft: number | null;
}

/** A rate over the cases of one risk, suite or attack. `rate` is the share that passed of those that passed or failed. */
export interface Figure {
  readonly n: number;
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
  readonly verdict: RateVerdict['pointVerdict'];
  /** `check_decides` is a report's: a check of the risk found worse than the pooled rate says */
  readonly reason: RateVerdict['reason'] | 'undetermined_decides' | 'check_decides';
  readonly supported: boolean;
  readonly casesLacking: number | null;
  readonly groups: Rate['groups'];
  readonly designEffect: number;
  readonly counts: Counts;
  readonly standard: Standard;
}

/** `overRefusal` counts the cases that a good system answers; they are not part of the risk's own figure. */
export interface RiskFigure extends Figure {
  readonly code: string;
  readonly overRefusal: Figure | null;
}

export interface NamedFigure extends Figure {
  readonly name: string;
}

export interface SelfCheck {
  readonly status: 'holds' | 'broken' | 'not_done';
  /** codes of what does not hold, with a case where there is one; at most 20 */
  readonly broken: readonly { readonly code: string; readonly case: string | null }[];
}

/** All that is equal between a run that was killed and resumed and one that was not: no time, no run id, no salted digest. */
export interface RunFacts {
  readonly status: RunStatus;
  /** a code where the status is not `complete` */
  readonly reason: string | null;
  readonly planned: number;
  readonly settled: number;
  readonly counts: Counts;
  readonly risks: readonly RiskFigure[];
  readonly suites: readonly NamedFigure[];
  /** `plain` is the question as it stands */
  readonly attacks: readonly NamedFigure[];
  readonly overRefusal: Figure | null;
  /** reason codes of errors with their number */
  readonly errors: readonly { readonly code: string; readonly n: number }[];
  /** cases to which an attack did not apply; they were not asked and are counted nowhere else */
  readonly skipped: readonly { readonly attack: string; readonly reason: string; readonly n: number }[];
  /** names under which the endpoint answered, with the number of answers; more than one means that the model changed within the run */
  readonly models: readonly {
    readonly model: string | null;
    readonly fingerprint: string | null;
    readonly n: number;
  }[];
  readonly identity: IdentityFacts | null;
  /** a later probe of the same run found another model, or answers came under more than one name or fingerprint */
  readonly identityChanged: boolean;
  readonly target: TargetDescription;
  readonly plan: string;
  readonly selfCheck: SelfCheck;
}

export interface RunResult extends RunFacts {
  readonly run: string;
  readonly directory: string;
  /** of the first and the last leaf of the journal */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** digest over the facts alone: equal for equal measurements */
  readonly factsDigest: string;
  /** SHA-256 over the journal's leaves in order */
  readonly journal: string;
  /** of the reason: address, status, what the server said */
  readonly reasonParams: ErrorParams;
  readonly answersFromCache: number;
  readonly concurrencyHistory: readonly ConcurrencyChange[];
}

/** `atMs` counts from the run's (or resume's) start. */
export interface ConcurrencyChange {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  readonly why: 'start' | 'slow_start' | 'growth' | 'rate_limited' | 'server_errors';
}

/** One case of a run as a person reads it. Words of graders are codes; question and answer are content. */
export interface CaseRow {
  readonly case: string;
  readonly caseId: string;
  readonly suite: string;
  readonly attack: string | null;
  readonly epoch: number;
  readonly risks: readonly string[];
  readonly language: string;
  /** the beginning of the last user turn as the suite has it, for lists */
  readonly asked: string;
  readonly grader: string;
  /** the kind of what a safe system does: `refuse`, `answer`, `choice` … */
  readonly expects: string;
  readonly group: string | null;
  readonly verdict: Verdict | 'unsettled';
  readonly reason: string | null;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly attempts: number;
  readonly milliseconds: number;
}

/** What was asked and what came of it, without what the journal alone holds. */
export type CaseOutcome = Omit<CaseRow, 'params' | 'attempts' | 'milliseconds'>;

export interface CaseDetail extends CaseRow {
  readonly question: readonly { readonly role: string; readonly content: string }[];
  readonly answer: string | null;
  /** what the grader noted, which may quote the answer */
  readonly noted: Readonly<Record<string, string | number>>;
  readonly questionDigest: string | null;
  readonly answerDigest: string | null;
}

/** What a run needs at its beginning and when it goes on. */
export interface ResumeInput {
  readonly runDirectory: string;
  readonly target: Target;
  /** the plain question is always asked as well; on resume the same as at the beginning */
  readonly attacks: readonly Attack[];
  readonly grading: Grading;
  readonly cache?: ResponseCache | undefined;
  readonly actor: ActorRef;
  readonly clock: RunClock;
  /** uniform in [0, 1), for jitter */
  readonly random: () => number;
  readonly stamp: Pick<Stamp, 'newId' | 'random'>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface RunInput extends ResumeInput {
  readonly suites: readonly Suite[];
  readonly settings?: Partial<RunSettings> | undefined;
  readonly org: string;
  /** the registered system, null for an endpoint that was only named */
  readonly system: string | null;
  /** name and version of what measures */
  readonly tool: string;
}

/** Keyed by target, parameters, conversation and epoch. A miss and a damaged entry are both null. */
export interface ResponseCache {
  read(key: string): Promise<Answer | null>;
  write(key: string, answer: Answer): Promise<void>;
}
