import type { JSONColumnType, Kysely } from 'kysely';
import type { ActorRef, Digest, IdentityFacts, Parameters } from '../ledger/index.ts';
import type { Database, Migration } from '../store/index.ts';
import type { Result } from './observation.ts';
import type { Run } from './types.ts';

type Json<T extends object> = JSONColumnType<T>;
type NullableJson<T extends object> = JSONColumnType<T | null, string | null, string | null>;
type Finished = NonNullable<Run['finished']>;

export type RunRow = {
  run: string;
  org: string;
  system: string;
  scope: Json<string[]>;
  suites: Json<{ name: string; digest: Digest }[]>;
  attacks: Json<string[]>;
  endpoint: string;
  model: string | null;
  planned: number;
  plan: Digest;
  tool: string;
  started_at: string;
  actor: Json<ActorRef>;
  status: Finished['status'] | null;
  counts: NullableJson<Finished['counts']>;
  journal: Digest | null;
  self_check: Finished['selfCheck'] | null;
  reason: string | null;
  finished_at: string | null;
  place: number;
};

export type ObservationRow = {
  observation: string;
  org: string;
  run: string;
  system: string;
  check_id: string;
  check_version: number;
  subject: string;
  result: Result;
  observed: NullableJson<Parameters>;
  expected: NullableJson<Parameters>;
  artefact: Digest | null;
  reason: string | null;
  identity: NullableJson<IdentityFacts>;
  observed_at: string;
  valid_until: string | null;
  tool: string;
  place: number;
};

export type SightingRow = {
  id: string;
  org: string;
  system: string;
  run: string | null;
  identity: Json<IdentityFacts>;
  seen_at: string;
  place: number;
};

export type JudgementRow = {
  judgement: string;
  org: string;
  system: string;
  item: string;
  statement: Digest;
  stated_at: string;
  expires: string | null;
  actor: Json<ActorRef>;
  withdrawn_at: string | null;
  place: number;
};

export type ExceptionRow = {
  exception: string;
  org: string;
  system: string;
  item: string;
  check_id: string | null;
  reason: Digest;
  approver: Json<ActorRef>;
  self_approved: boolean;
  approved_at: string;
  expires: string;
  withdrawn_at: string | null;
  place: number;
};

export type CaseReviewRow = {
  id: string;
  org: string;
  run: string;
  case_id: string;
  verdict: 'pass' | 'fail';
  reason: Digest;
  at: string;
  actor: Json<ActorRef>;
  place: number;
};

export type EvidenceTables = {
  run: RunRow;
  observation: ObservationRow;
  identity_sighting: SightingRow;
  judgement: JudgementRow;
  exception: ExceptionRow;
  case_review: CaseReviewRow;
};

/** The room's view of the shared database. */
export function evidenceTables(db: Kysely<Database>): Kysely<EvidenceTables & Database> {
  return db.withTables<EvidenceTables>();
}

const statements = [
  `create table run (
    run uuid primary key, org text not null, system uuid not null, scope jsonb not null, suites jsonb not null,
    attacks jsonb not null, endpoint text not null, model text, planned bigint not null, plan text not null,
    tool text not null, started_at timestamptz not null, actor jsonb not null,
    status text, counts jsonb, journal text, self_check text, reason text, finished_at timestamptz,
    place bigint not null unique
  )`,
  `create index run_by_system on run (org, system, place desc)`,
  `create table observation (
    observation uuid primary key, org text not null, run uuid not null, system uuid not null, check_id text not null,
    check_version integer not null, subject text not null, result text not null, observed jsonb, expected jsonb,
    artefact text, reason text, identity jsonb, observed_at timestamptz not null, valid_until timestamptz,
    tool text not null, place bigint not null unique,
    constraint conclusive_is_measured check (
      result not in ('pass', 'fail') or (observed is not null and expected is not null and artefact is not null)
    )
  )`,
  `create index observation_by_subject on observation (org, system, check_id, subject, observed_at desc)`,
  `create index observation_by_place on observation (org, system, place desc)`,
  `create index observation_by_run on observation (org, run, place desc)`,
  `create table identity_sighting (
    id uuid primary key, org text not null, system uuid not null, run uuid, identity jsonb not null,
    seen_at timestamptz not null, place bigint not null unique
  )`,
  `create index identity_sighting_by_system on identity_sighting (org, system, seen_at desc)`,
  `create table judgement (
    judgement uuid primary key, org text not null, system uuid not null, item text not null, statement text not null,
    stated_at timestamptz not null, expires timestamptz, actor jsonb not null, withdrawn_at timestamptz,
    place bigint not null unique
  )`,
  `create index judgement_by_system on judgement (org, system, place desc)`,
  `create table exception (
    exception uuid primary key, org text not null, system uuid not null, item text not null, check_id text,
    reason text not null, approver jsonb not null, self_approved boolean not null, approved_at timestamptz not null,
    expires timestamptz not null, withdrawn_at timestamptz, place bigint not null unique
  )`,
  `create index exception_by_system on exception (org, system, place desc)`,
  `create table case_review (
    id uuid primary key, org text not null, run uuid not null, case_id text not null, verdict text not null,
    reason text not null, at timestamptz not null, actor jsonb not null, place bigint not null unique
  )`,
  `create index case_review_by_run on case_review (org, run, place desc)`,
];

export const evidenceMigrations: readonly Migration[] = [
  {
    id: 'evidence.0001_runs_and_observations',
    async up(tx, sql) {
      for (const statement of statements) await sql.raw(statement).execute(tx);
    },
  },
];
