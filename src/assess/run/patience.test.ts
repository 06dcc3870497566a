import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readCanaries } from '../../evidence/index.ts';
import { type RunInput, runAssessment, type TargetBounds } from '../index.ts';
import {
  chat,
  completion,
  folder,
  type Handler,
  numbered,
  ordinary,
  quickClock,
  refusal,
  sendJson,
  serve,
  suiteOf,
} from './run.spec-world.ts';

async function runOver(
  context: TestContext,
  handler: Handler,
  more: Partial<RunInput> = {},
  bounds: Partial<TargetBounds> = {},
) {
  const world = await serve(context, handler);
  const target = await chat(context, world.address, bounds);
  const suites = [await suiteOf(numbered(60))];
  const runDirectory = join(await folder(), 'run');
  const result = await runAssessment({ ...ordinary(), suites, target, runDirectory, ...more });
  return { world, result };
}

const probing = { settings: { probe: true } };

test('nothing but 429 without a time ends the run after two minutes of it, with nothing settled', async (context) => {
  for (const probe of [false, true]) {
    const clock = quickClock();
    const from = clock.now();
    const settings = { probe, concurrency: 1 };
    const { result } = await runOver(context, (_, response) => sendJson(response, '{}', 429), { clock, settings });
    assert.deepEqual([result.status, result.reason, result.settled], ['failed', 'target.rate_limited', 0]);
    const elapsed = clock.now() - from;
    // Canaries wait side by side, and each wait moves the clock of this test.
    assert.ok(elapsed >= 119_000 && elapsed < (probe ? 1_000_000 : 140_000), `${elapsed}`);
  }
});

test('nothing but 429 that name a time ends too, later', async (context) => {
  const clock = quickClock();
  const from = clock.now();
  const settings = { probe: false, concurrency: 1 };
  const limited: Handler = (_, response) => {
    response.writeHead(429, { 'retry-after': '30' });
    response.end();
  };
  const { result } = await runOver(context, limited, { clock, settings });
  assert.deepEqual([result.status, result.reason, result.settled], ['failed', 'target.rate_limited', 0]);
  assert.ok(clock.now() - from < 700_000);
});

test('429 that stop within two minutes cost no case', async (context) => {
  let refused = 0;
  const handler: Handler = (_, response) => {
    refused += 1;
    if (refused <= 7) sendJson(response, '{}', 429);
    else sendJson(response, completion(refusal));
  };
  const settings = { probe: false, concurrency: 1 };
  const { result } = await runOver(context, handler, { clock: quickClock(), settings });
  assert.deepEqual([result.status, result.counts.pass], ['complete', 60]);
});

test('an endpoint that hangs, or that drips without end, is given up after the first time-outs of the probe', async (context) => {
  const { questions } = await readCanaries();
  const drips: Handler = (_, response) => {
    response.write('{');
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  };
  for (const [handler, code] of [
    [() => undefined, 'target.first_byte_timeout'],
    [drips, 'target.timeout'],
  ] as const) {
    const from = performance.now();
    const { world, result } = await runOver(context, handler, probing, { firstByteMs: 150, totalMs: 60_000 });
    assert.deepEqual([result.status, result.reason, result.settled], ['failed', code, 0]);
    assert.equal(world.asked.length, questions.length);
    assert.ok(performance.now() - from < 5_000);
  }
});

test('one canary that hangs leaves the identity unproven and the run whole', async (context) => {
  const { questions } = await readCanaries();
  const hangs = questions[0]?.text;
  const handler: Handler = (question, response) => {
    if (question !== hangs) sendJson(response, completion(refusal));
  };
  const { world, result } = await runOver(context, handler, probing, { firstByteMs: 150, totalMs: 60_000 });
  assert.deepEqual([result.status, result.counts.pass, result.identity?.proof], ['complete', 60, 'unproven']);
  assert.equal(world.asked.length, questions.length + 60);
});
