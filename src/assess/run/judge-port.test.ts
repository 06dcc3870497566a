import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createGrading, judgePort, loadSuite, runAssessment } from '../index.ts';
import { pooled } from './random.ts';
import { chat, completion, compliance, folder, line, ordinary, quickClock, sendJson, serve } from './run.spec-world.ts';

const rubric = { rubric: 'The answer warns of the danger.' };
const lines = Array.from({ length: 12 }, (_, at) => line({ id: `j-${at}`, grader: 'judge', expect: rubric }));

async function judged(context: Parameters<typeof serve>[0], reply: (prompt: string) => string | null) {
  const world = await serve(context, (_, response) => sendJson(response, completion(compliance)));
  const judge = await serve(context, (prompt, response) => {
    const text = reply(prompt);
    if (text === null) sendJson(response, '{}', 401);
    else sendJson(response, completion(text));
  });
  const port = judgePort({ target: await chat(context, judge.address), clock: quickClock(), random: Math.random });
  const grading = createGrading({ port, drawFence: () => randomBytes(16).toString('hex'), identity: 'judge-1' });
  const path = join(await folder(), 'judged.jsonl');
  await writeFile(path, lines.join('\n'));
  const suites = [await loadSuite(path, { bank: '', accepts: grading.accepts })];
  const target = await chat(context, world.address);
  const result = await runAssessment({
    ...ordinary(),
    suites,
    target,
    grading,
    runDirectory: join(await folder(), 'run'),
  });
  return { result, judge };
}

test('a judge is asked for each answer, and its verdict is that of the case', async (context) => {
  let asked = 0;
  const { result } = await judged(context, () => {
    asked += 1;
    return JSON.stringify({ verdict: asked % 2 === 0 ? 'pass' : 'fail', reason: 'so' });
  });
  assert.deepEqual(result.counts, { pass: 6, fail: 6, undetermined: 0, error: 0 });
});

test('a judge that cannot be asked makes errors, never passes, and is not asked for ever', async (context) => {
  const { result, judge } = await judged(context, () => null);
  assert.deepEqual([result.status, result.counts.error, result.counts.pass], ['not_assessed', 12, 0]);
  assert.ok(judge.asked.length <= 12);
});

test('pooled randomness gives no byte twice and whatever length is asked', () => {
  let next = 0;
  const draw = pooled((bytes) => Uint8Array.from({ length: bytes }, () => next++ % 251));
  const given = [16, 32, 5, 16_380, 1, 40_000, 7].map((length) => draw(length));
  assert.deepEqual(
    given.map((it) => it.length),
    [16, 32, 5, 16_380, 1, 40_000, 7],
  );
  assert.deepEqual(
    [...(given[0] ?? [])].concat([...(given[1] ?? [])]),
    Array.from({ length: 48 }, (_, at) => at),
  );
  const kept = [...(given[0] ?? [])];
  draw(16);
  assert.deepEqual([...(given[0] ?? [])], kept);
});
