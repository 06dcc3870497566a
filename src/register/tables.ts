import type { JSONColumnType, Kysely, Transaction } from 'kysely';
import type { ActorRef, Digest, GradeLevel, Leaf, StageCode, SystemFacts } from '../ledger/index.ts';
import type { Database, Migration, Projector } from '../store/index.ts';
import type { Endpoint } from './types.ts';

/** Lists are kept as jsonb: written as text, read back as values. */
type Json<T> = JSONColumnType<T & object>;

export type SystemRow = {
  id: string;
  org: string;
  practice: boolean;
  name: Digest;
  description: Digest | null;
  contacts: Digest | null;
  actor_role: SystemFacts['actorRole'];
  stage: StageCode;
  scenario: string;
  sector: string;
  populations: Json<string[]>;
  modalities: Json<string[]>;
  intelligence: SystemFacts['intelligence'];
  scale: SystemFacts['scale'];
  edition: string;
  profile: string;
  endpoints: Json<Endpoint[]>;
  registered_at: string;
  changed_at: string;
  /** place of the registering leaf in the log: the order of the list and the cursor of its pages */
  place: number;
};

export type OverrideRow = {
  id: string;
  org: string;
  system: string;
  computed: GradeLevel;
  level: GradeLevel;
  reason: Digest;
  at: string;
  actor: Json<ActorRef>;
  place: number;
};

export type StageMoveRow = {
  id: string;
  org: string;
  system: string;
  from_stage: StageCode;
  to_stage: StageCode;
  unmet: Json<string[]>;
  exceptions: Json<string[]>;
  at: string;
  actor: Json<ActorRef>;
  place: number;
};

export type RegisterTables = {
  system: SystemRow;
  grade_override: OverrideRow;
  stage_move: StageMoveRow;
};

const statements = [
  `create table system (
    id uuid primary key, org text not null, practice boolean not null,
    name text not null, description text, contacts text,
    actor_role text not null, stage text not null, scenario text not null, sector text not null,
    populations jsonb not null, modalities jsonb not null, intelligence text not null, scale text not null,
    edition text not null, profile text not null, endpoints jsonb not null,
    registered_at timestamptz not null, changed_at timestamptz not null, place bigint not null unique
  )`,
  'create index system_by_org on system (org, place desc)',
  `create table grade_override (
    id uuid primary key, org text not null, system uuid not null, computed text not null, level text not null,
    reason text not null, at timestamptz not null, actor jsonb not null, place bigint not null unique
  )`,
  'create index grade_override_by_system on grade_override (org, system, place desc)',
  `create table stage_move (
    id uuid primary key, org text not null, system uuid not null, from_stage text not null, to_stage text not null,
    unmet jsonb not null, exceptions jsonb not null, at timestamptz not null, actor jsonb not null,
    place bigint not null unique
  )`,
  'create index stage_move_by_system on stage_move (org, system, place desc)',
];

export const registerMigrations: readonly Migration[] = [
  {
    id: 'register.0001_systems',
    async up(tx, sql) {
      for (const statement of statements) await sql.raw(statement).execute(tx);
    },
  },
];

/** The room's view of the shared database. */
export function registerTables(db: Kysely<Database>): Kysely<RegisterTables & Database> {
  return db.withTables<RegisterTables>();
}

export const registerProjector: Projector = {
  room: 'register',
  version: 1,
  kinds: ['system.registered', 'system.changed', 'grade.overridden', 'stage.moved'],
  tables: ['system', 'grade_override', 'stage_move'],
  async apply(tx: Transaction<Database>, leaf: Leaf, index: number): Promise<void> {
    const db = tx.withTables<RegisterTables>();
    switch (leaf.kind) {
      case 'system.registered':
        await db
          .insertInto('system')
          .values({ ...columns(leaf.body), id: leaf.body.system, org: leaf.org, ...times(leaf.at), place: index })
          .onConflict((it) => it.doNothing())
          .execute();
        break;
      case 'system.changed':
        await db
          .updateTable('system')
          .set({ ...columns(leaf.body), changed_at: leaf.at })
          .where('id', '=', leaf.body.system)
          .where('org', '=', leaf.org)
          .execute();
        break;
      case 'grade.overridden':
        await db
          .insertInto('grade_override')
          .values(overrideRow(leaf, index))
          .onConflict((it) => it.doNothing())
          .execute();
        break;
      case 'stage.moved':
        await db
          .insertInto('stage_move')
          .values(moveRow(leaf, index))
          .onConflict((it) => it.doNothing())
          .execute();
        await db
          .updateTable('system')
          .set({ stage: leaf.body.to, changed_at: leaf.at })
          .where('id', '=', leaf.body.system)
          .where('org', '=', leaf.org)
          .execute();
        break;
    }
  },
};

function times(at: string) {
  return { registered_at: at, changed_at: at };
}

function columns(facts: SystemFacts) {
  return {
    practice: facts.practice,
    name: facts.name.digest,
    description: facts.description?.digest ?? null,
    contacts: facts.contacts?.digest ?? null,
    actor_role: facts.actorRole,
    stage: facts.stage,
    scenario: facts.scenario,
    sector: facts.sector,
    populations: JSON.stringify(facts.populations),
    modalities: JSON.stringify(facts.modalities),
    intelligence: facts.intelligence,
    scale: facts.scale,
    edition: facts.edition,
    profile: facts.profile,
    endpoints: JSON.stringify(facts.endpoints),
  };
}

function overrideRow(leaf: Leaf<'grade.overridden'>, place: number) {
  const { system, computed, level, reason } = leaf.body;
  return {
    id: leaf.id,
    org: leaf.org,
    system,
    computed,
    level,
    reason: reason.digest,
    at: leaf.at,
    actor: JSON.stringify(leaf.actor),
    place,
  };
}

function moveRow(leaf: Leaf<'stage.moved'>, place: number) {
  const { system, from, to, unmet, exceptions } = leaf.body;
  return {
    id: leaf.id,
    org: leaf.org,
    system,
    from_stage: from,
    to_stage: to,
    unmet: JSON.stringify(unmet),
    exceptions: JSON.stringify(exceptions),
    at: leaf.at,
    actor: JSON.stringify(leaf.actor),
    place,
  };
}
