import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How long a newcomer waits, set-up aside: from the first start on an empty data directory to the page, and to the filled table.
 * Prints both beside their limits and ends with 1 when one is missed.
 */
const limits = { page: 5_000, table: 30_000 };

interface RunView {
  readonly finished: { readonly status: string } | null;
}

const data = await mkdtemp(join(tmpdir(), 'duheng-bench-start-'));
const started = performance.now();
const program = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
const child = spawn(process.execPath, [program, 'start', '--data', data, '--port', '0', '--no-open'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let failed = false;
try {
  const url = new URL(await addressOf(child.stdout));
  const token = url.hash.replace('#token=', '');
  const page = await (await fetch(url)).text();
  if (!page.includes('<div id=')) throw new Error('what was served is not the console');
  failed = report('page shown', performance.now() - started, limits.page) || failed;
  await untilFilled(url, token);
  failed = report('table filled', performance.now() - started, limits.table) || failed;
} finally {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  await rm(data, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/** The printed address. The output is read on to its end: a program whose reader goes away ends. */
function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    output.on('data', (chunk: Buffer) => {
      text += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(text);
      if (found) resolve(found[0]);
    });
    output.once('end', () => reject(new Error(`the program ended without an address:\n${text}`)));
  });
}

/** Follows the practice run over its event stream; asks again only while no run is there yet. */
async function untilFilled(url: URL, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const deadline = performance.now() + 2 * limits.table;
  while (performance.now() < deadline) {
    const { items } = (await (await fetch(new URL('/api/v1/runs', url), { headers })).json()) as {
      items: (RunView & { run: string })[];
    };
    const [run] = items;
    if (run?.finished) {
      if (run.finished.status !== 'complete')
        throw new Error(`the practice assessment ended as ${run.finished.status}`);
      return;
    }
    if (run) await (await fetch(new URL(`/api/v1/runs/${run.run}/events`, url), { headers })).text();
  }
}

function report(what: string, milliseconds: number, limit: number): boolean {
  const missed = milliseconds > limit;
  process.stdout.write(
    `${what}: ${(milliseconds / 1000).toFixed(2)} s, limit ${limit / 1000} s, ratio ${(milliseconds / limit).toFixed(2)}${missed ? '  MISSED' : ''}\n`,
  );
  return missed;
}
