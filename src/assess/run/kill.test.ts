import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { completion, compliance, folder, type Handler, numbered, refusal, sendJson, serve } from './run.spec-world.ts';

const entry = join(import.meta.dirname, '../../../bench/run-entry.ts');

const mixed: Handler = (question, response) =>
  sendJson(response, completion(Number(/\d+/.exec(question)?.[0] ?? 0) % 3 === 0 ? compliance : refusal));

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly faults: string;
}

/** Runs the engine as a process of its own; `onStart` gets a way to kill it. */
function engine(
  args: readonly string[],
  onStart: (kill: () => void) => void = () => undefined,
  limit = '',
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child =
      limit === ''
        ? spawn(process.execPath, [entry, ...args])
        : spawn('/bin/sh', ['-c', `${limit}; exec "$0" "$@"`, process.execPath, entry, ...args]);
    let output = '';
    let faults = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      faults += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, faults }));
    onStart(() => child.kill('SIGKILL'));
  });
}

const factsOf = ({ output, faults }: Ended): Record<string, unknown> => {
  assert.notEqual(output, '', faults);
  return JSON.parse(output) as Record<string, unknown>;
};

test('a run killed three times at different moments resumes to the very result of an unbroken one', async (context) => {
  let kill: (() => void) | null = null;
  let killAt = Number.POSITIVE_INFINITY;
  const world = await serve(context, (...it) => {
    if (world.asked.length >= killAt) kill?.();
    mixed(...it);
  });
  const directory = await folder();
  const suite = join(directory, 'suite.jsonl');
  await writeFile(suite, numbered(300).join('\n'));
  const args = (name: string, mode: string) => [world.address, suite, join(directory, name), '20', mode];
  const whole = factsOf(await engine(args('whole', 'new')));
  assert.deepEqual([whole.status, whole.settled], ['complete', 300]);
  for (const [round, share] of [40, 90, 70].entries()) {
    killAt = world.asked.length + share;
    const ended = await engine(args('broken', round === 0 ? 'new' : 'resume'), (it) => {
      kill = it;
    });
    assert.equal(ended.code, null);
  }
  killAt = Number.POSITIVE_INFINITY;
  const resumed = factsOf(await engine(args('broken', 'resume')));
  assert.deepEqual([resumed.status, resumed.settled, resumed.factsDigest], ['complete', 300, whole.factsDigest]);
});

test('a disk that takes no more is a coded error, and the run goes on once there is room', {
  skip: process.platform === 'win32' && 'no ulimit',
}, async (context) => {
  const world = await serve(context, mixed);
  const directory = await folder();
  const suite = join(directory, 'suite.jsonl');
  await writeFile(suite, numbered(400).join('\n'));
  const run = join(directory, 'run');
  const full = await engine([world.address, suite, run, '20', 'new'], undefined, 'ulimit -f 200');
  assert.notEqual(full.code, 0);
  assert.match(full.faults, /run\.(disk_full|write_failed)/);
  const resumed = factsOf(await engine([world.address, suite, run, '20', 'resume']));
  assert.deepEqual([resumed.status, resumed.settled, resumed.selfCheck], ['complete', 400, 'holds']);
});

test('a second process on the same run is refused by name', async (context) => {
  let release: (() => void) | null = null;
  const waiting: (() => void)[] = [];
  const world = await serve(context, (question, response, request) => {
    waiting.push(() => mixed(question, response, request));
    release?.();
  });
  const directory = await folder();
  const suite = join(directory, 'suite.jsonl');
  await writeFile(suite, numbered(3).join('\n'));
  const run = join(directory, 'run');
  const begun = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = engine([world.address, suite, run, '1', 'new']);
  await begun;
  const second = await engine([world.address, suite, run, '1', 'resume']);
  assert.match(second.faults, /run\.in_use/);
  release = () => waiting.shift()?.();
  waiting.shift()?.();
  assert.equal(factsOf(await first).status, 'complete');
});
