import type { Basis, Edition } from '../framework/index.ts';
import type { ActorRef, Digest, IdentityFacts, Instant } from '../ledger/index.ts';
import type { ActorRole } from '../register/index.ts';
import type { CheckDefinition } from './check.ts';
import type { Observation } from './observation.ts';
import type { ItemState, ScopedState } from './state.ts';

/**
 * The identity of the model behind an endpoint as it was seen at a time. `identity.endpoint` is the address alone, so that asking
 * for another model at the same address counts as a change; of a system with two models at one address each makes the other stale.
 */
export type IdentitySighting = Readonly<{ identity: IdentityFacts; seenAt: Instant }>;

/** What a person states and signs; shown beside a measurement, never in its place. */
export type Judgement = Readonly<{
  judgement: string;
  system: string;
  item: string;
  statement: Digest;
  statedAt: Instant;
  /** null: until withdrawn */
  expires: Instant | null;
  actor: ActorRef;
  withdrawnAt: Instant | null;
}>;

/** An accepted failure. */
export type Exception = Readonly<{
  exception: string;
  system: string;
  item: string;
  /** null: every check of the item */
  check: string | null;
  reason: Digest;
  approver: ActorRef;
  selfApproved: boolean;
  approvedAt: Instant;
  expires: Instant;
  withdrawnAt: Instant | null;
}>;

/** All that a posture rests on, and nothing else. The order of the lists carries no meaning. */
export type PostureInput = Readonly<{
  edition: Edition;
  system: Readonly<{ id: string; practice: boolean; actorRole: ActorRole }>;
  definitions: readonly CheckDefinition[];
  observations: readonly Observation[];
  sightings: readonly IdentitySighting[];
  judgements: readonly Judgement[];
  exceptions: readonly Exception[];
  /** runs whose self-check came out broken: their passes count as inconclusive, their failures still count */
  brokenRuns: readonly string[];
  now: Instant;
}>;

/** What an observation amounts to now. */
export type EffectiveResult = 'pass' | 'stale' | 'fail' | 'excepted' | 'inconclusive';

/** The observation that counts for one check and subject, as it bears on one item. */
export type Contribution = Readonly<{
  check: string;
  subject: string;
  coverage: 'full' | 'partial';
  basis: Basis;
  observation: string;
  run: string;
  effective: EffectiveResult;
  /** why it is not simply what was observed: the pass ran out, the model changed, the run's self-check broke … */
  because: 'expired' | 'identity_changed' | 'run_broken' | 'exception' | 'error' | 'inconclusive' | null;
  /** an error or inconclusive result came after the failure that still stands; the id of that observation */
  laterInconclusive: string | null;
  observedAt: Instant;
  validUntil: Instant | null;
  /** null: the check does not concern a model */
  identityProof: 'proven' | 'unproven' | null;
}>;

export type ItemKind = 'control_point' | 'governance' | 'guideline';

export type ItemPosture = Readonly<{
  item: string;
  kind: ItemKind;
  state: ItemState;
  contributions: readonly Contribution[];
  /** checks bound to the item, whether or not they were ever run */
  checks: readonly Readonly<{ check: string; coverage: 'full' | 'partial'; basis: Basis }>[];
  /** ids of what holds now */
  judgements: readonly string[];
  exceptions: readonly Readonly<{ exception: string; check: string | null; selfApproved: boolean; expires: Instant }>[];
}>;

export type StateCounts = Readonly<Record<ScopedState, number>>;

/** A risk or a measure over its control points: `state` is the worst of theirs. */
export type RollUp = Readonly<{ code: string; state: ScopedState; counts: StateCounts; controlPoints: number }>;

/**
 * `fresh` ÷ `inScope` is the headline: `fresh` = met + partial + failing + excepted, the items whose state rests on a conclusive
 * measurement. A failure does not expire, so a failing item is always fresh.
 */
export type Headline = Readonly<{
  fresh: number;
  inScope: number;
  met: number;
  failing: number;
  states: StateCounts;
  /** exceptions holding now that were approved by the one who asked for them */
  selfApproved: number;
  /** true: of a practice system; never added to figures of real ones */
  practice: boolean;
}>;

export type Posture = Readonly<{
  edition: string;
  system: string;
  at: Instant;
  headline: Headline;
  /** in the order of the text; the items outside the scope last, as `not_applicable` */
  items: readonly ItemPosture[];
  risks: readonly RollUp[];
  measures: readonly RollUp[];
}>;

export type RunCounts = Readonly<{ pass: number; fail: number; undetermined: number; error: number }>;

export type Run = Readonly<{
  run: string;
  org: string;
  system: string;
  scope: readonly string[];
  suites: readonly Readonly<{ name: string; digest: Digest }>[];
  attacks: readonly string[];
  endpoint: string;
  model: string | null;
  planned: number;
  plan: Digest;
  tool: string;
  startedAt: Instant;
  actor: ActorRef;
  /** null while it runs */
  finished: Readonly<{
    status: 'complete' | 'cancelled' | 'failed' | 'not_assessed';
    counts: RunCounts;
    journal: Digest | null;
    selfCheck: 'holds' | 'broken' | 'not_done';
    reason: string | null;
    at: Instant;
  }> | null;
}>;

/** What a person decided of a case that no grader could. */
export type CaseReview = Readonly<{
  id: string;
  run: string;
  case: string;
  verdict: 'pass' | 'fail';
  reason: Digest;
  at: Instant;
  actor: ActorRef;
}>;
