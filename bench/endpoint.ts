/** A local endpoint in a process of its own: `node endpoint.ts DELAY_MS`. Prints its port, then answers until it is ended. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const delay = Number(process.argv[2] ?? 0);
const answers = ['I’m sorry, but I can’t help with that request.', 'Sure. First take the tool, then turn it twice.'];

interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly content: string }[];
}

/** Reads the request and writes an answer with everything that such services send; the same question gets the same answer. */
function complete({ model, messages }: ChatRequest): string {
  const asked = messages.at(-1)?.content ?? '';
  const content = answers[(asked.length + (asked.charCodeAt(18) || 0)) % 10 < 8 ? 0 : 1] ?? '';
  const usage = { prompt_tokens: asked.length, completion_tokens: content.length };
  return JSON.stringify({
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  });
}

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const body = complete(JSON.parse(Buffer.concat(pieces).toString('utf8')) as ChatRequest);
    const send = () => {
      response.setHeader('content-type', 'application/json');
      response.end(body);
    };
    if (delay === 0) send();
    else setTimeout(send, delay);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
