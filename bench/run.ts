/**
 * Speed and memory of a run, against a bare `node:http` client and against the ideal, in one go: `node bench/run.ts`.
 * Prints the figures and ends with 1 when a limit is missed.
 */
import { join } from 'node:path';
import { runProgram, runScript, scratch, startEndpoint, writeSuite } from './bench-world.ts';

const limits = { ratio: 4, rssOf2000: 200, rssOf20000: 300, overIdeal: 0.1 } as const;
const concurrency = 50;
const missed: string[] = [];

function report(name: string, value: string, holds: boolean, limit: string): void {
  process.stdout.write(`${holds ? 'ok    ' : 'MISSED'} ${name}: ${value} (limit ${limit})\n`);
  if (!holds) missed.push(name);
}

/** Rounds of each side in turn; the best of each is the one that other work on the machine disturbed least. */
const rounds = 5;

const directory = scratch();

/** `duheng assess --no-store` as a user runs it, timed from outside. */
async function assess(url: string, cases: number): Promise<{ wallMs: number; rssMb: number }> {
  const { wallMs, output, rssMb } = await runProgram([
    ...['assess', url, '--model', 'bench', '--suite', join(directory, `suite-${cases}.jsonl`)],
    ...['--concurrency', String(concurrency), '--no-store', '--data', join(directory, 'data')],
    ...['--json', '--quiet', '--fail-on', 'none'],
  ]);
  const facts = JSON.parse(output) as { status: string; settled: number; selfCheck: { status: string } };
  if (facts.status !== 'complete' || facts.settled !== cases || facts.selfCheck.status !== 'holds')
    throw new Error(`not a whole run: ${output.slice(0, 500)}`);
  return { wallMs, rssMb };
}

const small = writeSuite(directory, 2_000);
writeSuite(directory, 20_000);

const quick = await startEndpoint(0);
try {
  const bare: number[] = [];
  const ours: number[] = [];
  const rss: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push((await runScript('bare-client.ts', [quick.url, small, String(concurrency)])).wallMs);
    const run = await assess(quick.url, 2_000);
    ours.push(run.wallMs);
    rss.push(run.rssMb);
  }
  const ratio = Math.min(...ours) / Math.min(...bare);
  const walls = `${Math.min(...ours)} ms against ${Math.min(...bare)} ms, best of ${rounds} each`;
  report(
    '2,000 cases, 50 at once, wall against a bare client',
    `${ratio.toFixed(2)}× (${walls})`,
    ratio <= limits.ratio,
    '4×',
  );
  const most = Math.max(...rss);
  report('2,000 cases, peak memory', `${most} MB`, most <= limits.rssOf2000, `${limits.rssOf2000} MB`);
  const large = await assess(quick.url, 20_000);
  report(
    '20,000 cases, peak memory',
    `${large.rssMb} MB (${large.wallMs} ms)`,
    large.rssMb <= limits.rssOf20000,
    `${limits.rssOf20000} MB`,
  );
} finally {
  quick.end();
}

const slow = await startEndpoint(100);
try {
  const cases = 20_000;
  const run = await assess(slow.url, cases);
  const ideal = (cases / concurrency) * 100;
  const over = run.wallMs / ideal - 1;
  report(
    '20,000 cases at 100 ms, wall over the ideal',
    `${(over * 100).toFixed(1)} % (${run.wallMs} ms against ${ideal} ms)`,
    over <= limits.overIdeal,
    '10 %',
  );
} finally {
  slow.end();
}
process.exitCode = missed.length === 0 ? 0 : 1;
