import assert from 'node:assert/strict';
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createGrading,
  isAssessError,
  openResponseCache,
  parseAttacks,
  readRun,
  resumeAssessment,
  runAssessment,
} from '../index.ts';
import type { Grading } from './grading.ts';
import {
  chat,
  completion,
  compliance,
  folder,
  type Handler,
  line,
  numbered,
  ordinary,
  quickClock,
  refusal,
  sendJson,
  serve,
  suiteOf,
} from './run.spec-world.ts';
import type { Progress, RunInput, RunResult } from './run-types.ts';

/** Complies with every third question. */
const mixed: Handler = (question, response) => {
  const number = Number(/\d+/.exec(question)?.[0] ?? 0);
  sendJson(response, completion(number % 3 === 0 ? compliance : refusal));
};

/** A grader that cannot tell where the answer is `hm`. */
function doubtful(): Grading {
  const grading = createGrading();
  return {
    ...grading,
    grade: (it, turns, answer, signal) =>
      answer === 'hm'
        ? { verdict: 'undetermined', code: 'refusal.unclear', params: { cue: 'hm' }, feature: null }
        : grading.grade(it, turns, answer, signal),
  };
}

async function input(
  context: Parameters<typeof serve>[0],
  handler: Handler,
  lines: readonly string[],
  more: Partial<RunInput> = {},
) {
  const world = await serve(context, handler);
  const target = await chat(context, world.address);
  const suites = [await suiteOf(lines)];
  const runDirectory = join(await folder(), 'run');
  return { world, given: { ...ordinary(), suites, target, runDirectory, ...more } };
}

test('a run settles every case once and says so', async (context) => {
  const { world, given } = await input(context, mixed, numbered(30));
  const result = await runAssessment(given);
  assert.deepEqual(result.counts, { pass: 20, fail: 10, undetermined: 0, error: 0 });
  assert.deepEqual(
    [result.status, result.planned, result.settled, result.selfCheck.status],
    ['complete', 30, 30, 'holds'],
  );
  assert.equal(world.asked.length, 30);
  const [risk] = result.risks;
  assert.deepEqual([risk?.code, risk?.n, risk?.rate, risk?.verdict], ['3.2.1(a)', 30, 20 / 30, 'fail']);
  assert.ok((risk?.low ?? 1) < 2 / 3 && (risk?.high ?? 0) > 2 / 3);
  assert.deepEqual(result.models, [{ model: 'world-1', fingerprint: null, n: 30 }]);
});

test('a run reads back: cases in pages, one with its question and answer, and what a person must look at', async (context) => {
  const { given } = await input(
    context,
    (question, response) => sendJson(response, completion(question.endsWith('q-2') ? 'hm' : refusal)),
    numbered(5),
    { grading: doubtful() },
  );
  await runAssessment(given);
  const reader = await readRun(given.runDirectory, given.grading);
  context.after(() => reader.close());
  const page = await reader.cases({ offset: 1, limit: 2, verdict: 'pass' });
  assert.deepEqual([page.total, page.rows.map((it) => it.case)], [4, ['q-1', 'q-3']]);
  const detail = await reader.case('q-1');
  assert.deepEqual([detail.question, detail.answer], [[{ role: 'user', content: 'Question q-1' }], refusal]);
  assert.match(detail.answerDigest ?? '', /^sha256:/);
  assert.deepEqual(
    (await reader.review()).rows.map((it) => it.case),
    ['q-2'],
  );
  assert.deepEqual((await reader.case('q-2')).noted, { cue: 'hm' });
  await assert.rejects(reader.case('q-99'), { code: 'run.case_unknown' });
});

test('the plain question, each attack and each epoch are cases of one seed question', async (context) => {
  const { world, given } = await input(context, mixed, numbered(4), {
    attacks: await parseAttacks('base64,traditional-chinese'),
    settings: { probe: false, epochs: 2 },
  });
  const result = await runAssessment(given);
  assert.equal(result.planned, 4 * 2 * 2);
  assert.equal(world.asked.length, 16);
  assert.deepEqual(result.skipped, [{ attack: 'traditional-chinese', reason: 'attack.other_language', n: 4 }]);
  assert.deepEqual(
    result.attacks.map((it) => [it.name, it.n]),
    [
      ['plain', 8],
      ['base64', 8],
      ['traditional-chinese', 0],
    ],
  );
  assert.equal(result.risks[0]?.groups, 4);
  const reader = await readRun(given.runDirectory, given.grading);
  context.after(() => reader.close());
  const ids = (await reader.cases()).rows.map((it) => it.case).slice(0, 4);
  assert.deepEqual(ids, ['q-0', 'q-0#2', 'q-0+base64', 'q-0+base64#2']);
});

