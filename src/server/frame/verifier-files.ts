import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, Hono } from 'hono';
import { ServerError } from './error.ts';

/** Where the built verifier lies: beside `src/` in a clone, beside `dist/` in a package. */
const directories = ['../../../verifier/dist', '../../../../verifier/dist'].map((it) => join(import.meta.dirname, it));

/**
 * The page's own policy names its script and its style by hash; this one adds what a page cannot say of itself. What both allow holds.
 */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Serves the stand-alone verifier to everybody who reaches this server: the page at `/verify`, the program below it. Answers with
 * `server.not_found` where it is not built. Whoever distrusts the operator takes both from elsewhere.
 */
export function serveVerifier(app: Hono): void {
  app.get('/verify', (context) => verifierFile(context, 'duheng-verify.html', 'text/html; charset=utf-8'));
  app.get('/verify/duheng-verify.mjs', (context) =>
    verifierFile(context, 'duheng-verify.mjs', 'text/javascript; charset=utf-8'),
  );
}

async function verifierFile(context: Context, name: string, type: string): Promise<Response> {
  for (const directory of directories) {
    const bytes = await readFile(join(directory, name)).catch(() => null);
    if (bytes === null) continue;
    const headers = { 'content-type': type, 'cache-control': 'no-cache', 'content-security-policy': policy };
    return new Response(new Uint8Array(bytes), { headers });
  }
  throw new ServerError('server.not_found', { path: context.req.path });
}
