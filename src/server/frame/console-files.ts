import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import type { Context } from 'hono';
import { ServerError } from './error.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
};

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

/** Serves the built console. Paths without an ending are pages of the single-page console. Throws `server.console_missing` where it is not built. */
export async function consoleFile(context: Context, directory: string): Promise<Response> {
  const path = pathOf(context);
  const file = extname(path) === '' ? 'index.html' : path;
  const whole = resolve(directory, `.${sep}${file}`);
  if (!whole.startsWith(resolve(directory) + sep)) throw new ServerError('server.not_found', { path });
  const bytes = await readFile(whole).catch(() => undefined);
  if (!bytes)
    throw file === 'index.html'
      ? new ServerError('server.console_missing')
      : new ServerError('server.not_found', { path });
  return new Response(bytes, {
    headers: {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-security-policy': policy,
    },
  });
}

/** The decoded path. A path that nobody could have meant (a lone %, a NUL byte) is simply not there. */
function pathOf(context: Context): string {
  const raw = new URL(context.req.url).pathname;
  try {
    const path = decodeURIComponent(raw);
    if (!path.includes('\0')) return path;
  } catch {
    // no valid escape
  }
  throw new ServerError('server.not_found', { path: raw.slice(0, 200) });
}
