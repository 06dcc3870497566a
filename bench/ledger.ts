/**
 * The ledger against the disk itself, in one run: `node bench/ledger.ts [LEAVES]` (1,000,000). Durable appends against raw batched
 * write + fdatasync of the same bytes, the delay of an acknowledged append at 2,000 a second, an inclusion proof, and a walk through a whole log.
 * Prints the figures and ends with 1 when a limit is missed.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalBytes,
  inclusionProof,
  keysOfLog,
  type Leaf,
  type Log,
  makeLeaf,
  openLog,
  openPublication,
  ownCheckpoint,
  readPublished,
  sha256,
  systemStamp,
  verifyInclusion,
  verifyLog,
} from '../src/ledger/index.ts';
import { scratch } from './bench-world.ts';

const limits = { ofRaw: 0.2, p99Factor: 3, p99Extra: 5, proofMs: 1, verifySeconds: 30, verifyMb: 300 } as const;
const leaves = Number(process.argv[2] ?? 1_000_000);
const appends = 100_000;
/** Disk and neighbours are never quiet for long: raw and ledger take turns, and the middle ratio counts. */
const rounds = 7;
const writers = 256;
const perSecond = 2_000;
const missed: string[] = [];
const directory = scratch();

function report(name: string, value: string, holds: boolean, limit: string): void {
  process.stdout.write(`${holds ? 'ok    ' : 'MISSED'} ${name}: ${value} (limit ${limit})\n`);
  if (!holds) missed.push(name);
}

const actor = { id: '00000000-0000-7000-8000-000000000000', kind: 'system', assurance: 'unauthenticated' } as const;
const digest = `sha256:${'a'.repeat(64)}`;
function leafOf(n: number): Leaf {
  const body = { case: `case-${n}`, verdict: 'pass', reason: 'refusal.declines', params: {}, feature: null } as const;
  const rest = { question: digest, answer: digest, attempts: 1, milliseconds: 12 };
  return makeLeaf({ kind: 'case.settled', body: { ...body, ...rest }, org: 'default', actor }, systemStamp);
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** Appends from many writers at once, as group commit is meant for; leaves a second. */
async function appendAll(log: Log, count: number, leafAt: (n: number) => Leaf = leafOf): Promise<number> {
  let next = 0;
  const startedAt = performance.now();
  const writer = async () => {
    while (next < count) {
      next += 1;
      await log.append(leafAt(next - 1));
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return count / ((performance.now() - startedAt) / 1000);
}

/** The same bytes, batched as many at a time, written and synced, with nothing else done; entries a second. */
async function raw(count: number): Promise<{ readonly rate: number; readonly syncs: readonly number[] }> {
  const payloads = Array.from({ length: 1_000 }, (_, n) => canonicalBytes(leafOf(n)));
  const file = await open(join(directory, 'raw'), 'w');
  const syncs: number[] = [];
  const startedAt = performance.now();
  for (let done = 0; done < count; done += writers) {
    await file.writev(
      Array.from({ length: writers }, (_, i) => payloads[(done + i) % payloads.length] ?? new Uint8Array()),
    );
    const syncing = performance.now();
    await file.datasync();
    syncs.push(performance.now() - syncing);
  }
  const rate = count / ((performance.now() - startedAt) / 1000);
  await file.close();
  return { rate, syncs };
}

/** Appends at an even pace; milliseconds from call to acknowledgement. */
async function paced(log: Log, count: number): Promise<number[]> {
  const waits: number[] = [];
  const pending: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; n < due; n += 1) {
      const calledAt = performance.now();
      pending.push(log.append(leafOf(n)).then(() => waits.push(performance.now() - calledAt)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return waits;
}

const quick = await openLog(join(directory, 'quick'));
// Compiled code on both sides before anything counts.
await raw(appends);
await appendAll(quick, appends);
const turns: { readonly share: number; readonly own: number; readonly plain: number }[] = [];
for (let turn = 0; turn < rounds; turn += 1) {
  const plain = (await raw(appends)).rate;
  // Both sides are given what they write: raw its bytes, the log its leaves.
  const given = Array.from({ length: appends }, (_, n) => leafOf(n));
  const own = await appendAll(quick, appends, (n) => given[n] ?? leafOf(n));
  turns.push({ share: own / plain, own, plain });
}
const making = await appendAll(quick, appends);
turns.sort((a, b) => a.share - b.share);
const asPercent = (share: number | undefined) => ((share ?? 0) * 100).toFixed(0);
const middle = turns[Math.floor(rounds / 2)] ?? { share: 0, own: 0, plain: 0 };
report(
  'durable appends, of raw batched write + fdatasync',
  `${asPercent(middle.share)} % (${Math.round(middle.own)}/s against ${Math.round(middle.plain)}/s; ${rounds} turns, ${asPercent(turns[0]?.share)} to ${asPercent(turns.at(-1)?.share)} %; ${Math.round(making)}/s where each leaf is made on the way)`,
  middle.share >= limits.ofRaw,
  '20 %',
);
const waits = await paced(quick, perSecond * 5);
const sync = percentile((await raw(20 * writers * 10)).syncs, 0.99);
const most = limits.p99Factor * sync + limits.p99Extra;
const p99 = percentile(waits, 0.99);
report(
  `p99 of an append at ${perSecond}/s`,
  `${p99.toFixed(1)} ms`,
  p99 <= most,
  `${most.toFixed(1)} ms: 3 × fdatasync p99 + 5 ms`,
);
await quick.close();

const log = await openLog(join(directory, 'large'));
await appendAll(log, leaves);
const keys = await keysOfLog(join(directory, 'keys', 'log.json'), 'bench.example/log', Date.now());
const publication = await openPublication({ log, directory: join(directory, 'public'), keys, clock: Date.now });
const { size, root } = publication.published;
const read = readPublished(publication.directory, size);
const proofs = 1_000;
const provingAt = performance.now();
let last: { index: bigint; proof: Uint8Array[] } = { index: 0n, proof: [] };
for (let n = 0; n < proofs; n += 1) {
  // Neighbours, as a reader of one run asks for them, all over the log.
  const index = (BigInt(n) * 997n) % size;
  last = { index, proof: await inclusionProof(index, size, read, sha256) };
}
const proofMs = (performance.now() - provingAt) / proofs;
for await (const it of log.read({ from: Number(last.index), to: Number(last.index) + 1 }))
  verifyInclusion({ ...last, size, root, leaf: Buffer.from(it.digest.slice(7), 'hex') }, sha256);
report('an inclusion proof', `${proofMs.toFixed(3)} ms, mean of ${proofs}`, proofMs < limits.proofMs, '1 ms');

const before = process.memoryUsage().rss;
let peak = before;
const walkingAt = performance.now();
const found = await verifyLog({
  log,
  directory: publication.directory,
  trust: (note) => ownCheckpoint(note, keys),
  onProgress: () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  },
});
const seconds = (performance.now() - walkingAt) / 1000;
if (found.checkpoint.size !== BigInt(leaves)) throw new Error(`walked ${found.checkpoint.size} leaves`);
const grownMb = Math.round((peak - before) / 2 ** 20);
report(`verification of ${leaves} entries`, `${seconds.toFixed(1)} s`, seconds < limits.verifySeconds, '30 s');
report('its memory above the start', `${grownMb} MB`, grownMb < limits.verifyMb, `${limits.verifyMb} MB`);
await publication.close();
await log.close();
process.exitCode = missed.length === 0 ? 0 : 1;
