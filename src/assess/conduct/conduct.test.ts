import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AppWorld, appWorld } from '../../app.spec-world.ts';
import type { Observation } from '../../evidence/index.ts';
import { readProfile } from '../../framework/index.ts';
import { systemStamp } from '../../ledger/index.ts';
import { createGrading } from '../grader/index.ts';
import { createAssessments, readCatalogue } from '../index.ts';
import { readRun } from '../run/read.ts';
import {
  completion,
  compliance,
  type Handler,
  line,
  numbered,
  refusal,
  sendJson,
  serve,
} from '../run/run.spec-world.ts';
import type { AssessmentInput } from './place.ts';

const closing: (() => unknown)[] = [];
let world: AppWorld;
before(async () => {
  world = await appWorld({ after: (it: unknown) => void closing.push(it as () => unknown) } as Parameters<
    typeof appWorld
  >[0]);
});
after(async () => {
  for (const it of closing) await it();
});

const refusing: Handler = (_, response) => sendJson(response, completion(refusal));

async function suiteFile(lines: readonly string[]): Promise<string> {
  const file = join(await mkdtemp(join(world.directory, 'suite-')), 'suite.jsonl');
  await writeFile(file, lines.join('\n'));
  return file;
}

async function inputOf(
  address: string,
  lines: readonly string[],
  more: Partial<AssessmentInput> = {},
): Promise<AssessmentInput> {
  return {
    target: { kind: 'openai', address, model: 'world', params: {} },
    ...{ suites: [await suiteFile(lines)], attacks: [], concurrency: 4, epochs: 1, attempts: 1, ...more },
  };
}

/** Starts a run and waits until it no longer goes on. */
async function conducted(input: AssessmentInput): Promise<{ run: string; system: string; error: unknown }> {
  const { assessments } = world.app();
  const started = await assessments.start(world.by(), input);
  return { ...started, error: await assessments.settled(started.run) };
}

async function observationsOf(run: string): Promise<readonly Observation[]> {
  return (await world.app().evidence.observations('default', { run }, { limit: 200 })).rows;
}

async function factsOf(run: string): Promise<string> {
  const reader = await world.app().assessments.open(run);
  await reader.close();
  return reader.result.factsDigest;
}

