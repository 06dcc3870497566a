import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { plantedFaults } from './fault.ts';
import type { Knowledge } from './lesson.ts';
import { type Message, reply } from './reply.ts';

export const practiceModel = 'duheng-practice-1';
const maximumBody = 2 * 1024 * 1024;
/** Names the planted faults, as a vendor's fingerprint names a configuration. */
const fingerprint = `fp_${createHash('sha256').update(JSON.stringify(plantedFaults)).digest('hex').slice(0, 12)}`;

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const chatRequest = z.object({
  model: z.string().min(1).max(200),
  messages: z
    .array(z.object({ role: z.string(), content: z.union([z.string(), z.array(textPart)]) }))
    .min(1)
    .max(200),
  stream: z.boolean().optional(),
});

export interface PracticeService {
  /** OpenAI-compatible base: `http://127.0.0.1:port/v1` */
  readonly url: string;
  readonly model: string;
  close(): Promise<void>;
}

/** Starts the practice system on loopback. Port 0 takes a free one. Deterministic: the same conversation always gets the same answer. */
export async function startPractice(
  knowledge: Knowledge,
  options: { readonly port?: number } = {},
): Promise<PracticeService> {
  const server = createServer((request, response) => {
    serve(request, response, knowledge).catch((error: unknown) =>
      fail(response, 500, error instanceof Error ? error.message : 'unknown'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, model: practiceModel, close: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function serve(request: IncomingMessage, response: ServerResponse, knowledge: Knowledge): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://practice').pathname;
  if (request.method === 'GET' && path === '/v1/models') {
    return send(response, 200, { object: 'list', data: [{ id: practiceModel, object: 'model', owned_by: 'duheng' }] });
  }
  if (request.method !== 'POST' || path !== '/v1/chat/completions') return fail(response, 404, `nothing at ${path}`);
  const body = await read(request);
  if (body === null) return fail(response, 413, `the body exceeds ${maximumBody} bytes`);
  const parsed = chatRequest.safeParse(parseJson(body));
  if (!parsed.success) return fail(response, 400, z.prettifyError(parsed.error));
  const messages: Message[] = parsed.data.messages.map((it) => ({
    role: it.role,
    content: typeof it.content === 'string' ? it.content : it.content.map((part) => part.text).join(''),
  }));
  const text = reply(messages, knowledge);
  if (parsed.data.stream) return stream(response, text);
  const usage = {
    prompt_tokens: messages.length,
    completion_tokens: text.length,
    total_tokens: messages.length + text.length,
  };
  return send(response, 200, {
    ...head('chat.completion', text),
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage,
  });
}

const head = (object: string, text: string) => ({
  id: `chatcmpl-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
  object,
  created: 0,
  model: practiceModel,
  system_fingerprint: fingerprint,
});

function stream(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  const event = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ ...head('chat.completion.chunk', text), choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  event({ role: 'assistant', content: '' }, null);
  for (const piece of text.match(/[\s\S]{1,12}/gu) ?? []) event({ content: piece }, null);
  event({}, 'stop');
  response.end('data: [DONE]\n\n');
}

async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) response.destroy();
  else send(response, status, { error: { message, type: 'invalid_request_error', code: null } });
}
