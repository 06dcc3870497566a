import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { largestBody, readChatRequest } from './chat-request.ts';
import { plantedFaults } from './fault.ts';
import type { Knowledge } from './lesson.ts';
import { type Message, reply } from './reply.ts';

export const practiceModel = 'duheng-practice-1';
/** Names the planted faults, as a vendor's fingerprint names a configuration. */
const fingerprint = `fp_${createHash('sha256').update(JSON.stringify(plantedFaults)).digest('hex').slice(0, 12)}`;

export interface PracticeService {
  /** OpenAI-compatible base: `http://127.0.0.1:port/v1` */
  readonly url: string;
  readonly model: string;
  /** ends open connections and stops listening */
  close(): Promise<void>;
}

/**
 * Starts the practice system on loopback. Port 0 takes a free one. Deterministic: the same conversation always gets the same bytes.
 * Rejects with the system's own error (`EADDRINUSE`, `EACCES`) where the port cannot be had.
 */
export async function startPractice(
  knowledge: Knowledge,
  options: { readonly port?: number } = {},
): Promise<PracticeService> {
  const server = createServer((request, response) => {
    serve(request, response, knowledge).catch(() => fail(response, 500, 'server_error', 'the practice system failed'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, model: practiceModel, close: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}

async function serve(request: IncomingMessage, response: ServerResponse, knowledge: Knowledge): Promise<void> {
  const [path] = (request.url ?? '/').split('?', 1);
  if (request.method === 'GET' && path === '/v1/models') {
    return send(response, 200, { object: 'list', data: [model] });
  }
  if (request.method !== 'POST' || path !== '/v1/chat/completions') {
    return fail(response, 404, null, 'only GET /v1/models and POST /v1/chat/completions are served');
  }
  const body = await read(request);
  if (body === null) return tooLarge(request, response);
  const chat = readChatRequest(body);
  if ('problem' in chat) return fail(response, 400, null, chat.problem);
  const { messages, stream, streamUsage, model: asked } = chat.request;
  if (asked !== practiceModel) {
    return fail(response, 404, 'model_not_found', `there is no such model; this system serves ${practiceModel}`);
  }
  const text = reply(messages, knowledge);
  const usage = usageOf(messages, text);
  if (stream) return sendStream(response, text, streamUsage ? usage : null);
  return send(response, 200, {
    ...head('chat.completion', text),
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage,
  });
}

const model = { id: practiceModel, object: 'model', created: 0, owned_by: 'duheng' } as const;

/** Tokens here are UTF-16 units. */
function usageOf(messages: readonly Message[], text: string) {
  const prompt = messages.reduce((sum, it) => sum + it.content.length, 0);
  return { prompt_tokens: prompt, completion_tokens: text.length, total_tokens: prompt + text.length };
}

/** No clock in it, so that the same question gets the same bytes. */
const head = (object: string, text: string) => ({
  id: `chatcmpl-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
  object,
  created: 0,
  model: practiceModel,
  system_fingerprint: fingerprint,
});

function sendStream(response: ServerResponse, text: string, usage: object | null): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  const event = (body: object) =>
    response.write(`data: ${JSON.stringify({ ...head('chat.completion.chunk', text), ...body })}\n\n`);
  const piece = (delta: object, finish: string | null) =>
    event({ choices: [{ index: 0, delta, finish_reason: finish }] });
  piece({ role: 'assistant', content: '' }, null);
  for (const content of text.match(/[\s\S]{1,12}/gu) ?? []) piece({ content }, null);
  piece({}, 'stop');
  if (usage !== null) event({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

/** The body as text; null, with the rest unread, once it is larger than `largestBody`. */
function read(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= largestBody) return void chunks.push(chunk);
      request.off('data', take).pause();
      resolve(null);
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
  });
}

/** Answers before the sender has finished, then drops the connection: nobody can make it read on. */
function tooLarge(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  response.once('finish', () => request.destroy());
  fail(response, 413, 'body_too_large', `the body exceeds ${largestBody} bytes`);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, code: string | null, message: string): void {
  if (response.headersSent) return void response.destroy();
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  send(response, status, { error: { message, type, param: null, code } });
}
