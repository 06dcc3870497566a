import type { Kysely, Transaction } from 'kysely';
import type { Leaf } from '../ledger/index.ts';
import type { Database, Projector } from '../store/index.ts';
import { evidenceHolding } from './holding.ts';
import { type EvidenceTables, evidenceTables } from './tables.ts';

type Tables = Kysely<EvidenceTables & Database>;

/**
 * Rows of runs, observations, sightings, judgements, exceptions and reviews, from the leaves alone. Of two leaves that claim one id the
 * first holds: a repeated leaf must not stop the tables.
 */
export const evidenceProjector: Projector = {
  room: 'evidence',
  version: 1,
  kinds: [
    'run.started',
    'run.finished',
    'observation',
    'identity.seen',
    'judgement',
    'judgement.withdrawn',
    'exception',
    'exception.withdrawn',
    'case.reviewed',
  ],
  tables: ['run', 'observation', 'identity_sighting', 'judgement', 'exception', 'case_review'],
  holding: evidenceHolding,
  async apply(tx: Transaction<Database>, leaf: Leaf, index: number): Promise<void> {
    const db = evidenceTables(tx);
    switch (leaf.kind) {
      case 'run.started':
        return startRun(db, leaf, index);
      case 'run.finished':
        return finishRun(db, leaf);
      case 'observation':
        return observe(db, leaf, index);
      case 'identity.seen':
        return see(db, leaf, index);
      case 'judgement':
        return judge(db, leaf, index);
      case 'exception':
        return except(db, leaf, index);
      case 'judgement.withdrawn':
        return withdrawJudgement(db, leaf);
      case 'exception.withdrawn':
        return withdrawException(db, leaf);
      case 'case.reviewed':
        return review(db, leaf, index);
    }
  },
};

const json = (value: unknown): string => JSON.stringify(value);
const orNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

async function startRun(db: Tables, { body, org, at, actor }: Leaf<'run.started'>, place: number): Promise<void> {
  const { run, system, endpoint, model, planned, plan, tool } = body;
  const lists = { scope: json(body.scope), suites: json(body.suites), attacks: json(body.attacks) };
  const finished = { status: null, counts: null, journal: null, self_check: null, reason: null, finished_at: null };
  const row = { run, org, system, endpoint, model, planned, plan, tool, ...lists, ...finished };
  await db
    .insertInto('run')
    .values({ ...row, started_at: at, actor: json(actor), place })
    .onConflict((it) => it.doNothing())
    .execute();
}

async function finishRun(db: Tables, { body, org, at }: Leaf<'run.finished'>): Promise<void> {
  const { status, journal, reason } = body;
  await db
    .updateTable('run')
    .set({ status, counts: json(body.counts), journal, self_check: body.selfCheck, reason, finished_at: at })
    .where('run', '=', body.run)
    .where('org', '=', org)
    .execute();
}

async function observe(db: Tables, { body, org }: Leaf<'observation'>, place: number): Promise<void> {
  const { observation, run, system, subject, result, artefact, reason, tool } = body;
  await db
    .insertInto('observation')
    .values({
      ...{ observation, org, run, system, subject, result, artefact, reason, tool, place },
      check_id: body.check,
      check_version: body.checkVersion,
      observed: orNull(body.observed),
      expected: orNull(body.expected),
      identity: orNull(body.identity),
      observed_at: body.observedAt,
      valid_until: body.validUntil,
    })
    .onConflict((it) => it.doNothing())
    .execute();
}

async function see(db: Tables, { id, body, org }: Leaf<'identity.seen'>, place: number): Promise<void> {
  const { system, run, identity, seenAt } = body;
  await db
    .insertInto('identity_sighting')
    .values({ id, org, system, run, identity: json(identity), seen_at: seenAt, place })
    .onConflict((it) => it.doNothing())
    .execute();
}

async function judge(db: Tables, { body, org, actor }: Leaf<'judgement'>, place: number): Promise<void> {
  const { judgement, system, item, statement, statedAt, expires } = body;
  await db
    .insertInto('judgement')
    .values({
      ...{ judgement, org, system, item, expires, place },
      statement: statement.digest,
      stated_at: statedAt,
      actor: json(actor),
      withdrawn_at: null,
    })
    .onConflict((it) => it.doNothing())
    .execute();
}

async function except(db: Tables, { body, org }: Leaf<'exception'>, place: number): Promise<void> {
  const { exception, system, item, expires } = body;
  await db
    .insertInto('exception')
    .values({
      ...{ exception, org, system, item, expires, place },
      check_id: body.check,
      reason: body.reason.digest,
      approver: json(body.approver),
      self_approved: body.selfApproved,
      approved_at: body.approvedAt,
      withdrawn_at: null,
    })
    .onConflict((it) => it.doNothing())
    .execute();
}

async function withdrawJudgement(db: Tables, { body, org, at }: Leaf<'judgement.withdrawn'>): Promise<void> {
  await db
    .updateTable('judgement')
    .set({ withdrawn_at: at })
    .where('judgement', '=', body.judgement)
    .where('org', '=', org)
    .where('withdrawn_at', 'is', null)
    .execute();
}

async function withdrawException(db: Tables, { body, org, at }: Leaf<'exception.withdrawn'>): Promise<void> {
  await db
    .updateTable('exception')
    .set({ withdrawn_at: at })
    .where('exception', '=', body.exception)
    .where('org', '=', org)
    .where('withdrawn_at', 'is', null)
    .execute();
}

async function review(db: Tables, { id, body, org, at, actor }: Leaf<'case.reviewed'>, place: number): Promise<void> {
  const { run, verdict, reason } = body;
  await db
    .insertInto('case_review')
    .values({ id, org, run, case_id: body.case, verdict, reason: reason.digest, at, actor: json(actor), place })
    .onConflict((it) => it.doNothing())
    .execute();
}
