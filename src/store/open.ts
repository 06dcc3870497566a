import { join } from 'node:path';
import { claimDirectory, LedgerError, makeDirectory, type Owned } from '../ledger/index.ts';
import { StoreError } from './error.ts';
import type { Store } from './types.ts';
import { valueParsers } from './values.ts';

/** Where the tables lie: embedded under a data directory, embedded in memory, or on a PostgreSQL server (13 or newer). */
export type StorePlace =
  | { readonly dataDirectory: string }
  | { readonly memory: true }
  | {
      readonly databaseUrl: string;
      /** made where absent; default `public` */
      readonly schema?: string;
      /** connections at most; default 10 */
      readonly connections?: number;
    };

const connectMilliseconds = 10_000;
const oldestServer = 130_000;

/**
 * Opens the store. Embedded, it takes `<dataDirectory>/pglite` for this process alone, since two PGlite on one directory lose rows silently;
 * what it holds survives a crash of the process, but PGlite never calls fsync, so a power cut may cost the last writes: the
 * projection brings them back from the ledger. Throws `store.in_use`, `store.cannot_open`, `store.unreachable`.
 */
export async function openStore(place: StorePlace): Promise<Store> {
  if ('databaseUrl' in place) return openServer(place);
  if ('memory' in place) return startPGlite();
  const directory = join(place.dataDirectory, 'pglite');
  const claim = await claimAlone(place.dataDirectory);
  try {
    const store = await startPGlite(directory);
    return {
      ...store,
      async close() {
        await store.close();
        await claim.release();
      },
    };
  } catch (cause) {
    await claim.release();
    throw cause instanceof StoreError ? cause : new StoreError('store.cannot_open', { directory }, cause);
  }
}

// Engines are loaded when a store is opened: PGlite costs some 100 MB, and a run that stores nothing should not pay for it.
async function startPGlite(directory?: string): Promise<Store> {
  const [{ PGlite }, { storeOnPGlite }] = await Promise.all([import('@electric-sql/pglite'), import('./engine.ts')]);
  const pglite = await PGlite.create({
    ...(directory === undefined ? {} : { dataDir: directory }),
    parsers: { ...valueParsers },
  });
  await pglite.exec("set timezone to 'UTC'");
  return storeOnPGlite(pglite);
}

async function claimAlone(dataDirectory: string): Promise<Owned> {
  try {
    await makeDirectory(dataDirectory);
    const claim = await claimDirectory(dataDirectory, '.store');
    if (claim.owner) {
      claim.serve((connection) => connection.destroy());
      return claim;
    }
    await claim.release();
    throw new StoreError('store.in_use', { directory: dataDirectory, pid: claim.pid });
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const reason = cause instanceof LedgerError ? cause.code : 'directory';
    throw new StoreError('store.cannot_open', { directory: dataDirectory, reason }, cause);
  }
}

async function openServer(place: Extract<StorePlace, { databaseUrl: string }>): Promise<Store> {
  const { schema = 'public' } = place;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw new StoreError('store.cannot_open', { reason: 'schema_name' });
  const [{ Pool, types }, { storeOnPool }] = await Promise.all([import('pg'), import('./engine.ts')]);
  const pool = new Pool({
    connectionString: place.databaseUrl,
    max: place.connections ?? 10,
    connectionTimeoutMillis: connectMilliseconds,
    application_name: 'duheng',
    options: `-c search_path=${schema} -c timezone=UTC`,
    types: {
      getTypeParser: (id, format) =>
        (format === 'binary' ? undefined : valueParsers[id]) ?? types.getTypeParser(id, format),
    },
  });
  // An idle connection that the server drops is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const store = storeOnPool(pool);
  try {
    await checkServer(store);
    const { sql } = store;
    await sql`create schema if not exists ${sql.id(schema)}`.execute(store.db);
    return store;
  } catch (cause) {
    await store.close();
    if (cause instanceof StoreError) throw cause;
    // The URL carries a password: only what the driver says of the failure is passed on, as its code.
    throw new StoreError('store.unreachable', { reason: reasonOf(cause) }, cause);
  }
}

async function checkServer({ db, sql }: Store): Promise<void> {
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(
    db,
  );
  const version = rows[0]?.version ?? 0;
  if (version < oldestServer) throw new StoreError('store.cannot_open', { reason: 'server_version', version });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'connection';
}
