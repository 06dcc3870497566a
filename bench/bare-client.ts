/** The floor: a bare `node:http` client in a process of its own: `node bare-client.ts URL SUITE CONCURRENCY`. Prints milliseconds and memory. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const [url = '', suite = '', concurrency = '50'] = process.argv.slice(2);
const startedAt = performance.now();
const lines = readFileSync(suite, 'utf8').trim().split('\n');
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) });

function ask(line: string): Promise<string> {
  const parsed: unknown = JSON.parse(line);
  const body = JSON.stringify({ model: 'bench', messages: Reflect.get(Object(parsed), 'turns') });
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}/chat/completions`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
          resolve(String(Reflect.get(Object(answer), 'model')));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

let next = 0;
async function worker(): Promise<void> {
  for (let line = lines[next++]; line !== undefined; line = lines[next++]) await ask(line);
}
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
agent.destroy();
const engineMs = Math.round(performance.now() - startedAt);
process.stdout.write(`${JSON.stringify({ engineMs, rssMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
