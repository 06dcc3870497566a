import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { ActorRef } from '../../ledger/index.ts';
import { ServerError } from './error.ts';

export interface Caller {
  readonly org: string;
  readonly actor: ActorRef;
  /** true on the data directory's own socket: the same person on the same machine, who may name files and commands */
  readonly local: boolean;
}

/** What a handler may answer: the schema's input, however deeply read-only. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

type Schema = z.ZodType;
type Output<S> = S extends Schema ? z.output<S> : undefined;

/** One operation of the API. The same schemas parse the request, check the answer and make the OpenAPI document. */
export interface Route<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  R extends Schema,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Hono path below `/api/v1`, with `:name` parameters */
  readonly path: string;
  readonly operation: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  readonly status?: 200 | 201 | 202;
  /** the present representation, whose ETag an `If-Match` header must name */
  readonly current?: (input: RouteInput<P, undefined, undefined>) => Promise<unknown>;
  readonly handle: (input: RouteInput<P, Q, B>) => Promise<Frozen<z.input<R>>> | Frozen<z.input<R>>;
}

export interface RouteInput<P, Q, B> {
  readonly params: Output<P>;
  readonly query: Output<Q>;
  readonly body: Output<B>;
  readonly caller: Caller;
}

/** A route whose schemas are known only as schemas: what the frame and the OpenAPI document work on. */
export type AnyRoute = Route<Schema | undefined, Schema | undefined, Schema | undefined, Schema>;

/** Types a route from its schemas. */
export function route<
  R extends Schema,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(definition: Route<P, Q, B, R>): AnyRoute {
  return definition as unknown as AnyRoute;
}

export const cursor = z.string().max(500).optional().describe('from `next` of the page before');
export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const pageQuery = z.strictObject({ cursor, limit });

/** One page of a list; `next` is null on the last. */
export const pageOf = <T extends Schema>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

/** Strong ETag over the canonical bytes of an answer. */
export const etagOf = (value: unknown): string =>
  `"${createHash('sha256')
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('base64url')
    .slice(0, 22)}"`;

const maximumBody = 1024 * 1024;

/** Mounts a route: parse, precondition, handle, check the answer, ETag. Faults are thrown; the frame turns them into problem details. */
export function mount(app: Hono, definition: AnyRoute, callerOf: (context: Context) => Caller): void {
  app.on(definition.method.toUpperCase(), `/api/v1${definition.path}`, async (context) => {
    const caller = callerOf(context);
    const params = definition.params?.parse(context.req.param());
    const query = definition.query?.parse(context.req.query());
    const body = definition.body?.parse(await readJson(context));
    await checkPrecondition(context, definition, { params, query: undefined, body: undefined, caller });
    const answer = definition.response.safeParse(await definition.handle({ params, query, body, caller }));
    if (!answer.success)
      throw new ServerError('server.answer_mismatch', { operation: definition.operation }, answer.error);
    const text = JSON.stringify(answer.data);
    const etag = etagOf(text);
    const headers = { 'content-type': 'application/json; charset=utf-8', etag, 'cache-control': 'no-cache' };
    if (definition.method === 'get' && context.req.header('if-none-match') === etag)
      return context.body(null, 304, { etag });
    return context.body(text, definition.status ?? 200, headers);
  });
}

async function checkPrecondition(
  context: Context,
  definition: AnyRoute,
  input: RouteInput<Schema | undefined, undefined, undefined>,
): Promise<void> {
  const wanted = context.req.header('if-match');
  if (wanted === undefined || !definition.current) return;
  const present = etagOf(await definition.current(input));
  if (wanted !== present) throw new ServerError('server.precondition_failed', { wanted, present });
}

async function readJson(context: Context): Promise<unknown> {
  const declared = Number(context.req.header('content-length') ?? 0);
  if (declared > maximumBody) throw new ServerError('server.body_too_large', { bytes: declared, limit: maximumBody });
  const text = await context.req.text();
  if (text.length > maximumBody)
    throw new ServerError('server.body_too_large', { bytes: text.length, limit: maximumBody });
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServerError('server.body_not_json', {}, cause);
  }
}