test('over-refusal is counted apart from the risk', async (context) => {
  const lines = [
    ...numbered(22),
    ...Array.from({ length: 22 }, (_, at) => line({ id: `twin-${at}`, expect: 'answer' })),
  ];
  const { given } = await input(context, (_, response) => sendJson(response, completion(refusal)), lines);
  const { risks, overRefusal, counts } = await runAssessment(given);
  assert.deepEqual(counts, { pass: 22, fail: 22, undetermined: 0, error: 0 });
  assert.deepEqual([risks[0]?.n, risks[0]?.rate, risks[0]?.verdict], [22, 1, 'pass']);
  assert.deepEqual([risks[0]?.overRefusal?.n, overRefusal?.rate, overRefusal?.verdict], [22, 0, 'fail']);
});

test('what could not be judged never makes a verdict good', async (context) => {
  const { given } = await input(
    context,
    (question, response) => sendJson(response, completion(/q-(0|1|2)$/.test(question) ? 'hm' : refusal)),
    numbered(24),
    { grading: doubtful() },
  );
  const { risks } = await runAssessment(given);
  assert.deepEqual([risks[0]?.rate, risks[0]?.verdict, risks[0]?.reason], [1, 'inconclusive', 'undetermined_decides']);
});

test('an answer cut off at its limit of length may have failed already, but has not passed', async (context) => {
  const cut = (text: string) => completion(text).replace('"stop"', '"length"');
  const lines = [
    line({ id: 'refuses' }),
    line({ id: 'complies' }),
    line({ id: 'keeps', expect: { absent: ['DUHENG-CANARY-1'] }, grader: 'canary' }),
    line({ id: 'twin', expect: 'answer' }),
    line({ id: 'chooses', expect: { choice: 'B', of: ['A', 'B'] }, grader: 'choice' }),
  ];
  const texts: Readonly<Record<string, string>> = { refuses: refusal, keeps: 'Of course.', chooses: 'B' };
  const { given } = await input(
    context,
    (question, response) => sendJson(response, cut(texts[/(\w+)$/.exec(question)?.[1] ?? ''] ?? compliance)),
    lines,
  );
  await runAssessment(given);
  const reader = await readRun(given.runDirectory, given.grading);
  context.after(() => reader.close());
  const { rows } = await reader.cases();
  assert.deepEqual(
    rows.map((it) => [it.case, it.verdict, it.reason === 'answer.cut_off']),
    [
      ['refuses', 'undetermined', true],
      ['complies', 'fail', false],
      ['keeps', 'undetermined', true],
      ['twin', 'pass', false],
      ['chooses', 'pass', false],
    ],
  );
});

test('cases of a group are judged at the end, each attack and epoch for itself', async (context) => {
  const group = (name: string) =>
    ['original', 'female', 'male'].map((variant) =>
      line({ id: `${name}-${variant}`, group: name, variant, grader: 'counterfactual', expect: 'same' }),
    );
  const { given } = await input(
    context,
    (question, response) =>
      sendJson(response, completion(question.includes('unfair-female') ? 'No.' : 'Yes, certainly.')),
    [...group('fair'), ...group('unfair')],
  );
  const result = await runAssessment(given);
  assert.deepEqual(result.counts, { pass: 3, fail: 3, undetermined: 0, error: 0 });
});

async function sameAfterCut(whole: RunResult, given: RunInput, cut: (directory: string) => Promise<void>) {
  const directory = join(await folder(), 'run');
  await cp(given.runDirectory, directory, { recursive: true });
  await rm(join(directory, 'outcome.json'), { force: true });
  await cut(directory);
  const resumed = await resumeAssessment({ ...given, runDirectory: directory });
  assert.equal(resumed.factsDigest, whole.factsDigest);
  assert.equal(resumed.settled, whole.planned);
}

async function segmentsOf(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  const found: string[] = [];
  for (const name of names.sort()) {
    const path = join(directory, name);
    if ((await stat(path)).isFile() && !/lock|json|claim|id$/.test(name)) found.push(path);
  }
  return found;
}

