import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { ServerError } from './error.ts';

/** Set by the listener on the data directory's own socket; a browser cannot reach that socket. */
export const localListener = 'duheng-local';

/** Cookies know no ports, and two consoles on one machine must not sign each other out. */
const cookieName = (context: Context): string =>
  `duheng_session_${/:(\d{1,5})$/.exec(context.req.header('host') ?? '')?.[1] ?? '80'}`;
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** True where the request came over the data directory's own socket. */
export const isLocal = (context: Context): boolean =>
  (context.env as { listener?: string } | undefined)?.listener === localListener;

/** Until people can sign in only this machine is served: loopback hosts alone, against DNS rebinding, and changes only from our own origin. */
export const loopbackOnly: MiddlewareHandler = async (context, next) => {
  if (!isLocal(context)) {
    const host = context.req.header('host') ?? '';
    if (!loopback.test(host)) throw new ServerError('server.host_refused', { host: host.slice(0, 100) });
    const origin = context.req.header('origin');
    const foreign = origin !== undefined && origin !== `http://${host}`;
    if (foreign && !safeMethods.has(context.req.method))
      throw new ServerError('server.origin_refused', { origin: origin.slice(0, 200) });
  }
  await next();
};

/** The API asks for a bearer token, as a header or as the strict HttpOnly cookie that `POST /api/v1/session` gives in exchange for it. */
export function tokenNeeded(token: string): MiddlewareHandler {
  return async (context, next) => {
    if (!isLocal(context) && !isOpen(context.req.path) && !holdsToken(context, token))
      throw new ServerError('server.unauthorised');
    await next();
  };
}

const isOpen = (path: string): boolean => path === '/api/v1/health';

function holdsToken(context: Context, token: string): boolean {
  const header = context.req.header('authorization');
  const given = header?.startsWith('Bearer ')
    ? header.slice('Bearer '.length)
    : getCookie(context, cookieName(context));
  return given !== undefined && equal(given, token);
}

const equal = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

/** Lets a page that came with the token keep it out of JavaScript's reach. */
export function rememberToken(context: Context, token: string): void {
  setCookie(context, cookieName(context), token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: 30 * 24 * 3600,
  });
}
