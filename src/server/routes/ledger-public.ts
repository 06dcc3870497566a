import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import {
  canonicalBytes,
  encodeBundle,
  type Log,
  type LogKeys,
  type Publication,
  parsePath,
  publicKeysOf,
  tileWidth,
} from '../../ledger/index.ts';
import { ServerError } from '../frame/error.ts';

/** The main log as others may see it. */
export interface PublicLedger {
  readonly log: Pick<Log, 'read'>;
  readonly publication: Pick<Publication, 'directory' | 'published'>;
  readonly keys: LogKeys;
}

/** Where a tlog-tiles client finds the log. */
const prefix = '/ledger/main';
const forever = 'max-age=31536000, immutable';

/**
 * The published log as static files of C2SP tlog-tiles: checkpoint, hash tiles and public keys for everybody who reaches this
 * server, entry bundles with the token only. A tile never changes under its name, so it may be kept for ever; a checkpoint may not be kept at all.
 */
export function ledgerPages(ledger: PublicLedger): (app: Hono, guarded: MiddlewareHandler) => void {
  return (app, guarded) => {
    app.get(`${prefix}/checkpoint`, () =>
      answer(ledger.publication.published.note, 'text/plain; charset=utf-8', 'no-cache'),
    );
    app.get(`${prefix}/keys`, (context) =>
      context.json({ keys: publicKeysOf(ledger.keys) }, 200, { 'cache-control': 'no-cache' }),
    );
    app.use(`${prefix}/tile/entries/*`, guarded);
    app.get(`${prefix}/tile/*`, (context) => tile(context, ledger));
    app.all('/ledger/*', (context) => {
      throw new ServerError('server.not_found', { path: context.req.path.slice(0, 200) });
    });
  };
}

async function tile(context: Context, { log, publication }: PublicLedger): Promise<Response> {
  const { pathname } = new URL(context.req.url);
  const path = pathname.slice(prefix.length + 1);
  const missing = new ServerError('server.not_found', { path: pathname.slice(0, 200) });
  const name = parsePath(path);
  if (name === null) throw missing;
  if (name.level !== 'entries') {
    const bytes = await readFile(join(publication.directory, path)).catch(() => null);
    if (bytes === null) throw missing;
    return answer(bytes, 'application/octet-stream', `public, ${forever}`);
  }
  const from = Number(name.index) * tileWidth;
  const to = from + name.width;
  // Nothing that is not under a signed checkpoint goes out.
  if (to > Number(publication.published.size)) throw missing;
  const entries: Uint8Array[] = [];
  for await (const { leaf } of log.read({ from, to })) entries.push(canonicalBytes(leaf));
  return answer(encodeBundle(entries), 'application/octet-stream', `private, ${forever}`);
}

const answer = (body: string | Uint8Array, type: string, caching: string): Response =>
  new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { 'content-type': type, 'cache-control': caching },
  });