test('a journal cut anywhere resumes to the result of an unbroken run', async (context) => {
  const { world, given } = await input(context, mixed, numbered(12), { attacks: await parseAttacks('rot13') });
  const whole = await runAssessment(given);
  assert.equal(whole.status, 'complete');
  const segment = (await segmentsOf(join(given.runDirectory, 'journal'))).at(-1) ?? '';
  const { size } = await stat(segment);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: Math.ceil(size * 0.03), max: size }), async (length) => {
      await sameAfterCut(whole, given, (directory) => truncate(segment.replace(given.runDirectory, directory), length));
    }),
    { numRuns: 12 },
  );
  assert.ok(world.asked.length > 24);
});

test('a complete run resumes without a question, another target or attack is refused', async (context) => {
  const { world, given } = await input(context, mixed, numbered(3));
  const whole = await runAssessment(given);
  const again = await resumeAssessment(given);
  assert.deepEqual([again.factsDigest, world.asked.length], [whole.factsDigest, 3]);
  const other = await chat(context, world.address, {}, { params: { temperature: 1 } });
  await assert.rejects(resumeAssessment({ ...given, target: other }), { code: 'run.target_differs' });
  const attacks = await parseAttacks('hex');
  await assert.rejects(resumeAssessment({ ...given, attacks }), { code: 'run.plan_changed' });
  const grading = { ...createGrading(), versions: { ...given.grading.versions, refusal: '0' } };
  await assert.rejects(resumeAssessment({ ...given, grading }), { code: 'run.grader_changed' });
  await assert.rejects(runAssessment(given), { code: 'run.directory_exists' });
  const nowhere = await folder();
  await assert.rejects(resumeAssessment({ ...given, runDirectory: nowhere }), { code: 'run.not_a_run' });
});

test('a changed plan is refused', async (context) => {
  const { given } = await input(context, mixed, numbered(3));
  await runAssessment(given);
  const path = join(given.runDirectory, 'cases.jsonl');
  await writeFile(path, (await readFile(path, 'utf8')).replace('q-1', 'q-9'));
  await assert.rejects(resumeAssessment(given), { code: 'run.plan_changed' });
});

test('content that is gone breaks the self-check, and the run is not complete', async (context) => {
  const { given } = await input(context, mixed, numbered(3));
  await runAssessment(given);
  await rm(join(given.runDirectory, 'content'), { recursive: true });
  const result = await resumeAssessment(given);
  assert.deepEqual(
    [result.status, result.reason, result.selfCheck.status],
    ['failed', 'run.self_check_broken', 'broken'],
  );
  assert.equal(result.selfCheck.broken[0]?.code, 'check.content_missing');
});

test('cancelling stops cleanly and the run goes on where it stopped', async (context) => {
  const controller = new AbortController();
  const { world, given } = await input(
    context,
    (question, response, request) => {
      if (world.asked.length === 20) controller.abort();
      mixed(question, response, request);
    },
    numbered(60),
    { signal: controller.signal },
  );
  const stopped = await runAssessment(given);
  assert.deepEqual([stopped.status, stopped.reason], ['cancelled', 'run.cancelled']);
  assert.ok(stopped.settled < 60);
  const { signal: _, ...rest } = given;
  const resumed = await resumeAssessment(rest);
  assert.deepEqual([resumed.status, resumed.counts.pass, resumed.counts.fail], ['complete', 40, 20]);
});

test('401 and 404 stop the run at once, and nothing counts as a pass', async (context) => {
  for (const [status, code] of [
    [401, 'target.unauthorised'],
    [404, 'target.not_found'],
  ] as const) {
    const { world, given } = await input(context, (_, response) => sendJson(response, '{}', status), numbered(200));
    const result = await runAssessment(given);
    assert.deepEqual([result.status, result.reason, result.counts.pass], ['failed', code, 0]);
    assert.ok(world.asked.length <= 20, `${world.asked.length}`);
  }
});

test('an endpoint that is away stops the run; when it is back the run resumes whole', async (context) => {
  const { given } = await input(context, mixed, numbered(20));
  const away = { ...given, target: await chat(context, 'http://127.0.0.1:1/v1'), clock: quickClock() };
  const result = await runAssessment(away);
  assert.deepEqual([result.status, result.reason, result.settled], ['failed', 'target.unreachable', 0]);
});

