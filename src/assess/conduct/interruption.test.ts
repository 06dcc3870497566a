import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { appWorld } from '../../app.spec-world.ts';
import { AssessError } from '../error.ts';
import { completion, numbered, refusal, sendJson, serve } from '../run/run.spec-world.ts';
import { createActiveRuns } from './active.ts';
import { interruptionOf } from './interruption.ts';

describe('why a run stopped', () => {
  test('is the error of its session, and of the system its own word', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'duheng-run-'));
    t.after(() => rm(directory, { recursive: true }));
    const coded = (code: string) => Object.assign(new Error(code), { code });
    const tries: readonly (readonly [unknown, string])[] = [
      [new AssessError('run.disk_full', { directory }), 'run.disk_full'],
      [coded('ENOSPC'), 'run.disk_full'],
      [coded('EFBIG'), 'run.disk_full'],
      [coded('EIO'), 'run.write_failed'],
      [coded('ledger.disk_full'), 'ledger.disk_full'],
      [coded('ERR_INVALID_ARG_TYPE'), 'run.interrupted'],
      [new TypeError('a defect'), 'run.interrupted'],
      ['no error at all', 'run.interrupted'],
      [null, 'run.interrupted'],
    ];
    for (const [error, reason] of tries) assert.equal((await interruptionOf(directory, error)).reason, reason);
    const active = createActiveRuns();
    for (let at = 0; at < 1_100; at += 1) active.begin(`run ${at}`)?.end(new Error(String(at)));
    assert.equal(active.lastError('run 0'), null, 'not every error for ever');
    assert.match(String(active.lastError('run 1099')), /1099/);
    active.begin('run 1099');
    assert.equal(active.lastError('run 1099'), null, 'it goes on again');
  });

  test('is told by the API: a grader that changed; resumed well it is over', async (t) => {
    const world = await appWorld(t);
    let away = true;
    const { address } = await serve(t, (_, response) => {
      if (away) response.destroy();
      else sendJson(response, completion(refusal));
    });
    const suite = join(world.directory, 'suite.jsonl');
    await writeFile(suite, numbered(30).join('\n'));
    const { assessments } = world.app();
    const { run } = await assessments.start(world.by(), {
      target: { kind: 'openai', address, model: 'world', params: {} },
      ...{ suites: [suite], attacks: [], concurrency: 4, epochs: 1, attempts: 1 },
    });
    assert.equal(await assessments.settled(run), null);
    away = false;
    const reason = async () => {
      await assessments.resume(world.by(), run);
      await assessments.settled(run);
      const { interrupted } = await world.json<{ interrupted: { reason: string } | null }>(`/runs/${run}`);
      return interrupted?.reason ?? null;
    };
    const plan = join(assessments.directoryOf(run), 'plan.json');
    const text = await readFile(plan, 'utf8');
    const header = JSON.parse(text) as { graders: Record<string, string> };
    await writeFile(plan, JSON.stringify({ ...header, graders: { ...header.graders, refusal: 'another' } }));
    assert.equal(await reason(), 'run.grader_changed');
    await writeFile(plan, text);
    assert.equal(await reason(), null);
    assert.equal((await world.app().evidence.run('default', run)).finished?.status, 'complete');
  });
});
