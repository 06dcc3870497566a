import { type CaseOutcome, mcnemar, type PairedTest, type RunReader, type RunResult } from './measured.ts';
import type { ReportPlan } from './types.ts';

/** One side of a comparison: what was planned, who answered, and every case. */
export interface ComparableRun {
  readonly plan: ReportPlan & {
    /** digest of the parameters sent with every question */
    readonly params: string;
  };
  readonly run: Pick<RunResult, 'run' | 'status' | 'target' | 'models' | 'identity' | 'counts'>;
  readonly cases: AsyncIterable<CaseOutcome> | Iterable<CaseOutcome>;
}

/**
 * Something in which two runs differ besides their answers. `measure`: suites, graders, attacks, epochs, so that a changed verdict may
 * be the measure's work; `subject`: the endpoint or the model, which is what one usually wants to compare.
 */
export interface Difference {
  readonly of: 'measure' | 'subject';
  readonly what:
    | 'suite'
    | 'grader'
    | 'attacks'
    | 'epochs'
    | 'status'
    | 'endpoint'
    | 'model_asked'
    | 'parameters'
    | 'model_reported'
    | 'canary';
  /** which suite or grader; null where there is only one */
  readonly name: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface ChangedCase {
  readonly case: string;
  readonly risks: readonly string[];
  readonly before: CaseOutcome['verdict'];
  readonly after: CaseOutcome['verdict'];
  readonly reason: string | null;
}

export interface ComparedFigure {
  /** cases decided in both runs, which the test rests on */
  readonly pairs: number;
  readonly passedBefore: number;
  readonly passedAfter: number;
  /** cases */
  readonly worse: number;
  readonly better: number;
  /** over seed questions, not cases: one that got worse in most of its cases counts once, one that got as much better as worse not at all */
  readonly test: PairedTest;
}

export interface RunComparison {
  readonly before: string;
  readonly after: string;
  /** no difference of kind `measure` */
  readonly sameMeasure: boolean;
  readonly differences: readonly Difference[];
  readonly overall: ComparedFigure;
  /** a case with several risks counts in each; p-values are not adjusted for their number */
  readonly risks: readonly (ComparedFigure & { readonly code: string })[];
  /** passed before, fails now */
  readonly regressions: readonly ChangedCase[];
  /** failed before, passes now */
  readonly improvements: readonly ChangedCase[];
  /** decided in one run and undetermined, errored or unsettled in the other: no evidence of a change, but evidence lost or gained */
  readonly undecided: readonly ChangedCase[];
  readonly unchanged: number;
  readonly onlyBefore: number;
  readonly onlyAfter: number;
}

/** A run as it lies on disk, ready to be compared. */
export function comparableRun(reader: Pick<RunReader, 'header' | 'result' | 'outcomes'>): ComparableRun {
  const { suites, attacks, graders, settings, target } = reader.header;
  return {
    plan: { suites, attacks, graders, epochs: settings.epochs, params: target.params },
    run: reader.result,
    cases: reader.outcomes(),
  };
}

const decided = (verdict: CaseOutcome['verdict']) => verdict === 'pass' || verdict === 'fail';

class PairTally {
  pairs = 0;
  passedBefore = 0;
  passedAfter = 0;
  worse = 0;
  better = 0;
  /** seed question → its cases that got worse less those that got better */
  readonly #seeds = new Map<string, number>();

  add(seed: string, before: CaseOutcome['verdict'], after: CaseOutcome['verdict']): void {
    this.pairs += 1;
    if (before === 'pass') this.passedBefore += 1;
    if (after === 'pass') this.passedAfter += 1;
    if (before === after) return;
    const step = before === 'pass' ? 1 : -1;
    if (step === 1) this.worse += 1;
    else this.better += 1;
    this.#seeds.set(seed, (this.#seeds.get(seed) ?? 0) + step);
  }

