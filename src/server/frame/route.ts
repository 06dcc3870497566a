import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { ActorRef } from '../../ledger/index.ts';
import { jsonOf } from './body.ts';
import { ServerError } from './error.ts';
import { etagOf, ifMatchHolds, ifNoneMatchNames } from './etag.ts';

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
  /** fields that change with every reading and say nothing of the object: left out of its ETag */
  readonly etagWithout?: readonly string[];
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

/** Parses one part of a request. Throws `server.invalid_request`, whose cause lists every fault with its path. */
export function parsed<S extends Schema | undefined>(schema: S, value: () => unknown): Output<S> {
  if (!schema) return undefined as Output<S>;
  const found = schema.safeParse(value());
  if (!found.success) throw new ServerError('server.invalid_request', {}, found.error);
  return found.data as Output<S>;
}

/** Mounts a route: parse, precondition, handle, check the answer, ETag. Faults are thrown; the frame turns them into problem details. */
export function mount(app: Hono, definition: AnyRoute, callerOf: (context: Context) => Caller): void {
  const inTurn = oneAtATime();
  app.on(definition.method.toUpperCase(), `/api/v1${definition.path}`, async (context) => {
    const caller = callerOf(context);
    const params = parsed(definition.params, () => context.req.param());
    const query = parsed(definition.query, () => onlyOnce(context.req.queries()));
    const body = parsed(definition.body, () => jsonOf(context));
    const answer = await inTurn(context.req.header('if-match') === undefined ? null : context.req.path, async () => {
      await checkPrecondition(context, definition, { params, query: undefined, body: undefined, caller });
      return definition.response.safeParse(await definition.handle({ params, query, body, caller }));
    });
    if (!answer.success)
      throw new ServerError('server.answer_mismatch', { operation: definition.operation }, answer.error);
    const text = JSON.stringify(answer.data);
    const etag = etagOf(definition.etagWithout ? JSON.stringify(answer.data, without(definition.etagWithout)) : text);
    const headers = { 'content-type': 'application/json; charset=utf-8', etag, 'cache-control': 'no-cache' };
    const known = context.req.header('if-none-match');
    if (definition.method === 'get' && known !== undefined && ifNoneMatchNames(known, etag))
      return context.body(null, 304, { etag, 'cache-control': 'no-cache' });
    return context.body(text, definition.status ?? 200, headers);
  });
}

const without = (fields: readonly string[]) => (name: string, value: unknown) =>
  fields.includes(name) ? undefined : value;

/** A parameter given twice is refused by its schema as the list that it is. */
const onlyOnce = (queries: Record<string, string[]>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0] : values]));

/** Changes of one object that rest on a precondition go one after the other, so that of two with the same one only one is made. */
function oneAtATime() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(key: string | null, work: () => Promise<T>): Promise<T> => {
    if (key === null) return work();
    const mine = (last.get(key) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => undefined);
    last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}

async function checkPrecondition(
  context: Context,
  definition: AnyRoute,
  input: RouteInput<Schema | undefined, undefined, undefined>,
): Promise<void> {
  const wanted = context.req.header('if-match');
  if (wanted === undefined || !definition.current) return;
  const present = etagOf(JSON.stringify(await definition.current(input)));
  if (!ifMatchHolds(wanted, present))
    throw new ServerError('server.precondition_failed', { wanted: wanted.slice(0, 200), present });
}
