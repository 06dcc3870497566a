import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { ActorRef } from '../ledger/index.ts';
import { frame, frontOf } from './frame/http.ts';
import type { IdempotencyStore } from './frame/idempotency.ts';
import type { AnyRoute } from './frame/route.ts';
import { problemTable } from './problems/index.ts';
import { frameworkRoutes } from './routes/framework.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { ledgerPages } from './routes/ledger-public.ts';
import { postureRoutes } from './routes/posture.ts';
import { runRoutes } from './routes/run.ts';
import { rawRunRoutes } from './routes/run-raw.ts';
import { systemRoutes } from './routes/system.ts';
import type { Services } from './services.ts';

export interface ServerOptions {
  readonly services: Services;
  readonly token: string;
  readonly org: string;
  readonly actor: ActorRef;
  readonly idempotency: IdempotencyStore;
  readonly consoleDirectory: string;
  readonly address: () => string | null;
  readonly onError: (error: unknown, code: string) => void;
}

/** Every operation of the API, in the order of the document. */
export function routesOf(services: Services): readonly AnyRoute[] {
  return [
    ...frameworkRoutes(services),
    ...systemRoutes(services),
    ...postureRoutes(services),
    ...runRoutes(services),
    ...ledgerRoutes(services),
  ];
}

/** The HTTP surface over the rooms: API, OpenAPI document, console files. */
export function createServer(options: ServerOptions): Hono {
  const { services, ...rest } = options;
  return frame({
    ...rest,
    version: services.version,
    problems: problemTable,
    routes: routesOf(services),
    raw: rawRunRoutes(services),
    pages: ledgerPages(services.ledger),
  });
}

/** The surface while the rooms are still being opened; see `frontOf`. */
export const createFront = (ready: Promise<Pick<Hono, 'fetch'>>, consoleDirectory: string): Hono =>
  frontOf(ready, { consoleDirectory, problems: problemTable });

/** The directory of the built console: beside `src/` in a clone, beside `dist/` in a package. */
export async function consoleDirectory(): Promise<string> {
  const candidates = [join(import.meta.dirname, '../../web/dist'), join(import.meta.dirname, '../../../web/dist')];
  for (const it of candidates) {
    const found = await readFile(join(it, 'index.html')).catch(() => null);
    if (found) return it;
  }
  return candidates[0] ?? '';
}
