import type { IdentityFacts, Instant } from '../ledger/index.ts';
import { type Page, type PageRequest, pageBounds, toPage } from '../register/index.ts';
import type { Store } from '../store/index.ts';
import { EvidenceError } from './errors.ts';
import type { Observation } from './observation.ts';
import { evidenceTables } from './tables.ts';
import type { CaseReview, Exception, IdentitySighting, Judgement, Run } from './types.ts';
import { toCaseReview, toException, toJudgement, toObservation, toRun } from './views.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type ObservationFilter = Readonly<{
  system?: string;
  run?: string;
  checks?: readonly string[];
  subject?: string;
}>;

export interface EvidenceReader {
  run(org: string, run: string): Promise<Run>;
  runs(org: string, system: string | null, page?: PageRequest): Promise<Page<Run>>;
  observations(org: string, filter: ObservationFilter, page?: PageRequest): Promise<Page<Observation>>;
  observation(org: string, observation: string): Promise<Observation | undefined>;
  judgements(org: string, system: string): Promise<readonly Judgement[]>;
  exceptions(org: string, system: string): Promise<readonly Exception[]>;
  reviews(org: string, run: string): Promise<readonly CaseReview[]>;
  /**
   * What can still matter to a posture: per check and subject the newest conclusive and the newest other results; null: all that was recorded,
   * whatever the clock says now. A pass that was recorded before a failure of the same subject is left out even where its time is later: then
   * the clock stepped back in between, and a pass must not hide a failure that came after it.
   */
  newest(org: string, system: string, until: Instant | null): Promise<readonly Observation[]>;
  /** each distinct identity with the last time it was seen */
  sightings(org: string, system: string, until: Instant | null): Promise<readonly IdentitySighting[]>;
  brokenRuns(org: string, system: string): Promise<readonly string[]>;
}

/** Reads evidence back from the tables. */
export function createReader({ db: shared, sql }: Pick<Store, 'db' | 'sql'>): EvidenceReader {
  const db = evidenceTables(shared);
  return {
    async run(org, run) {
      const query = db.selectFrom('run').selectAll().where('run', '=', run).where('org', '=', org);
      const row = UUID.test(run) ? await query.executeTakeFirst() : undefined;
      if (!row) throw new EvidenceError('evidence.run_unknown', { run: run.slice(0, 100) });
      return toRun(row);
    },

    async runs(org, system, page = {}) {
      const { limit, before } = bounds(page);
      let query = db.selectFrom('run').selectAll().where('org', '=', org).where('place', '<', before);
      if (system !== null) query = query.where('system', '=', system);
      const found = await query
        .orderBy('place', 'desc')
        .limit(limit + 1)
        .execute();
      const { rows, next } = toPage(found, limit);
      return { rows: rows.map(toRun), next };
    },

    async observations(org, filter, page = {}) {
      const { limit, before } = bounds(page);
      let query = db.selectFrom('observation').selectAll().where('org', '=', org).where('place', '<', before);
      if (filter.system !== undefined) query = query.where('system', '=', filter.system);
      if (filter.run !== undefined) query = query.where('run', '=', filter.run);
      if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
      if (filter.checks !== undefined) query = query.where('check_id', 'in', [...filter.checks, '']);
      const found = await query
        .orderBy('place', 'desc')
        .limit(limit + 1)
        .execute();
      const { rows, next } = toPage(found, limit);
      return { rows: rows.map(toObservation), next };
    },

    async observation(org, observation) {
      const query = db.selectFrom('observation').selectAll().where('observation', '=', observation);
      const row = UUID.test(observation) ? await query.where('org', '=', org).executeTakeFirst() : undefined;
      return row && toObservation(row);
    },

    async judgements(org, system) {
      const query = db.selectFrom('judgement').selectAll().where('org', '=', org).where('system', '=', system);
      return (await query.orderBy('place', 'desc').execute()).map(toJudgement);
    },

    async exceptions(org, system) {
      const query = db.selectFrom('exception').selectAll().where('org', '=', org).where('system', '=', system);
      return (await query.orderBy('place', 'desc').execute()).map(toException);
    },

    async reviews(org, run) {
      const query = db.selectFrom('case_review').selectAll().where('org', '=', org).where('run', '=', run);
      return (await query.orderBy('place', 'desc').limit(10_000).execute()).map(toCaseReview);
    },

    async newest(org, system, until) {
      const conclusive = sql<boolean>`(o.result = 'fail' or (o.result = 'pass' and coalesce(r.self_check, '') <> 'broken'))`;
      const failed = sql<
        number | null
      >`max(o.place) filter (where o.result = 'fail') over (partition by o.check_id, o.subject)`;
      let recorded = db
        .selectFrom('observation as o')
        .leftJoin('run as r', (join) => join.onRef('r.run', '=', 'o.run').onRef('r.org', '=', 'o.org'))
        .selectAll('o')
        .select([conclusive.as('conclusive'), failed.as('failed')])
        .where('o.org', '=', org)
        .where('o.system', '=', system)
        .where('o.result', '<>', 'not_applicable');
      if (until !== null) recorded = recorded.where('o.observed_at', '<=', until);
      const nth = sql<number>`rank() over (partition by check_id, subject, conclusive order by observed_at desc)`;
      const ranked = db
        .selectFrom(recorded.as('recorded'))
        .selectAll()
        .select(nth.as('nth'))
        .where(sql<boolean>`not (result = 'pass' and conclusive and place < coalesce(failed, 0))`);
      const rows = await db.selectFrom(ranked.as('newest')).selectAll().where('nth', '=', 1).execute();
      return rows.map(toObservation);
    },

    async sightings(org, system, until) {
      const seen = await sql<{ identity: IdentityFacts; seen_at: string }>`
        select identity, max(seen_at) as seen_at from (
          select identity, seen_at from identity_sighting where org = ${org} and system = ${system}
          union all
          select identity, observed_at from observation
          where org = ${org} and system = ${system} and identity is not null
        ) as seen where ${until}::timestamptz is null or seen_at <= ${until} group by identity`.execute(db);
      return seen.rows.map((it) => ({ identity: it.identity, seenAt: it.seen_at }));
    },

    async brokenRuns(org, system) {
      const query = db.selectFrom('run').select('run').where('org', '=', org).where('system', '=', system);
      return (await query.where('self_check', '=', 'broken').execute()).map((it) => it.run);
    },
  };
}

function bounds(page: PageRequest): { limit: number; before: number } {
  const found = pageBounds(page);
  if (!found) throw new EvidenceError('evidence.cursor_invalid', { after: String(page.after).slice(0, 100) });
  return found;
}