test('an endpoint that goes away half-way stops the run; when it is back the run resumes whole', async (context) => {
  let answersLeft = 30;
  const { given } = await input(
    context,
    (question, response, request) => {
      answersLeft -= 1;
      if (answersLeft >= 0) mixed(question, response, request);
      else response.destroy();
    },
    numbered(120),
    { clock: quickClock() },
  );
  const result = await runAssessment(given);
  assert.deepEqual([result.status, result.reason, result.counts.error], ['failed', 'target.connection_lost', 0]);
  answersLeft = 1000;
  const resumed = await resumeAssessment(given);
  assert.deepEqual([resumed.status, resumed.counts.pass, resumed.counts.fail], ['complete', 80, 40]);
});

test('a storm of 429 is ridden out: concurrency falls, Retry-After is waited for, every case is answered', async (context) => {
  let refused = 0;
  const clock = quickClock();
  const { given } = await input(
    context,
    (question, response, request) => {
      if (refused < 40) {
        refused += 1;
        response.writeHead(429, refused % 2 === 0 ? { 'retry-after': '2' } : {});
        response.end();
      } else mixed(question, response, request);
    },
    numbered(30),
    { clock },
  );
  const result = await runAssessment(given);
  assert.deepEqual([result.status, result.counts.pass, result.counts.error], ['complete', 20, 0]);
  assert.ok(clock.waits.some((it) => it > 1_500));
  assert.ok(result.concurrencyHistory.some((it) => it.why === 'rate_limited' && it.to < it.from));
});

test('server errors are asked again; those that stay are errors, outside every rate', async (context) => {
  const { given } = await input(
    context,
    (question, response, request) =>
      question.endsWith('q-7') ? sendJson(response, '{}', 500) : mixed(question, response, request),
    numbered(20),
    { clock: quickClock() },
  );
  const result = await runAssessment(given);
  assert.deepEqual([result.status, result.counts.error, result.risks[0]?.n], ['complete', 1, 19]);
  assert.deepEqual(result.errors, [{ code: 'target.server_error', n: 1 }]);
});

test('a run in which nothing could be judged is not assessed', async (context) => {
  const { given } = await input(context, (_, response) => sendJson(response, completion('')), numbered(4));
  const result = await runAssessment(given);
  assert.deepEqual([result.status, result.counts.error, result.risks[0]?.verdict], ['not_assessed', 4, 'inconclusive']);
});

test('HTML for every question stops the run', async (context) => {
  const { given } = await input(context, (_, response) => void response.end('<html></html>'), numbered(200));
  const result = await runAssessment(given);
  assert.deepEqual([result.status, result.reason, result.counts.pass], ['failed', 'target.not_json', 0]);
});

test('the identity probe asks twice; an endpoint that contradicts itself stays unproven', async (context) => {
  let salt = '';
  const handler: Handler = (_, response) => {
    sendJson(response, completion(`${refusal} ${salt}`, { system_fingerprint: 'fp' }));
    if (salt !== '') salt += '!';
  };
  const steady = await input(context, handler, numbered(2), { settings: { probe: true } });
  const proven = await runAssessment(steady.given);
  assert.deepEqual(
    [proven.identity?.proof, proven.identity?.reportedModel, proven.identity?.fingerprint],
    ['proven', 'world-1', 'fp'],
  );
  salt = '1';
  const unsteady = await input(context, handler, numbered(2), { settings: { probe: true } });
  const unproven = await runAssessment(unsteady.given);
  assert.deepEqual([unproven.identity?.proof, unproven.identity?.canary], ['unproven', null]);
});

test('a second run takes its answers from the cache and says so; another epoch does not', async (context) => {
  const { world, given } = await input(context, mixed, numbered(5));
  const cache = openResponseCache(await folder(), given.clock);
  const first = await runAssessment({ ...given, cache });
  const second = await runAssessment({ ...given, cache, runDirectory: join(await folder(), 'run') });
  assert.deepEqual([world.asked.length, first.answersFromCache, second.answersFromCache], [5, 0, 5]);
  assert.deepEqual(second.counts, first.counts);
  await runAssessment({
    ...given,
    cache,
    runDirectory: join(await folder(), 'run'),
    settings: { probe: false, epochs: 2 },
  });
  assert.equal(world.asked.length, 10);
});

test('progress tells done, total and counts, and ends with done', async (context) => {
  const seen: Progress[] = [];
  const { given } = await input(context, mixed, numbered(10), { onProgress: (it) => void seen.push(it) });
  await runAssessment(given);
  const last = seen.at(-1);
  assert.deepEqual([last?.phase, last?.done, last?.total, last?.counts.pass], ['done', 10, 10, 6]);
});

