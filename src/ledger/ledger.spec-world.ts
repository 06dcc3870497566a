import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { makeLeaf, type Stamp } from './leaf.ts';
import { type LogOptions, openLog } from './log.ts';
import type { Log } from './log.types.ts';
import type { Leaf } from './record.ts';
import { systemStamp } from './stamp.ts';

/** A stamp that counts: the same leaves in every run. */
export function countingStamp(): Stamp {
  let n = 0;
  const next = () => {
    n += 1;
    return n;
  };
  return {
    clock: () => Date.UTC(2026, 10, 23) + next(),
    newId: () => `01934000-0000-7000-8000-${next().toString(16).padStart(12, '0')}`,
    random: (bytes) => new Uint8Array(bytes).fill(next() & 255),
  };
}

/** A small leaf whose body names a case. */
export function settled(name: string, stamp: Stamp = systemStamp): Leaf {
  return makeLeaf(
    {
      kind: 'case.settled',
      org: 'default',
      actor: { id: '01934000-0000-7000-8000-000000000001', kind: 'system', assurance: 'unauthenticated' },
      body: {
        case: name,
        verdict: 'pass',
        reason: 'refusal.declines',
        params: {},
        feature: null,
        question: null,
        answer: null,
        attempts: 1,
        milliseconds: 1,
      },
    },
    stamp,
  );
}

/** A directory that goes away with the test. */
export async function freshDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Serves on loopback until the test ends; gives the address. */
export async function loopback(t: Pick<TestContext, 'after'>, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The names of the cases in a list of leaves, in order. */
export async function casesOf(entries: AsyncIterable<{ leaf: Leaf }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { leaf } of entries) if (leaf.kind === 'case.settled') names.push(leaf.body.case);
  return names;
}

export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** `case-0`, `case-1` … */
export function names(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => `case-${i + from}`);
}

/** A log with one leaf per case, each in a batch of its own. */
export async function logOf(directory: string, cases: readonly string[], options: LogOptions = {}): Promise<Log> {
  const log = await openLog(directory, options);
  for (const name of cases) await log.append(settled(name));
  return log;
}