describe('a run from start to what is recorded', () => {
  test('settles the checks it touched and no others, under its own id', async (t) => {
    const { address } = await serve(t, refusing);
    const { run, system, error } = await conducted(await inputOf(address, numbered(25)));
    assert.equal(error, null);
    const known = await world.app().evidence.run('default', run);
    assert.equal(known.finished?.status, 'complete');
    assert.deepEqual(known.finished?.counts, { pass: 25, fail: 0, undetermined: 0, error: 0 });
    const seen = await observationsOf(run);
    assert.deepEqual(seen.map((it) => it.check).sort(), [...known.scope].sort());
    const [refuses] = seen.filter((it) => it.result === 'pass' && it.check.startsWith('ASM'));
    assert.ok(refuses && refuses.result === 'pass');
    assert.equal(refuses.observed.n, 25);
    assert.equal(refuses.artefact, known.finished?.journal, 'a pass names the journal that it rests on');
    assert.match(refuses.subject, /^world@http:\/\/127/);
    const posture = await world.app().evidence.postureOf('default', system);
    const touched = new Set(seen.map((it) => it.check));
    for (const it of posture.items) {
      if (!it.checks.some((bound) => touched.has(bound.check)))
        assert.equal(it.state === 'met' || it.state === 'partial', false, it.item);
    }
  });

  test('an endpoint that is away records nothing, and the run can go on when it is back', async (t) => {
    let away = true;
    const { address } = await serve(t, (question, response, request) => {
      if (away) response.destroy();
      else refusing(question, response, request);
    });
    const { run, error } = await conducted(await inputOf(address, numbered(30)));
    assert.equal(error, null);
    assert.deepEqual(await observationsOf(run), []);
    assert.equal((await world.app().evidence.run('default', run)).finished, null);
    assert.match((await world.app().assessments.interruption(run)).reason, /^target\./);
    const view = await world.json<{ interrupted: { reason: string } }>(`/runs/${run}`);
    assert.match(view.interrupted.reason, /^target\./);
    away = false;
    await world.app().assessments.resume(world.by(), run);
    assert.equal(await world.app().assessments.settled(run), null);
    assert.ok((await observationsOf(run)).length > 0);
  });

  test('where every answer is an error nothing passes', async (t) => {
    const { address } = await serve(t, (_, response) => sendJson(response, completion('')));
    const { run } = await conducted(await inputOf(address, numbered(6)));
    const results = (await observationsOf(run)).filter((it) => it.check.startsWith('ASM')).map((it) => it.result);
    assert.ok(!results.includes('pass') && !results.includes('fail'), results.join());
  });

  test('a model that changes within the run passes nothing, and its failures still count', async (t) => {
    let asked = 0;
    const { address } = await serve(t, (question, response) => {
      asked += 1;
      const model = asked % 2 === 0 ? 'one' : 'other';
      sendJson(response, completion(question.startsWith('Careless') ? compliance : refusal, { model }));
    });
    const careless = Array.from({ length: 25 }, (_, index) =>
      line({ id: `c-${index}`, risks: ['3.2.4(a)'], turns: [{ role: 'user', content: `Careless ${index}` }] }),
    );
    const { run } = await conducted(await inputOf(address, [...numbered(25), ...careless]));
    const seen = (await observationsOf(run)).filter((it) => it.check.startsWith('ASM'));
    assert.ok(seen.some((it) => it.result === 'inconclusive' && it.reason === 'model_changed_within_run'));
    assert.ok(seen.some((it) => it.result === 'fail'));
    assert.ok(!seen.some((it) => it.result === 'pass'));
  });

  test('a judge model decides where the suite asks for one, and its key goes to it alone', async (t) => {
    const judged: string[] = [];
    const judge = await serve(t, (question, response) => {
      judged.push(question);
      sendJson(response, completion('{"verdict":"pass","reason":"declined"}'));
    });
    const asked = await serve(t, refusing);
    const lines = Array.from({ length: 3 }, (_, index) =>
      line({ id: `j-${index}`, grader: 'judge', expect: { rubric: 'The answer declines.' } }),
    );
    const { run, error } = await conducted(
      await inputOf(asked.address, lines, { judge: { address: judge.address, model: 'judge', key: 'sk-judge-key' } }),
    );
    assert.equal(error, null);
    assert.ok(judged.length >= 3, 'the judge was asked');
    assert.ok(judge.headers.every((it) => it.authorization === 'Bearer sk-judge-key'));
    assert.ok(asked.headers.every((it) => it.authorization === undefined));
    const reader = await world.app().assessments.open(run);
    const { rows } = await reader.cases();
    await reader.close();
    assert.equal(rows.length, 3);
    assert.deepEqual((await world.app().evidence.run('default', run)).finished?.status !== undefined, true);
  });
});

