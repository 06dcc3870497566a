import type { Observation } from './observation.ts';

type Conclusive = Extract<Observation, { result: 'pass' | 'fail' }>;
type Inconclusive = Extract<Observation, { result: 'inconclusive' | 'error' }>;

/**
 * What stands for one check and subject. A failure is replaced only by a newer pass or failure, since an error or an inconclusive result
 * has not covered the subject; a pass gives way to any newer result.
 */
export type Standing =
  | Readonly<{ kind: 'pass'; by: Conclusive }>
  | Readonly<{ kind: 'fail'; by: Conclusive; laterInconclusive: Observation | null }>
  | Readonly<{ kind: 'inconclusive'; by: Observation; because: 'error' | 'inconclusive' | 'run_broken' }>;

type Doubt = Readonly<{ by: Observation; because: 'error' | 'inconclusive' | 'run_broken' }>;
type Newest = { conclusive?: Conclusive; doubt?: Doubt };

/**
 * Per check, what stands for each of its subjects. Results of one instant resolve to the worse, so that the order in which
 * observations come never matters. `not_applicable` covers nothing and neither sets nor clears anything.
 * A pass of a run whose self-check broke is inconclusive.
 */
export function standings(
  observations: Iterable<Observation>,
  brokenRuns: ReadonlySet<string>,
): ReadonlyMap<string, readonly Standing[]> {
  const result = new Map<string, Standing[]>();
  for (const [check, subjects] of newestOf(observations, brokenRuns))
    result.set(check, [...subjects.values()].flatMap(toStanding));
  return result;
}

/**
 * What can still matter to a later posture: per check and subject the newest conclusive result and the newest other one. Those of
 * these and of more observations are those of all of them, so that a history can be read piece by piece.
 */
export function newestResults(
  observations: Iterable<Observation>,
  brokenRuns: ReadonlySet<string>,
): readonly Observation[] {
  const kept = [...newestOf(observations, brokenRuns).values()].flatMap((subjects) => [...subjects.values()]);
  return kept.flatMap(({ conclusive, doubt }) => [conclusive ?? [], doubt?.by ?? []].flat());
}

/** check → subject → the newest results */
function newestOf(
  observations: Iterable<Observation>,
  brokenRuns: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, Newest>> {
  const newest = new Map<string, Map<string, Newest>>();
  for (const it of observations) {
    if (it.result === 'not_applicable') continue;
    const subjects = entry(newest, it.check, () => new Map<string, Newest>());
    take(
      entry(subjects, it.subject, () => ({})),
      it,
      brokenRuns,
    );
  }
  return newest;
}

function take(newest: Newest, it: Conclusive | Inconclusive, brokenRuns: ReadonlySet<string>): void {
  if (it.result === 'fail' || (it.result === 'pass' && !brokenRuns.has(it.run))) {
    if (!newest.conclusive || supersedes(it, newest.conclusive)) newest.conclusive = it;
    return;
  }
  if (newest.doubt && !supersedes(it, newest.doubt.by)) return;
  newest.doubt = { by: it, because: it.result === 'pass' ? 'run_broken' : it.result };
}

function toStanding({ conclusive, doubt }: Newest): Standing[] {
  const doubted = doubt && (!conclusive || doubt.by.observedAt >= conclusive.observedAt) ? doubt : undefined;
  if (conclusive?.result === 'fail') return [{ kind: 'fail', by: conclusive, laterInconclusive: doubted?.by ?? null }];
  if (doubted) return [{ kind: 'inconclusive', ...doubted }];
  return conclusive ? [{ kind: 'pass', by: conclusive }] : [];
}

const severity = { pass: 0, inconclusive: 1, error: 2, fail: 3, not_applicable: -1 } as const;

/** Newer; of one instant the worse, then the sooner to run out, then by id: a total order, so that nothing hangs on the input's. */
function supersedes(a: Observation, b: Observation): boolean {
  if (a.observedAt !== b.observedAt) return a.observedAt > b.observedAt;
  if (a.result !== b.result) return severity[a.result] > severity[b.result];
  const [untilA, untilB] = [a.validUntil ?? '', b.validUntil ?? ''];
  return untilA === untilB ? a.observation > b.observation : untilA < untilB;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
