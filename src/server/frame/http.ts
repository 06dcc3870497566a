import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { admission, isLocal, localListener, rememberToken } from './admission.ts';
import { consoleFile } from './console-files.ts';
import { ServerError } from './error.ts';
import { type IdempotencyStore, idempotency } from './idempotency.ts';
import { openApiOf } from './openapi.ts';
import { describeProblem, type ProblemTable } from './problem.ts';
import { type AnyRoute, type Caller, mount } from './route.ts';

export interface FrameOptions {
  readonly version: string;
  readonly token: string;
  readonly org: string;
  readonly actor: Caller['actor'];
  readonly problems: ProblemTable;
  readonly routes: readonly AnyRoute[];
  /** routes that answer with something else than JSON: event streams, files */
  readonly raw: readonly RawRoute[];
  readonly idempotency: IdempotencyStore;
  readonly consoleDirectory: string;
  /** where people open the console; null while nothing listens */
  readonly address: () => string | null;
  readonly onError: (error: unknown, code: string) => void;
}

export interface RawRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly handle: (context: Context, caller: Caller) => Promise<Response> | Response;
}

/** The HTTP surface as a web-standard app: `app.request()` tests it without a socket. */
export function frame(options: FrameOptions): Hono {
  const app = new Hono();
  const callerOf = (context: Context): Caller => ({ org: options.org, actor: options.actor, local: isLocal(context) });
  const openApi = JSON.stringify(openApiOf(options.routes, options.version));
  app.use(admission(options.token));
  app.use(
    '/api/*',
    idempotency(options.idempotency, () => options.org),
  );
  for (const definition of options.routes) mount(app, definition, callerOf);
  for (const it of options.raw)
    app.on(it.method.toUpperCase(), `/api/v1${it.path}`, (context) => it.handle(context, callerOf(context)));
  app.get('/api/v1/health', (context) =>
    context.json({ ok: true, version: options.version, address: options.address() }),
  );
  app.get('/api/v1/openapi.json', (context) => context.body(openApi, 200, { 'content-type': 'application/json' }));
  app.post('/api/v1/session', (context) => {
    rememberToken(context, options.token);
    return context.json({ ok: true });
  });
  app.all('/api/*', (context) => {
    throw new ServerError('server.not_found', { path: context.req.path });
  });
  app.get('*', (context) => consoleFile(context, options.consoleDirectory));
  app.onError((error) => problemResponse(error, options));
  return app;
}

function problemResponse(error: Error, options: FrameOptions): Response {
  const problem = describeProblem(error, options.problems);
  if (problem.status >= 500 || !(error instanceof z.ZodError)) options.onError(error, problem.code);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  });
}

/** What a request over the data directory's own socket carries, for those who call the app in their own process. */
export const localEnvironment = { listener: localListener } as const;

function serverOver(app: Hono, listener: string): Server {
  const handle = getRequestListener((request) => app.fetch(request, { listener }), { overrideGlobalObjects: false });
  const bounds = { requestTimeout: 60_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 };
  return createServer(bounds, (request, response) => void handle(request, response));
}

/** An HTTP server for the connections of the data directory's own socket; it listens nowhere itself. */
export const localServer = (app: Hono): Server => serverOver(app, localListener);

/** Listens on loopback. Rejects with `server.port_taken`. */
export function listen(app: Hono, port: number): Promise<Server> {
  const server = serverOver(app, 'loopback');
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new ServerError('server.port_taken', { port }, cause) : cause);
    });
    server.once('listening', () => resolve(server));
    server.listen(port, '127.0.0.1');
  });
}