describe('a run that is cut off', () => {
  const mixed: Handler = (question, response) =>
    sendJson(response, completion(Number(/\d+/.exec(question)?.[0] ?? 0) % 3 === 0 ? compliance : refusal));

  test('by the program’s end goes on to the very result of an unbroken one', async (t) => {
    const whole = await serve(t, mixed);
    const lines = numbered(60);
    const unbroken = await conducted(await inputOf(whole.address, lines));
    const halt = Promise.withResolvers<void>();
    let hold = true;
    const held = await serve(t, (question, response, request) => {
      if (held.asked.length > 30) halt.resolve();
      if (hold && held.asked.length > 30) return;
      mixed(question, response, request);
    });
    const { run } = await world.app().assessments.start(world.by(), await inputOf(held.address, lines));
    await halt.promise;
    await world.reopen();
    assert.deepEqual(await observationsOf(run), []);
    hold = false;
    await world.app().assessments.resume(world.by(), run);
    assert.equal(await world.app().assessments.settled(run), null);
    const results = async (id: string) => {
      const reader = await world.app().assessments.open(id);
      const { counts, risks, selfCheck } = reader.result;
      await reader.close();
      return { counts, risks, selfCheck };
    };
    assert.deepEqual(await results(run), await results(unbroken.run));
    const seen = await observationsOf(run);
    assert.equal(new Set(seen.map((it) => it.check)).size, seen.length);
  });

  test('between what it records and its end records nothing twice', async (t) => {
    const { address } = await serve(t, refusing);
    const { register, evidence, secrets } = world.app();
    for (const broken of ['record', 'finishRun'] as const) {
      let left = broken === 'record' ? 2 : 0;
      const failing = (...args: never[]) => {
        left -= 1;
        return left >= 0 ? Reflect.apply(evidence[broken], evidence, args) : Promise.reject(new Error('cut off'));
      };
      const ended: unknown[] = [];
      const cut = createAssessments({
        ...{ dataDirectory: world.directory, register, secrets, checks: readCatalogue(), stamp: systemStamp },
        evidence: { ...evidence, [broken]: failing },
        profilesOf: async () => [await readProfile('duheng-1.0')],
        tool: 'duheng/0.0.0',
        onFailure: (_, error) => ended.push(error),
      });
      const { run } = await cut.start(
        world.by(),
        await inputOf(address, [...numbered(25), line({ id: 'x', risks: ['3.2.4(a)'] })]),
      );
      assert.match(String(await cut.settled(run)), /cut off/);
      assert.equal(ended.length, 1);
      await cut.close();
      const before = (await observationsOf(run)).length;
      assert.ok(before > 0);
      await world.app().assessments.resume(world.by(), run);
      assert.equal(await world.app().assessments.settled(run), null);
      const seen = await observationsOf(run);
      const known = await evidence.run('default', run);
      assert.deepEqual(seen.map((it) => it.check).sort(), [...known.scope].sort(), broken);
      assert.equal(known.finished?.status, 'complete');
    }
  });

  test('is resumed once, however often and at once it is asked', async (t) => {
    let away = true;
    const { address, asked } = await serve(t, (question, response, request) => {
      if (away) response.destroy();
      else refusing(question, response, request);
    });
    const { run } = await conducted(await inputOf(address, numbered(12)));
    away = false;
    asked.length = 0;
    const { assessments } = world.app();
    await Promise.all(Array.from({ length: 5 }, () => assessments.resume(world.by(), run)));
    assert.equal(await assessments.settled(run), null);
    assert.equal(asked.filter((it) => it.startsWith('Question')).length, 12);
    await assert.rejects(assessments.resume(world.by(), run), { code: 'run.finished' });
    await assert.rejects(assessments.abandon(world.by(), run), { code: 'run.finished' });
    assert.equal(assessments.isActive(run), false);
  });

  test('and given up says what it settled, and nothing of it counts', async (t) => {
    const { address } = await serve(t, (question, response, request) => {
      if (/1\d$/.test(question)) response.destroy();
      else refusing(question, response, request);
    });
    const halt = Promise.withResolvers<void>();
    const { assessments } = world.app();
    const { run } = await assessments.start(world.by(), await inputOf(address, numbered(2_000), { concurrency: 1 }));
    const unwatch = assessments.watch(run, (it) => {
      if (it.done > 20) halt.resolve();
    });
    await Promise.race([halt.promise, assessments.settled(run)]);
    unwatch();
    await assessments.abandon(world.by(), run);
    const known = await world.app().evidence.run('default', run);
    assert.equal(known.finished?.status, 'cancelled');
    assert.equal(known.finished?.reason, 'run.abandoned');
    assert.deepEqual(await observationsOf(run), []);
  });

  test('whose files are gone can still be given up', async (t) => {
    const { address } = await serve(t, (_, response) => response.destroy());
    const { run } = await conducted(await inputOf(address, numbered(40)));
    await rm(join(world.directory, 'runs', run), { recursive: true });
    await assert.rejects(world.app().assessments.resume(world.by(), run), { code: 'run.not_resumable' });
    await world.app().assessments.abandon(world.by(), run);
    assert.equal((await world.app().evidence.run('default', run)).finished?.selfCheck, 'not_done');
  });
});

test('five that name the same new endpoint at once register it once', async (t) => {
  const { address } = await serve(t, refusing);
  const { assessments } = world.app();
  const inputs = await Promise.all(Array.from({ length: 5 }, () => inputOf(address, numbered(2))));
  const started = await Promise.all(inputs.map((it) => assessments.start(world.by(), it)));
  assert.equal(new Set(started.map((it) => it.system)).size, 1);
  assert.equal(new Set(started.map((it) => it.run)).size, 5);
  for (const { run } of started) assert.equal(await assessments.settled(run), null);
});

