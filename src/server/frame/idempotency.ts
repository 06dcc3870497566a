import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
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

/**
 * `Idempotency-Key` on POST: the same key with the same request gives the first answer again; with another request it is refused. A
 * request whose process died before it answered leaves nothing behind and may be sent again.
 */
export function idempotency(store: IdempotencyStore, orgOf: () => string): MiddlewareHandler {
  const inFlight = new Set<string>();
  return async (context, next) => {
    const key = context.req.header('idempotency-key');
    if (context.req.method !== 'POST' || key === undefined) return next();
    const org = orgOf();
    const request = createHash('sha256')
      .update(`${context.req.path}\n${await context.req.text()}`)
      .digest('hex');
    const known = await store.recall(org, key.slice(0, 200));
    if (known) {
      if (known.request !== request) throw new ServerError('server.idempotency_mismatch');
      return new Response(known.body, {
        status: known.status,
        headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-replayed': 'true' },
      });
    }
    const slot = `${org}\n${key}`;
    if (inFlight.has(slot)) throw new ServerError('server.idempotency_in_progress');
    inFlight.add(slot);
    try {
      await next();
      if (context.res.ok)
        await store.remember(org, key.slice(0, 200), {
          request,
          status: context.res.status,
          body: await context.res.clone().text(),
        });
    } finally {
      inFlight.delete(slot);
    }
    return undefined;
  };
}
