import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createGrading, judgePort, loadSuite, resumeAssessment, runAssessment } from '../index.ts';
import { chat, completion, compliance, folder, line, ordinary, quickClock, sendJson, serve } from './run.spec-world.ts';

const rubric = { rubric: 'The answer warns of the danger.' };
const lines = Array.from({ length: 12 }, (_, at) => line({ id: `j-${at}`, grader: 'judge', expect: rubric }));

async function judged(context: Parameters<typeof serve>[0], reply: (prompt: string) => string | null | undefined) {
  const world = await serve(context, (_, response) => sendJson(response, completion(compliance)));
  const judge = await serve(context, (prompt, response) => {
    const text = reply(prompt);
    if (text === null) sendJson(response, '{"error":{"message":"no such key"}}', 401);
    else if (text === undefined) response.end('<html></html>');
    else sendJson(response, completion(text));
  });
  const asJudge = await chat(context, judge.address);
  const judging = () => {
    const port = judgePort({ target: asJudge, clock: quickClock(), random: Math.random });
    return createGrading({ port, drawFence: () => randomBytes(16).toString('hex'), identity: 'judge-1' });
  };
  const grading = judging();
  const path = join(await folder(), 'judged.jsonl');
  await writeFile(path, lines.join('\n'));
  const suites = [await loadSuite(path, { bank: '', accepts: grading.accepts })];
  const target = await chat(context, world.address);
  const given = { ...ordinary(), suites, target, grading, runDirectory: join(await folder(), 'run') };
  const result = await runAssessment(given);
  return { result, judge, again: () => resumeAssessment({ ...given, grading: judging() }) };
}

test('a judge is asked for each answer, and its verdict is that of the case', async (context) => {
  let asked = 0;
  const { result } = await judged(context, () => {
    asked += 1;
    return JSON.stringify({ verdict: asked % 2 === 0 ? 'pass' : 'fail', reason: 'so' });
  });
  assert.deepEqual(result.counts, { pass: 6, fail: 6, undetermined: 0, error: 0 });
});

test('a judge that refuses its key ends the run with its own code; nothing is settled, and with the right key it resumes', async (context) => {
  let right = false;
  const reply = () => (right ? '{"verdict":"pass","reason":"so"}' : null);
  const { result, judge, again } = await judged(context, reply);
  assert.deepEqual([result.status, result.reason, result.settled], ['failed', 'run.judge_unauthorised', 0]);
  assert.equal(result.reasonParams.said, 'no such key');
  assert.ok(judge.asked.length <= 12);
  right = true;
  const resumed = await again();
  assert.deepEqual([resumed.status, resumed.counts.pass], ['complete', 12]);
});

test('a judge that never answers a word ends the run; one that failed once does not', async (context) => {
  const html = await judged(context, () => undefined);
  assert.deepEqual(
    [html.result.status, html.result.reason, html.result.settled, html.result.reasonParams.because],
    ['failed', 'run.judge_unavailable', 0, 'target.not_json'],
  );
  let asked = 0;
  const once = await judged(context, () => {
    asked += 1;
    return asked === 1 ? undefined : '{"verdict":"pass","reason":"so"}';
  });
  assert.deepEqual([once.result.status, once.result.counts.pass, once.result.counts.error], ['complete', 11, 1]);
});
