import type { Instant } from '../ledger/index.ts';
import type { CheckDefinition } from './check.ts';
import { type Standing, standings } from './newest.ts';
import { headlineOf, rollUps } from './rollup.ts';
import { type ScopeItem, scopeItems } from './scope.ts';
import { type ChangedSince, changedSince } from './sightings.ts';
import type { ScopedState } from './state.ts';
import type { Contribution, Exception, ItemPosture, Judgement, Posture, PostureInput } from './types.ts';

type BoundCheck = ItemPosture['checks'][number];

/** What every item is computed with. */
type Ground = Readonly<{
  standing: ReadonlyMap<string, readonly Standing[]>;
  bound: ReadonlyMap<string, readonly BoundCheck[]>;
  judgements: readonly Judgement[];
  exceptions: readonly Exception[];
  changed: ChangedSince;
  now: Instant;
}>;

/**
 * The state of every item of an edition for one system, computed from what was recorded and nothing else (`design.md` §2).
 *
 * Per check and subject the newest result counts; a failure stands until a newer conclusive result covers the same subject; a pass
 * holds until `validUntil` or until its model is seen to be another one. An item is, tested in this order: failing, excepted,
 * inconclusive, stale, met (every check bound in full has passed), partial, declared, uncovered. Observations, judgements and
 * exceptions of other systems are left out. Pure: the order of the lists does not matter, and as `now` advances only validities,
 * judgements and exceptions end.
 * @throws FrameworkError `framework.code_unknown` for an actor that the edition does not have
 */
export function posture(input: PostureInput): Posture {
  const { edition, system, now } = input;
  const own = input.observations.filter((it) => it.system === system.id);
  const ground: Ground = {
    standing: standings(own, new Set(input.brokenRuns)),
    bound: boundChecks(input.definitions),
    judgements: input.judgements.filter((it) => it.system === system.id && judgementHolds(it, now)),
    exceptions: input.exceptions.filter((it) => it.system === system.id && exceptionHolds(it, now)).sort(byAll),
    changed: changedSince(input.sightings, own),
    now,
  };
  const all = scopeItems(edition, system);
  const inScope = all.filter((it) => it.inScope).map((it) => itemPosture(it, ground));
  const outside = all.filter((it) => !it.inScope).map((it) => outsidePosture(it, ground));
  return {
    edition: edition.edition,
    system: system.id,
    at: now,
    headline: headlineOf(inScope, system.practice),
    items: [...inScope, ...outside],
    risks: rollUps(edition, inScope, 'risk'),
    measures: rollUps(edition, inScope, 'measure'),
  };
}

/** An order of exceptions that leaves nothing to chance, even where two share an id. */
function byAll(a: Exception, b: Exception): number {
  const key = (it: Exception) =>
    [it.exception, it.check ?? '', it.expires, it.item, String(it.selfApproved)].join('\n');
  return byText(key(a), key(b));
}

/** An exception holds from its approval until it expires or is withdrawn. */
export function exceptionHolds(it: Exception, now: Instant): boolean {
  return it.approvedAt <= now && now < it.expires && (it.withdrawnAt === null || now < it.withdrawnAt);
}

/** A judgement holds from its statement until it expires, if it does, or is withdrawn. */
export function judgementHolds(it: Judgement, now: Instant): boolean {
  const ended = (at: Instant | null) => at !== null && at <= now;
  return it.statedAt <= now && !ended(it.expires) && !ended(it.withdrawnAt);
}

/** item → checks bound to it, each once; where a check is bound twice, full covers partial. */
function boundChecks(definitions: readonly CheckDefinition[]): ReadonlyMap<string, readonly BoundCheck[]> {
  const byItem = new Map<string, Map<string, BoundCheck>>();
  for (const { id, bindings } of definitions)
    for (const { item, coverage, basis } of bindings) {
      const checks = byItem.get(item) ?? new Map<string, BoundCheck>();
      if (checks.get(id)?.coverage !== 'full') checks.set(id, { check: id, coverage, basis });
      byItem.set(item, checks);
    }
  const sorted = [...byItem].map(([item, checks]): [string, BoundCheck[]] => [
    item,
    [...checks.values()].sort((a, b) => byText(a.check, b.check)),
  ]);
  return new Map(sorted);
}

function itemPosture({ item, kind }: ScopeItem, ground: Ground): ItemPosture & { readonly state: ScopedState } {
  const checks = ground.bound.get(item) ?? [];
  const exceptions = ground.exceptions.filter((it) => it.item === item);
  const judgements = ground.judgements.filter((it) => it.item === item).map((it) => it.judgement);
  const contributions = checks.flatMap((bound) =>
    (ground.standing.get(bound.check) ?? []).map((it) => contributionOf(it, bound, exceptions, ground)),
  );
  contributions.sort((a, b) => byText(a.check, b.check) || byText(a.subject, b.subject));
  return {
    item,
    kind,
    state: stateOf(contributions, checks, judgements.length > 0),
    contributions,
    checks,
    judgements: judgements.sort(byText),
    exceptions: exceptions.map(({ exception, check, selfApproved, expires }) => {
      return { exception, check, selfApproved, expires };
    }),
  };
}

function outsidePosture({ item, kind }: ScopeItem, ground: Ground): ItemPosture {
  const checks = ground.bound.get(item) ?? [];
  return { item, kind, state: 'not_applicable', contributions: [], checks, judgements: [], exceptions: [] };
}

function stateOf(contributions: readonly Contribution[], checks: readonly BoundCheck[], judged: boolean): ScopedState {
  const results = new Set(contributions.map((it) => it.effective));
  if (results.has('fail')) return 'failing';
  if (results.has('excepted')) return 'excepted';
  if (results.has('inconclusive')) return 'inconclusive';
  if (results.has('stale')) return 'stale';
  // from here on every contribution is a fresh pass
  const passed = new Set(contributions.map((it) => it.check));
  const full = checks.filter((it) => it.coverage === 'full');
  if (full.length > 0 && full.every((it) => passed.has(it.check))) return 'met';
  if (passed.size > 0) return 'partial';
  return judged ? 'declared' : 'uncovered';
}

function contributionOf(
  standing: Standing,
  { check, coverage, basis }: BoundCheck,
  exceptions: readonly Exception[],
  ground: Ground,
): Contribution {
  const { by } = standing;
  return {
    ...{ check, coverage, basis },
    ...effectOf(standing, exceptions, ground),
    subject: by.subject,
    observation: by.observation,
    run: by.run,
    laterInconclusive: standing.kind === 'fail' ? (standing.laterInconclusive?.observation ?? null) : null,
    observedAt: by.observedAt,
    validUntil: by.validUntil,
    identityProof: by.identity?.proof ?? null,
  };
}

function effectOf(
  standing: Standing,
  exceptions: readonly Exception[],
  { changed, now }: Ground,
): Pick<Contribution, 'effective' | 'because'> {
  if (standing.kind === 'inconclusive') return { effective: 'inconclusive', because: standing.because };
  const { by } = standing;
  if (standing.kind === 'fail') {
    const excepted = exceptions.some((it) => it.check === null || it.check === by.check);
    return excepted ? { effective: 'excepted', because: 'exception' } : { effective: 'fail', because: null };
  }
  // a pass without an end was never stamped by a run: it holds for no time at all
  if (by.validUntil === null || by.validUntil <= now) return { effective: 'stale', because: 'expired' };
  if (by.identity && changed(by.identity, by.observedAt)) return { effective: 'stale', because: 'identity_changed' };
  return { effective: 'pass', because: null };
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
