import { randomBytes } from 'node:crypto';
import { after, before, describe } from 'node:test';
import { sql } from 'kysely';
import { openStore, type StorePlace } from './open.ts';
import type { Store } from './types.ts';

/** What tests on a store get: one engine per file, as starting it takes seconds, and an empty schema whenever asked. */
export interface StoreWorld {
  readonly engine: Store['kind'];
  /** the store of this file, emptied of all tables; do not close it */
  empty(): Promise<Store>;
}

const serverUrl = process.env.DUHENG_TEST_DATABASE_URL;

/**
 * Describes the same behaviour twice: on PGlite in memory, and on the server named by DUHENG_TEST_DATABASE_URL, in a schema of this file's
 * own. Without a server that half is skipped and says so.
 */
export function describeOnEachEngine(title: string, define: (world: StoreWorld) => void): void {
  describe(`${title} [PGlite]`, () => define(worldAt('pglite', { memory: true }, 'public')));
  const skip = serverUrl ? false : 'DUHENG_TEST_DATABASE_URL is not set';
  const schema = `t_${randomBytes(6).toString('hex')}`;
  describe(`${title} [PostgreSQL]`, { skip }, () => {
    define(worldAt('postgres', { databaseUrl: serverUrl ?? '', schema, connections: 4 }, schema));
  });
}

function worldAt(engine: Store['kind'], place: StorePlace, schema: string): StoreWorld {
  let opened: Store | null = null;
  before(async () => {
    opened = await openStore(place);
  });
  after(async () => {
    if (opened && engine === 'postgres') await sql`drop schema ${sql.id(schema)} cascade`.execute(opened.db);
    await opened?.close();
  });
  return {
    engine,
    async empty() {
      if (!opened) throw new Error('the world exists inside tests only');
      await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(opened.db);
      await sql`create schema ${sql.id(schema)}`.execute(opened.db);
      return opened;
    },
  };
}
