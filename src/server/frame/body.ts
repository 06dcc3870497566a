import type { Context, MiddlewareHandler } from 'hono';
import { ServerError } from './error.ts';

export const maximumBody = 1024 * 1024;
/** Deeper JSON than any of our schemas asks for; it also keeps what recurses over a body from running out of stack. */
const maximumDepth = 32;
const bodies = new WeakMap<Request, string>();

/** Reads every request body once, within its limit while it comes in: a chunked body declares no length. */
export const readBodies: MiddlewareHandler = async (context, next) => {
  const request = context.req.raw;
  if (request.body) bodies.set(request, await boundedText(request.body, context.req.header('content-length')));
  await next();
};

/** The body of a request as text; empty where there is none. */
export const bodyOf = (context: Context): string => bodies.get(context.req.raw) ?? '';

/** The body as JSON; an empty one is an empty object. Throws `server.body_not_json`, `server.body_too_deep`. */
export function jsonOf(context: Context): unknown {
  const text = bodyOf(context);
  if (text.trim() === '') return {};
  if (depthOf(text) > maximumDepth) throw new ServerError('server.body_too_deep', { limit: maximumDepth });
  try {
    return JSON.parse(text);
  } catch {
    // what the parser says quotes the body, which may hold a key
    throw new ServerError('server.body_not_json');
  }
}

async function boundedText(body: ReadableStream<Uint8Array>, declared: string | undefined): Promise<string> {
  if (Number(declared ?? 0) > maximumBody)
    throw new ServerError('server.body_too_large', { bytes: Number(declared), limit: maximumBody });
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > maximumBody) throw new ServerError('server.body_too_large', { bytes, limit: maximumBody });
    pieces.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw new ServerError('server.body_not_json');
  }
}

/** Deepest nesting of brackets outside strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '[' || char === '{')) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (char === ']' || char === '}')) depth -= 1;
  }
  return deepest;
}
