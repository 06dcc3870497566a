import type { Kysely, Selectable } from 'kysely';
import type { ContentStore, SystemFacts } from '../ledger/index.ts';
import type { Database } from '../store/index.ts';
import { RegisterError } from './errors.ts';
import { refsOf, viewOf } from './facts.ts';
import { effectiveGrade, type GradingData, gradeSystem } from './grading.ts';
import { pageBounds, toPage } from './page.ts';
import { type OverrideRow, registerTables, type SystemRow } from './tables.ts';
import type { GradeOverride, Page, PageRequest, StageMove, System } from './types.ts';

/** How much of a history is read at most. */
const HISTORY = 1_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A system with the references of its words, which a change carries on. */
export type Kept = Readonly<{ system: System; refs: Pick<SystemFacts, 'name' | 'description' | 'contacts'> }>;

export interface SystemReader {
  load(org: string, id: string): Promise<Kept>;
  list(org: string, page?: PageRequest & { readonly practice?: boolean }): Promise<Page<System>>;
  overrides(org: string, id: string): Promise<readonly GradeOverride[]>;
  moves(org: string, id: string): Promise<readonly StageMove[]>;
}

/** Reads systems back from the tables, their words from the content store. */
export function createReader(
  shared: Kysely<Database>,
  words: Pick<ContentStore, 'has' | 'text'>,
  data: GradingData,
): SystemReader {
  const db = registerTables(shared);

  const textOf = async (digest: string | null): Promise<string | null> =>
    digest === null || !words.has(digest) ? null : words.text(digest);

  async function overrideOf({ computed, level, reason, at, actor }: Selectable<OverrideRow>): Promise<GradeOverride> {
    return { computed, level, reason: await textOf(reason), at, actor };
  }

  async function systemOf(row: Selectable<SystemRow>, latest: Selectable<OverrideRow> | undefined): Promise<System> {
    const view = viewOf(row);
    const override = latest ? await overrideOf(latest) : null;
    const [name, description, contacts] = await Promise.all([row.name, row.description, row.contacts].map(textOf));
    const grade = effectiveGrade(gradeSystem(view, data), override);
    return { ...view, name: name ?? null, description: description ?? null, contacts: contacts ?? null, grade };
  }

  async function latestOverrides(org: string, ids: readonly string[]): Promise<Map<string, Selectable<OverrideRow>>> {
    if (ids.length === 0) return new Map();
    const rows = await db
      .selectFrom('grade_override')
      .selectAll()
      .distinctOn('system')
      .where('org', '=', org)
      .where('system', 'in', ids)
      .orderBy('system')
      .orderBy('place', 'desc')
      .execute();
    return new Map(rows.map((it) => [it.system, it]));
  }

  async function rowOf(org: string, id: string): Promise<Selectable<SystemRow>> {
    const query = db.selectFrom('system').selectAll().where('id', '=', id).where('org', '=', org);
    const row = UUID.test(id) ? await query.executeTakeFirst() : undefined;
    if (!row) throw new RegisterError('register.system_unknown', { system: id.slice(0, 100) });
    return row;
  }

  return {
    async load(org, id) {
      const row = await rowOf(org, id);
      const overrides = await latestOverrides(org, [row.id]);
      return { system: await systemOf(row, overrides.get(row.id)), refs: refsOf(row) };
    },

    async list(org, page = {}) {
      const bounds = pageBounds(page);
      if (!bounds) throw new RegisterError('register.cursor_invalid', { after: String(page.after).slice(0, 100) });
      let query = db.selectFrom('system').selectAll().where('org', '=', org).where('place', '<', bounds.before);
      if (page.practice !== undefined) query = query.where('practice', '=', page.practice);
      const found = await query
        .orderBy('place', 'desc')
        .limit(bounds.limit + 1)
        .execute();
      const { rows, next } = toPage(found, bounds.limit);
      const ids = rows.map((it) => it.id);
      const overrides = await latestOverrides(org, ids);
      return { rows: await Promise.all(rows.map((it) => systemOf(it, overrides.get(it.id)))), next };
    },

    async overrides(org, id) {
      await rowOf(org, id);
      const query = db.selectFrom('grade_override').selectAll().where('org', '=', org).where('system', '=', id);
      const rows = await query.orderBy('place', 'desc').limit(HISTORY).execute();
      return Promise.all(rows.map(overrideOf));
    },

    async moves(org, id) {
      await rowOf(org, id);
      const query = db.selectFrom('stage_move').selectAll().where('org', '=', org).where('system', '=', id);
      const rows = await query.orderBy('place', 'desc').limit(HISTORY).execute();
      return rows.map((it) => {
        const { unmet, exceptions, at, actor } = it;
        return { from: it.from_stage, to: it.to_stage, unmet, exceptions, at, actor };
      });
    },
  };
}
