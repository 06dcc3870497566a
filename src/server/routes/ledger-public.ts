import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import {
  canonicalBytes,
  chainFiles,
  directoryStorage,
  encodeBundle,
  type LogSeries,
  type PublishedLog,
  parsePath,
  publicKeysOf,
  publishedTiles,
  receiptOf,
  type SeriesPublication,
  tileWidth,
} from '../../ledger/index.ts';
import { ServerError } from '../frame/error.ts';
import { logsView } from '../schema/ledger.ts';
import { keyPage } from './ledger-keys.ts';

/** The logs of the series as others may see them. */
export interface PublicLedger {
  readonly series: Pick<LogSeries, 'read'>;
  readonly publication: Pick<SeriesPublication, 'logs'>;
}

const forever = 'max-age=31536000, immutable';
const json = 'application/json; charset=utf-8';

/**
 * Each published log as static files of C2SP tlog-tiles, under its name (`/ledger/main`, `/ledger/main-2` …): checkpoint, hash tiles, public keys
 * and the leaves that chain the logs for everybody who reaches this server, entry bundles and receipts with the token only. A tile never changes under its
 * name, so it may be kept for ever; a checkpoint may not be kept at all. `/ledger/logs` lists them, `/ledger/keys` shows their keys to people.
 */
export function ledgerPages(ledger: PublicLedger): (app: Hono, guarded: MiddlewareHandler) => void {
  return (app, guarded) => {
    app.get('/ledger/logs', (context) => context.json({ logs: logsView(ledger.publication.logs) }, 200, fresh));
    app.get('/ledger/keys', (context) => keyPage(context, ledger.publication.logs));
    app.get('/ledger/:log/checkpoint', (context) => {
      const { published } = logOf(context, ledger);
      if (published === null) throw missing(context);
      return answer(published.note, 'text/plain; charset=utf-8', 'no-cache');
    });
    app.get('/ledger/:log/keys', (context) =>
      context.json({ keys: publicKeysOf(logOf(context, ledger).keys) }, 200, fresh),
    );
    for (const file of Object.values(chainFiles))
      app.get(`/ledger/:log/${file}`, async (context) =>
        answer(await fileOf(context, logOf(context, ledger), file), json, `public, ${forever}`),
      );
    app.use('/ledger/:log/tile/entries/*', guarded);
    app.use('/ledger/:log/receipt/*', guarded);
    app.get('/ledger/:log/receipt/:index', (context) => receipt(context, ledger));
    app.get('/ledger/:log/tile/*', (context) => tile(context, ledger));
    app.all('/ledger/*', (context) => {
      throw missing(context);
    });
  };
}

const fresh = { 'cache-control': 'no-cache' };

const missing = (context: Context) => new ServerError('server.not_found', { path: context.req.path.slice(0, 200) });

function logOf(context: Context, { publication }: PublicLedger): PublishedLog {
  const name = context.req.param('log');
  const found = publication.logs.find((it) => it.log.name === name);
  if (found === undefined) throw missing(context);
  return found;
}

/** The offline proof of the entry of that index in its log, under the checkpoint that is published now. */
async function receipt(context: Context, ledger: PublicLedger): Promise<Response> {
  const { log, published } = logOf(context, ledger);
  const index = context.req.param('index') ?? '';
  if (published === null || !/^(0|[1-9]\d{0,18})$/.test(index) || BigInt(index) >= published.size)
    throw missing(context);
  const proof = await receiptOf(log.place.public, published, BigInt(index));
  return answer(proof, 'text/plain; charset=utf-8', 'private, no-cache');
}

async function fileOf(context: Context, { log }: PublishedLog, path: string): Promise<Uint8Array> {
  const bytes = await readFile(join(log.place.public, path)).catch(() => null);
  if (bytes === null) throw missing(context);
  return bytes;
}

/** A tile of hashes; a partial one that was superseded since is cut out of what took its place. */
async function hashTileOf(context: Context, { log }: PublishedLog, path: string): Promise<Uint8Array> {
  const bytes = await publishedTiles(directoryStorage(log.place.public))(path).catch(() => null);
  if (bytes === null) throw missing(context);
  return bytes;
}

async function tile(context: Context, ledger: PublicLedger): Promise<Response> {
  const page = logOf(context, ledger);
  const { log, published } = page;
  const { pathname } = new URL(context.req.url);
  const path = pathname.slice(`/ledger/${log.name}/`.length);
  const name = parsePath(path);
  if (name === null) throw missing(context);
  if (name.level !== 'entries')
    return answer(await hashTileOf(context, page, path), 'application/octet-stream', `public, ${forever}`);
  const from = Number(name.index) * tileWidth;
  const to = from + name.width;
  // Nothing that is not under a signed checkpoint goes out.
  if (to > Number(published?.size ?? 0)) throw missing(context);
  const entries: Uint8Array[] = [];
  for await (const { leaf } of ledger.series.read({ from: log.from + from, to: log.from + to }))
    entries.push(canonicalBytes(leaf));
  return answer(encodeBundle(entries), 'application/octet-stream', `private, ${forever}`);
}

const answer = (body: string | Uint8Array, type: string, caching: string): Response =>
  new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { 'content-type': type, 'cache-control': caching },
  });