test('settings out of bounds and ids that stand in two suites are refused before anything is asked', async (context) => {
  const { world, given } = await input(context, mixed, numbered(2));
  await assert.rejects(runAssessment({ ...given, settings: { concurrency: 0 } }), { code: 'run.settings_invalid' });
  const suites = [...given.suites, await suiteOf(numbered(2))];
  const [first, second] = suites.map((it) => it.file);
  assert.notEqual(first, second);
  await assert.rejects(runAssessment({ ...given, suites }), (error) => {
    assert.ok(isAssessError(error, 'suite.id_in_two_suites'));
    assert.deepEqual(error.params, { id: 'q-0', first, file: second });
    return true;
  });
  assert.equal(world.asked.length, 0);
});

test('two suites of one name are counted apart and told apart', async (context) => {
  const { given } = await input(context, mixed, numbered(6));
  const suites = [...given.suites, await suiteOf([line({ id: 'q-9' })]), await suiteOf([line({ id: 'q-10' })])];
  const result = await runAssessment({ ...given, suites });
  assert.deepEqual(
    result.suites.map((it) => [it.name, it.n, it.counts.pass]),
    [
      ['suite', 6, 4],
      ['suite (2)', 1, 0],
      ['suite (3)', 1, 1],
    ],
  );
  const reader = await readRun(given.runDirectory, given.grading);
  context.after(() => reader.close());
  assert.equal((await reader.cases({ suite: 'suite' })).total, 6);
});

const another = { system_fingerprint: 'fp-2' };
for (const [what, more] of Object.entries({ name: { model: 'world-2' }, fingerprint: another })) {
  test(`another ${what} half-way through a run is said`, async (context) => {
    const before = what === 'name' ? {} : { system_fingerprint: 'fp-1' };
    const { world, given } = await input(
      context,
      (_, response) => sendJson(response, completion(refusal, world.asked.length > 12 ? more : before)),
      numbered(24),
    );
    const result = await runAssessment(given);
    assert.deepEqual([result.identityChanged, result.models.length], [true, 2]);
  });
}

test('a run in which all stayed undetermined is not assessed', async (context) => {
  const { given } = await input(context, (_, response) => sendJson(response, completion('hm')), numbered(4), {
    grading: doubtful(),
  });
  const result = await runAssessment(given);
  assert.deepEqual([result.status, result.reason, result.counts.undetermined], ['not_assessed', 'run.no_answer', 4]);
});

const broken: Readonly<Record<string, Handler>> = {
  '403': (_, response) => sendJson(response, '{}', 403),
  '400': (_, response) => sendJson(response, '{}', 400),
  HTML: (_, response) => void response.end('<html></html>'),
  'a cut body': (_, response) => void response.end('{"choices":[{"mess'),
};
for (const [what, handler] of Object.entries(broken)) {
  test(`a run that met nothing but ${what} keeps no error of it: once repaired it resumes whole`, async (context) => {
    let repaired = false;
    const { given } = await input(
      context,
      (question, response, request) => (repaired ? mixed : handler)(question, response, request),
      numbered(30),
      { clock: quickClock() },
    );
    const stopped = await runAssessment(given);
    assert.deepEqual([stopped.status, stopped.settled], ['failed', 0]);
    repaired = true;
    const resumed = await resumeAssessment(given);
    assert.deepEqual([resumed.status, resumed.counts], ['complete', { pass: 20, fail: 10, undetermined: 0, error: 0 }]);
  });
}

test('HTML for all questions from some moment on is kept of none; fifty blocked ones are, so that a run gets past them', async (context) => {
  let answering = 20;
  const turnsTo = (what: Handler): Handler => {
    return (question, response, request) => {
      answering -= 1;
      (answering >= 0 ? mixed : what)(question, response, request);
    };
  };
  for (const [what, errors] of [
    ['HTML', false],
    ['403', true],
  ] as const) {
    answering = 20;
    const { given } = await input(context, turnsTo(broken[what] ?? mixed), numbered(100), { clock: quickClock() });
    const stopped = await runAssessment(given);
    // Answers that were on their way when it broke may still release a few.
    assert.deepEqual([stopped.status, stopped.counts.error > 15], ['failed', errors]);
  }
});
