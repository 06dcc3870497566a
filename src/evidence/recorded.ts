import type { Leaf } from '../ledger/index.ts';
import type { Observation } from './observation.ts';
import type { Exception, IdentitySighting, Judgement, PostureInput } from './types.ts';
import { findingOf } from './views.ts';

/** What leaves say of evidence, as a posture takes it in. */
export type Recorded = Pick<PostureInput, 'observations' | 'sightings' | 'judgements' | 'exceptions' | 'brokenRuns'>;

/** The observation that a leaf records. */
export function toObservation({ body, org }: Leaf<'observation'>): Observation {
  const { observation, run, system, check, checkVersion, identity, observedAt, validUntil, tool } = body;
  const stamped = { observation, org, run, system, check, checkVersion, identity, observedAt, validUntil, tool };
  return { ...findingOf(body), ...stamped };
}

/**
 * Reads evidence back from leaves alone, in the order of their log, as the tables would hold it: of two leaves that claim one id the
 * first holds, a withdrawal ends what was stated before it. Leaves of other rooms say nothing here.
 */
export function recordedIn(leaves: Iterable<Leaf>): Recorded {
  const observations = new Map<string, Observation>();
  const sightings: IdentitySighting[] = [];
  const judgements = new Map<string, Judgement>();
  const exceptions = new Map<string, Exception>();
  const runs = new Set<string>();
  const brokenRuns = new Set<string>();
  for (const leaf of leaves) {
    if (leaf.kind === 'observation') addOnce(observations, leaf.body.observation, toObservation(leaf));
    if (leaf.kind === 'identity.seen') sightings.push({ identity: leaf.body.identity, seenAt: leaf.body.seenAt });
    if (leaf.kind === 'judgement') addOnce(judgements, leaf.body.judgement, toJudgement(leaf));
    if (leaf.kind === 'exception') addOnce(exceptions, leaf.body.exception, toException(leaf));
    if (leaf.kind === 'judgement.withdrawn') withdraw(judgements, leaf.body.judgement, leaf.at);
    if (leaf.kind === 'exception.withdrawn') withdraw(exceptions, leaf.body.exception, leaf.at);
    if (leaf.kind === 'run.started') runs.add(leaf.body.run);
    if (leaf.kind === 'run.finished' && runs.has(leaf.body.run)) {
      if (leaf.body.selfCheck === 'broken') brokenRuns.add(leaf.body.run);
      else brokenRuns.delete(leaf.body.run);
    }
  }
  return {
    observations: [...observations.values()],
    sightings,
    judgements: [...judgements.values()],
    exceptions: [...exceptions.values()],
    brokenRuns: [...brokenRuns],
  };
}

function toJudgement({ body, actor }: Leaf<'judgement'>): Judgement {
  return { ...body, statement: body.statement.digest, actor, withdrawnAt: null };
}

function toException({ body }: Leaf<'exception'>): Exception {
  return { ...body, reason: body.reason.digest, withdrawnAt: null };
}

function addOnce<T>(all: Map<string, T>, id: string, it: T): void {
  if (!all.has(id)) all.set(id, it);
}

function withdraw<T extends { readonly withdrawnAt: string | null }>(
  all: Map<string, T>,
  id: string,
  withdrawnAt: string,
): void {
  const known = all.get(id);
  if (known?.withdrawnAt === null) all.set(id, { ...known, withdrawnAt });
}
