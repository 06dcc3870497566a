import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { isLocal, localListener, loopbackOnly, rememberToken, tokenNeeded } from './admission.ts';
import { readBodies } from './body.ts';
import { consoleFile } from './console-files.ts';
import { ServerError } from './error.ts';
import { type IdempotencyStore, idempotency } from './idempotency.ts';
import { type FileOperation, openApiOf } from './openapi.ts';
import { describeProblem, type ProblemTable } from './problem.ts';
import { type AnyRoute, type Caller, mount, parsed } from './route.ts';
import { serveVerifier } from './verifier-files.ts';

export interface FrameOptions {
  readonly version: string;
  readonly token: string;
  readonly org: string;
  readonly actor: Caller['actor'];
  readonly problems: ProblemTable;
  readonly routes: readonly AnyRoute[];
  readonly raw: readonly RawRoute[];
  /** what lies beside the API and the console; `guarded` asks for the token */
  readonly pages: (app: Hono, guarded: MiddlewareHandler) => void;
  readonly idempotency: IdempotencyStore;
  readonly consoleDirectory: string;
  /** where people open the console; null while nothing listens */
  readonly address: () => string | null;
  readonly onError: (error: unknown, code: string) => void;
}

/** A route that answers with something else than JSON of a schema: an event stream, a file. */
export interface RawRoute extends FileOperation {
  readonly handle: (context: Context, caller: Caller) => Promise<Response> | Response;
}

/** Of the API, which its paths carry; the program's own version is in `/api/v1/health`. */
export const apiVersion = '1';

const fixedOperations: readonly FileOperation[] = [
  {
    ...{ method: 'get', path: '/health', operation: 'getHealth', produces: 'application/json', open: true },
    summary: { zh: '服务是否就绪、版本与控制台地址', en: 'Whether the service is ready, its version and address' },
  },
  {
    ...{ method: 'get', path: '/openapi.json', operation: 'getOpenApi', produces: 'application/json' },
    summary: { zh: '本文档', en: 'This document' },
  },
  {
    ...{ method: 'post', path: '/session', operation: 'openSession', produces: 'application/json' },
    summary: { zh: '以令牌换取 HttpOnly cookie', en: 'A cookie, which scripts cannot read, in exchange for the token' },
  },
];

/** The OpenAPI document of these routes and of what the frame itself answers. */
export const frameOpenApi = (it: Pick<FrameOptions, 'routes' | 'raw' | 'version'>) =>
  openApiOf(it.routes, [...it.raw, ...fixedOperations], it.version);

/** The HTTP surface as a web-standard app: `app.request()` tests it without a socket. */
export function frame(options: FrameOptions): Hono {
  const app = new Hono();
  const callerOf = (context: Context): Caller => ({ org: options.org, actor: options.actor, local: isLocal(context) });
  const openApi = JSON.stringify(frameOpenApi({ ...options, version: apiVersion }));
  const onLost = (error: unknown) => options.onError(error, 'server.internal');
  app.use(safeHeaders, loopbackOnly);
  app.use('/api/*', tokenNeeded(options.token), readBodies);
  app.use(
    '/api/*',
    idempotency(options.idempotency, () => options.org, onLost),
  );
  for (const definition of options.routes) mount(app, definition, callerOf);
  for (const it of options.raw)
    app.on(it.method.toUpperCase(), `/api/v1${it.path}`, (context) => {
      parsed(it.params, () => context.req.param());
      parsed(it.query, () => context.req.query());
      return it.handle(context, callerOf(context));
    });
  app.get('/api/v1/health', (context) =>
    context.json({ ok: true, version: options.version, address: options.address() }),
  );
  app.get('/api/v1/openapi.json', (context) => context.body(openApi, 200, { 'content-type': 'application/json' }));
  app.post('/api/v1/session', (context) => {
    rememberToken(context, options.token);
    return context.json({ ok: true });
  });
  app.all('/api/*', (context) => {
    throw new ServerError('server.not_found', { path: context.req.path.slice(0, 200) });
  });
  options.pages(app, tokenNeeded(options.token));
  serveVerifier(app);
  app.get('*', (context) => consoleFile(context, options.consoleDirectory));
  app.notFound((context) => {
    throw new ServerError('server.not_found', { path: context.req.path.slice(0, 200) });
  });
  app.onError((error) => problemResponse(error, options));
  return app;
}

const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('x-content-type-options', 'nosniff');
  context.header('referrer-policy', 'no-referrer');
  context.header('cross-origin-resource-policy', 'same-origin');
};

/** Only what is our own fault, or the disk's, goes to the log: what was asked wrongly is told to the one who asked. */
function problemResponse(error: Error, { problems, onError }: Pick<FrameOptions, 'problems' | 'onError'>): Response {
  const problem = describeProblem(error, problems);
  if (problem.status >= 500) onError(error, problem.code);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/**
 * The surface while the rooms are still being opened: the console's files at once, the API as soon as it is there. `ready` may reject: the
 * requests that wait are then answered with that error.
 */
export function frontOf(
  ready: Promise<Pick<Hono, 'fetch'>>,
  options: Pick<FrameOptions, 'consoleDirectory' | 'problems'>,
): Hono {
  const app = new Hono();
  // Where nobody waits for the API, its failing is still no defect of ours.
  ready.catch(() => {});
  app.use(safeHeaders, loopbackOnly);
  for (const path of ['/api/*', '/ledger/*'])
    app.all(path, async (context) => (await ready).fetch(context.req.raw, context.env));
  serveVerifier(app);
  app.get('*', (context) => consoleFile(context, options.consoleDirectory));
  // Whoever opens the rooms reports what went wrong there.
  app.onError((error) => problemResponse(error, { problems: options.problems, onError: () => {} }));
  return app;
}

/** What a request over the data directory's own socket carries, for those who call the app in their own process. */
export const localEnvironment = { listener: localListener } as const;

function serverOver(app: Pick<Hono, 'fetch'>, listener: string): Server {
  const handle = getRequestListener((request) => app.fetch(request, { listener }), { overrideGlobalObjects: false });
  const bounds = { requestTimeout: 60_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 };
  return createServer(bounds, (request, response) => void handle(request, response));
}

/** The connections of the data directory's own socket. */
export interface LocalServer {
  admit(socket: Socket): void;
  readonly connected: boolean;
  /** resolves once nobody is connected */
  emptied(): Promise<void>;
  closeAll(): void;
}

/** Serves the connections that are handed to it; it listens nowhere itself, so Node keeps no list of them and we do. */
export function localServer(app: Pick<Hono, 'fetch'>): LocalServer {
  const server = serverOver(app, localListener);
  const open = new Set<Socket>();
  const waiting: (() => void)[] = [];
  return {
    admit(socket) {
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        if (open.size === 0) for (const it of waiting.splice(0)) it();
      });
      server.emit('connection', socket);
    },
    get connected() {
      return open.size > 0;
    },
    async emptied() {
      if (open.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    closeAll() {
      for (const it of open) it.destroy();
    },
  };
}

/** Listens on loopback. Rejects with `server.port_taken`. */
export function listen(app: Pick<Hono, 'fetch'>, port: number): Promise<Server> {
  const server = serverOver(app, 'loopback');
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new ServerError('server.port_taken', { port }, cause) : cause);
    });
    server.once('listening', () => resolve(server));
    server.listen(port, '127.0.0.1');
  });
}