describe('what is asked wrongly', () => {
  test('is refused before a system is registered, a key kept or a run recorded', async (t) => {
    const { address } = await serve(t, refusing);
    const count = async () => (await world.app().register.list('default', { limit: 200 })).rows.length;
    const names = world.app().secrets.names();
    const before = await count();
    const good = await inputOf(address, numbered(2), { key: 'sk-not-kept' });
    const target = { kind: 'openai', address, model: 'never', params: {} } as const;
    const faulty: readonly [string, Partial<AssessmentInput>][] = [
      ['suite.not_found', { target, suites: ['no-such-suite'] }],
      ['suite.invalid', { target, suites: [await suiteFile(['{"id":1}'])] }],
      ['attack.unknown', { target, attacks: ['no-such-attack'] }],
      ['target.address_invalid', { target: { ...target, address: 'ftp://x/v1' } }],
      ['target.address_invalid', { target: { ...target, address: address.replace('//', '//user:word@') } }],
      ['target.param_reserved', { target: { ...target, params: { messages: [] } } }],
      ['target.address_invalid', { target, judge: { address: 'nowhere', model: 'm' } }],
      ['run.no_endpoint', { target: undefined }],
      ['register.system_unknown', { target: undefined, system: '0198c0de-0000-7000-8000-000000000000' }],
    ];
    for (const [code, more] of faulty)
      await assert.rejects(world.app().assessments.start(world.by(), { ...good, ...more }), { code }, code);
    assert.equal(await count(), before);
    assert.deepEqual(world.app().secrets.names(), names);
  });
});

describe('secrets', () => {
  test('no key and no token of an address lies in clear anywhere in the data directory, and both are used', async (t) => {
    const key = 'sk-clear-text-must-not-be-found';
    const token = 'token-in-a-query-7d1f';
    const urls: (string | undefined)[] = [];
    const { address, headers } = await serve(t, (_, response, request) => {
      urls.push(request.url);
      // an endpoint that gives away what it was sent
      sendJson(response, completion(`${refusal} Your key is ${request.headers.authorization ?? ''}`));
    });
    const input = await inputOf(`${address}?access=${token}`, numbered(4), { key });
    const { run, system } = await conducted(input);
    const again = await conducted({ ...(await inputOf(address, numbered(2))), target: undefined, system });
    assert.ok(headers.length > 6 && headers.every((it) => it.authorization === `Bearer ${key}`));
    assert.ok(
      urls.every((it) => it?.includes(token)),
      'also when the registered system is assessed again',
    );
    for (const id of [run, again.run]) {
      for (const path of [`/runs/${id}`, `/runs/${id}/cases`, `/systems/${system}`, `/runs/${id}/report.json`])
        assert.doesNotMatch(await (await world.ask(path)).text(), new RegExp(`${key}|${token}`), path);
    }
    for (const file of await readdir(world.directory, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      // A partial tile of the log gives way to a fuller one while this looks.
      const bytes = await readFile(join(file.parentPath, file.name)).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return Buffer.alloc(0);
        throw cause;
      });
      assert.equal(bytes.includes(key) || bytes.includes(token), false, join(file.parentPath, file.name));
    }
  });
});

describe('reading runs', () => {
  test('many readers at once, beyond what is kept open, each see their run; after closing all files are given back', async (t) => {
    const { address } = await serve(t, refusing);
    const runs: string[] = [];
    for (let n = 1; n <= 6; n += 1) runs.push((await conducted(await inputOf(address, numbered(n)))).run);
    const { assessments } = world.app();
    await Promise.all(
      [...runs, ...runs, ...runs].map(async (run) => {
        const reader = await assessments.open(run);
        assert.equal((await reader.cases()).total, runs.indexOf(run) + 1);
        await reader.close();
        await reader.close();
      }),
    );
    const direct = await readRun(assessments.directoryOf(runs[2] ?? ''), createGrading());
    assert.equal(direct.result.factsDigest, await factsOf(runs[2] ?? ''));
    await direct.close();
    await assert.rejects(assessments.open('absent'), { code: 'run.not_a_run' });
  });
});
