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

/** Listens on loopback, or on the data directory's socket when `at` is a path. Rejects with `server.port_taken`. */
export function listen(
  app: Hono,
  at: { readonly port: number; readonly host?: string } | { readonly socket: string },
): Promise<Server> {
  const listener = 'socket' in at ? localListener : 'loopback';
  const handle = getRequestListener((request) => app.fetch(request, { listener }), { overrideGlobalObjects: false });
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      void handle(request, response);
    },
  );
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE' && 'port' in at
          ? new ServerError('server.port_taken', { port: at.port }, cause)
          : cause,
      );
    });
    server.once('listening', () => resolve(server));
    if ('socket' in at) server.listen(at.socket);
    else server.listen(at.port, at.host ?? '127.0.0.1');
  });
}
