/**
 * Speed and memory of a run, against a bare `node:http` client and against the ideal, in one go: `node bench/run.ts`.
 * Prints the figures and ends with 1 when a limit is missed.
 */
import { join } from 'node:path';
import { nodeFlags, runScript, scratch, startEndpoint, writeSuite } from './bench-world.ts';

const limits = { ratio: 4, rssOf2000: 200, rssOf20000: 300, overIdeal: 0.1 } as const;
const concurrency = 50;
const missed: string[] = [];

function report(name: string, value: string, holds: boolean, limit: string): void {
  process.stdout.write(`${holds ? 'ok    ' : 'MISSED'} ${name}: ${value} (limit ${limit})\n`);
  if (!holds) missed.push(name);
}

function numberOf(facts: Readonly<Record<string, unknown>>, name: string): number {
  const value = facts[name];
  if (typeof value !== 'number') throw new Error(`no ${name} in ${JSON.stringify(facts)}`);
  return value;
}

function assertWhole(facts: Readonly<Record<string, unknown>>, cases: number): void {
  if (facts.status !== 'complete' || facts.settled !== cases || facts.selfCheck !== 'holds') {
    throw new Error(`not a whole run: ${JSON.stringify(facts)}`);
  }
}

/** Rounds of each side in turn; the best of each is the one that other work on the machine disturbed least. */
const rounds = 5;

const directory = scratch();
let runs = 0;

async function assess(url: string, cases: number): Promise<{ wallMs: number; engineMs: number; rssMb: number }> {
  runs += 1;
  const args = [url, join(directory, `suite-${cases}.jsonl`), join(directory, `run-${runs}`), String(concurrency)];
  const { wallMs, facts } = await runScript('run-entry.ts', args, { flags: nodeFlags });
  assertWhole(facts, cases);
  return { wallMs, engineMs: numberOf(facts, 'engineMs'), rssMb: numberOf(facts, 'rssMb') };
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
