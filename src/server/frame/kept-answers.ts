import type { Migration, Store } from '../../store/index.ts';
import type { IdempotencyStore } from './idempotency.ts';

const keptMilliseconds = 24 * 3_600_000;

/** Answers under their idempotency keys. No projection of the ledger: they are forgotten after a day and may be lost. */
export const answersMigrations: readonly Migration[] = [
  {
    id: 'server.1_answer',
    async up(tx, sql) {
      await sql`
        create table kept_answer (
          org text not null,
          key text not null,
          request text not null,
          status integer not null,
          body text not null,
          at timestamptz not null,
          primary key (org, key)
        )`.execute(tx);
    },
  },
];

/** Keeps answers in the store for a day. */
export function idempotencyIn({ db, sql }: Pick<Store, 'db' | 'sql'>, clock: () => number): IdempotencyStore {
  return {
    async recall(org, key) {
      const since = new Date(clock() - keptMilliseconds).toISOString();
      const found = await sql<{ request: string; status: number; body: string }>`
        select request, status, body from kept_answer where org = ${org} and key = ${key} and at > ${since}`.execute(
        db,
      );
      return found.rows[0] ?? null;
    },
    async remember(org, key, { request, status, body }) {
      const now = clock();
      await sql`delete from kept_answer where at <= ${new Date(now - keptMilliseconds).toISOString()}`.execute(db);
      await sql`
        insert into kept_answer (org, key, request, status, body, at)
        values (${org}, ${key}, ${request}, ${status}, ${body}, ${new Date(now).toISOString()})
        on conflict (org, key) do nothing`.execute(db);
    },
  };
}
