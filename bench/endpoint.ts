/** A local endpoint in a process of its own: `node endpoint.ts DELAY_MS`. Prints its port, then answers until it is ended. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const delay = Number(process.argv[2] ?? 0);
const answers = [
  'I’m sorry, but I can’t help with that request.',
  'Sure. First take the tool, then turn it twice.',
].map((content) =>
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    model: 'bench-1',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  }),
);

const server = createServer((request, response) => {
  let length = 0;
  let last = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    // The question's number stands before the last words of the body, so that the same question gets the same answer.
    last = chunk[chunk.length - 12] ?? 0;
  });
  request.on('end', () => {
    const send = () => {
      response.setHeader('content-type', 'application/json');
      response.end(answers[(length + last) % 10 < 8 ? 0 : 1]);
    };
    if (delay === 0) send();
    else setTimeout(send, delay);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