  figure(): ComparedFigure {
    const { pairs, passedBefore, passedAfter, worse, better } = this;
    const net = [...this.#seeds.values()];
    const test = mcnemar({ worse: net.filter((it) => it > 0).length, better: net.filter((it) => it < 0).length });
    return { pairs, passedBefore, passedAfter, worse, better, test };
  }
}

/**
 * Two runs compared case by case, paired by name: what got worse, what got better, and whether a coin could have done it (McNemar,
 * over cases decided in both; cases of one seed question are no independent
 * witnesses and count as one). Everything in which the runs differ besides their answers is listed in `differences`; nothing is
 * compared silently across a changed suite, grader or model. Memory is one entry per case of the first run.
 */
export async function compareRuns(before: ComparableRun, after: ComparableRun): Promise<RunComparison> {
  const earlier = new Map<string, CaseOutcome['verdict']>();
  for await (const it of before.cases) earlier.set(it.case, it.verdict);
  const overall = new PairTally();
  const risks = new Map<string, PairTally>();
  const changed = {
    regressions: [] as ChangedCase[],
    improvements: [] as ChangedCase[],
    undecided: [] as ChangedCase[],
  };
  let [unchanged, onlyAfter] = [0, 0];
  for await (const it of after.cases) {
    const was = earlier.get(it.case);
    if (was === undefined) {
      onlyAfter += 1;
      continue;
    }
    earlier.delete(it.case);
    if (decided(was) && decided(it.verdict)) {
      for (const tally of [overall, ...it.risks.map((code) => tallyOf(risks, code))])
        tally.add(`${it.suite} ${it.group ?? it.caseId}`, was, it.verdict);
    }
    if (was === it.verdict || (!decided(was) && !decided(it.verdict))) unchanged += 1;
    else changed[kindOf(was, it.verdict)].push(changeOf(it, was));
  }
  const differences = [...measureDifferences(before, after), ...subjectDifferences(before, after)];
  return {
    ...{ before: before.run.run, after: after.run.run },
    sameMeasure: !differences.some((it) => it.of === 'measure'),
    differences,
    overall: overall.figure(),
    risks: [...risks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, it]) => ({ code, ...it.figure() })),
    ...changed,
    ...{ unchanged, onlyBefore: earlier.size, onlyAfter },
  };
}

function tallyOf(tallies: Map<string, PairTally>, key: string): PairTally {
  const known = tallies.get(key) ?? new PairTally();
  tallies.set(key, known);
  return known;
}

function kindOf(
  was: CaseOutcome['verdict'],
  now: CaseOutcome['verdict'],
): 'regressions' | 'improvements' | 'undecided' {
  if (!decided(was) || !decided(now)) return 'undecided';
  return was === 'pass' ? 'regressions' : 'improvements';
}

function changeOf(it: CaseOutcome, before: CaseOutcome['verdict']): ChangedCase {
  return { case: it.case, risks: it.risks, before, after: it.verdict, reason: it.reason };
}

type Compared = ReadonlyMap<string, string>;

function* named(what: Difference['what'], before: Compared, after: Compared): Generator<Difference> {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(name) ?? null, after.get(name) ?? null];
    if (a !== b) yield { of: 'measure', what, name, before: a, after: b };
  }
}

function* single(
  of: Difference['of'],
  rows: readonly (readonly [Difference['what'], string | null, string | null])[],
): Generator<Difference> {
  for (const [what, before, after] of rows) if (before !== after) yield { of, what, name: null, before, after };
}

function measureDifferences(before: ComparableRun, after: ComparableRun): Difference[] {
  const suites = (it: ComparableRun): Compared => new Map(it.plan.suites.map(({ name, digest }) => [name, digest]));
  const graders = (it: ComparableRun): Compared => new Map(Object.entries(it.plan.graders));
  return [
    ...named('suite', suites(before), suites(after)),
    ...named('grader', graders(before), graders(after)),
    ...single('measure', [
      ['attacks', before.plan.attacks.join(' '), after.plan.attacks.join(' ')],
      ['epochs', String(before.plan.epochs), String(after.plan.epochs)],
      ['status', before.run.status, after.run.status],
    ]),
  ];
}

function subjectDifferences(before: ComparableRun, after: ComparableRun): Difference[] {
  const [a, b] = [before.run, after.run];
  const models = (it: ComparableRun['run']) =>
    it.models
      .map(({ model, fingerprint }) => (fingerprint === null ? (model ?? '-') : `${model ?? '-'} (${fingerprint})`))
      .sort()
      .join(', ');
  const digests: readonly (readonly [Difference['what'], string | null, string | null])[] =
    a.identity?.canary && b.identity?.canary ? [['canary', a.identity.canary, b.identity.canary]] : [];
  return [
    ...single('subject', [
      ['endpoint', `${a.target.kind} ${a.target.address}`, `${b.target.kind} ${b.target.address}`],
      ['model_asked', a.target.model, b.target.model],
      ['parameters', before.plan.params, after.plan.params],
      ['model_reported', models(a), models(b)],
      ...digests,
    ]),
  ];
}
