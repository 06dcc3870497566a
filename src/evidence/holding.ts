import type { FactLeaf, Holding, IdentityFacts, Leaf } from '../ledger/index.ts';

/** A result that may still matter to a posture. */
interface Seen {
  readonly index: number;
  readonly run: string;
  readonly observedAt: string;
  readonly result: Leaf<'observation'>['body']['result'];
}

/** A sighting of a model; `run` is the one that saw it. */
interface Sighted {
  readonly index: number;
  readonly run: string | null;
  readonly seenAt: string;
}

interface RunOfLog {
  readonly started: number[];
  readonly finished: number[];
  readonly reviews: number[];
  /** the last word of the run on its own checks; null while it goes on */
  selfCheck: string | null;
}

/**
 * Which leaves of this room still hold. What people stated holds for ever, its withdrawal too. Of measurements: per check and subject the newest
 * conclusive results, the newest others and the newest that found no subject, each with all of the same instant, as `newest.ts` weighs them; of
 * every distinct identity of a model the last time that it was seen, since a pass ends where another model was seen after it, even if the first
 * came back; and of runs those that these belong to, with their reviews, and those that are under way.
 */
export function evidenceHolding(): Omit<Holding, 'kinds'> {
  const stated: number[] = [];
  const runs = new Map<string, RunOfLog>();
  const bySubject = new Map<string, Seen[]>();
  const byIdentity = new Map<string, Sighted>();
  return {
    take(leaf, index) {
      if (leaf.kind === 'observation') takeObservation(leaf, index, bySubject);
      else if (leaf.kind !== 'identity.seen' && !takeOfRun(leaf, index, runs)) stated.push(index);
      takeIdentity(leaf, index, byIdentity);
    },
    held() {
      const isBroken = (run: string) => runs.get(run)?.selfCheck === 'broken';
      const newest = [...bySubject.values()].flatMap((it) => newestOf(it, isBroken));
      const sighted = [...byIdentity.values()];
      const kept = new Set([...newest, ...sighted].flatMap(({ run }) => run ?? []));
      const ofRuns = [...runs].flatMap(([run, it]) =>
        kept.has(run) || (it.started.length > 0 && it.finished.length === 0)
          ? [...it.started, ...it.finished, ...it.reviews]
          : [],
      );
      return [...stated, ...ofRuns, ...newest.map((it) => it.index), ...sighted.map((it) => it.index)];
    },
  };
}

function takeOfRun(leaf: FactLeaf, index: number, runs: Map<string, RunOfLog>): boolean {
  if (leaf.kind !== 'run.started' && leaf.kind !== 'run.finished' && leaf.kind !== 'case.reviewed') return false;
  const it = runs.get(leaf.body.run) ?? { started: [], finished: [], reviews: [], selfCheck: null };
  runs.set(leaf.body.run, it);
  if (leaf.kind === 'run.started') it.started.push(index);
  else if (leaf.kind === 'case.reviewed') it.reviews.push(index);
  else {
    it.finished.push(index);
    it.selfCheck = leaf.body.selfCheck;
  }
  return true;
}

function takeObservation({ org, body }: Leaf<'observation'>, index: number, bySubject: Map<string, Seen[]>): void {
  const { system, check, subject, run, observedAt, result } = body;
  const key = JSON.stringify([org, system, check, subject]);
  const known = bySubject.get(key);
  const seen = { index, run, observedAt, result };
  if (known === undefined) bySubject.set(key, [seen]);
  else known.push(seen);
}

function takeIdentity(leaf: FactLeaf, index: number, byIdentity: Map<string, Sighted>): void {
  if (leaf.kind === 'identity.seen') {
    const { system, identity, run, seenAt } = leaf.body;
    see(byIdentity, leaf.org, system, identity, { index, run, seenAt });
  } else if (leaf.kind === 'observation' && leaf.body.identity !== null) {
    const { system, identity, run, observedAt } = leaf.body;
    see(byIdentity, leaf.org, system, identity, { index, run, seenAt: observedAt });
  }
}

function see(
  byIdentity: Map<string, Sighted>,
  org: string,
  system: string,
  { endpoint, reportedModel, fingerprint, canary, proof }: IdentityFacts,
  it: Sighted,
): void {
  const key = JSON.stringify([org, system, endpoint, reportedModel, fingerprint, canary, proof]);
  const last = byIdentity.get(key);
  if (last === undefined || it.seenAt >= last.seenAt) byIdentity.set(key, it);
}

/** Whether a run's passes count is known only once it ended, so results are weighed at the end. */
function newestOf(results: readonly Seen[], isBroken: (run: string) => boolean): Seen[] {
  const newest = new Map<string, Seen[]>();
  for (const it of results) {
    const group = groupOf(it, isBroken);
    const known = newest.get(group) ?? [];
    const [first] = known;
    if (first === undefined || it.observedAt > first.observedAt) newest.set(group, [it]);
    else if (it.observedAt === first.observedAt) known.push(it);
  }
  return [...newest.values()].flat();
}

function groupOf({ result, run }: Seen, isBroken: (run: string) => boolean): string {
  if (result === 'not_applicable') return result;
  return result === 'fail' || (result === 'pass' && !isBroken(run)) ? 'conclusive' : 'other';
}
