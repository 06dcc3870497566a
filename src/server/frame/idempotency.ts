import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyOf } from './body.ts';
import { ServerError } from './error.ts';

/** What a finished POST answered, kept under its key for a day. */
export interface RememberedAnswer {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

export interface IdempotencyStore {
  recall(org: string, key: string): Promise<RememberedAnswer | null>;
  remember(org: string, key: string, answer: RememberedAnswer): Promise<void>;
}

const longestKey = 200;

/**
 * `Idempotency-Key` on POST: the same key with the same request gives the first answer again; with another request it is refused. A
 * request that failed, or whose process died before it answered, leaves nothing behind and may be sent again.
 */
export function idempotency(
  store: IdempotencyStore,
  orgOf: () => string,
  onError: (error: unknown) => void,
): MiddlewareHandler {
  const inFlight = new Set<string>();
  return async (context, next) => {
    const key = context.req.header('idempotency-key');
    if (context.req.method !== 'POST' || key === undefined) return next();
    if (key === '' || key.length > longestKey) throw new ServerError('server.idempotency_key_invalid', { longestKey });
    const org = orgOf();
    const slot = `${org}\n${key}`;
    // Taken before the store is asked: else a second request could be let in between the first one's answer and its being kept.
    if (inFlight.has(slot)) throw new ServerError('server.idempotency_in_progress');
    inFlight.add(slot);
    try {
      const request = digestOf(context);
      const known = await store.recall(org, key);
      if (known) return replay(known, request);
      await next();
      // What was done stays done: an answer that cannot be kept is still given.
      if (context.res.ok) await store.remember(org, key, await toKeep(request, context.res.clone())).catch(onError);
    } finally {
      inFlight.delete(slot);
    }
    return undefined;
  };
}

const digestOf = (context: Context): string =>
  createHash('sha256')
    .update(`${new URL(context.req.url).search}\n${context.req.path}\n${bodyOf(context)}`)
    .digest('hex');

const toKeep = async (request: string, answer: Response): Promise<RememberedAnswer> => ({
  request,
  status: answer.status,
  body: await answer.text(),
});

function replay(known: RememberedAnswer, request: string): Response {
  if (known.request !== request) throw new ServerError('server.idempotency_mismatch');
  return new Response(known.body, {
    status: known.status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-replayed': 'true' },
  });
}
