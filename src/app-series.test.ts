import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type AppWorld, appWorld, host } from './app.spec-world.ts';
import { localEnvironment } from './server/index.ts';

const facts = {
  ...{ actorRole: 'provider', scenario: 'customer_service', sector: 'finance', intelligence: 'assists', name: '一' },
  ...{ populations: ['general_public'], modalities: ['text'], scale: 'large' },
};
const digest = `sha256:${'5'.repeat(64)}` as const;
const model = (reportedModel: string) =>
  ({ endpoint: 'http://127.0.0.1:9/v1', reportedModel, fingerprint: null, canary: null, proof: 'proven' }) as const;

/** As the command line does over the data directory's own socket. */
async function order(world: AppWorld, path: string, body: unknown): Promise<void> {
  const headers = { host: '127.0.0.1:7878', 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await world.app().http.request(`${host}/api/v1/ledger/${path}`, init, localEnvironment);
  assert.equal(response.status, 201, await response.text());
}

async function measure(world: AppWorld, system: string, result: 'pass' | 'fail', subject: string, seen: string) {
  const { evidence } = world.app();
  const by = world.by();
  const plan = {
    ...{ system, scope: ['ASM-001'], suites: [{ name: 'starter', digest }], attacks: [], endpoint: 'e', model: 'm' },
    ...{ planned: 1, plan: digest },
  };
  const { run } = await evidence.startRun(by, plan);
  await evidence.seeIdentity(by, system, model(seen), run);
  const measured = { observed: { rate: 1, total: 10 }, expected: { rate: 0.9 }, artefact: digest };
  const finding = { result, subject, reason: result === 'pass' ? null : 'refusal.declines', ...measured };
  await evidence.record(by, run, 'ASM-001', finding as Parameters<typeof evidence.record>[3], model(seen));
  const counts = { pass: result === 'pass' ? 1 : 0, fail: result === 'fail' ? 1 : 0, undetermined: 0, error: 0 };
  await evidence.finishRun(by, run, { status: 'complete', counts, journal: null, selfCheck: 'holds', reason: null });
  return run;
}

test('the posture of a system is the same when its logs are retired and all tables are made anew', async (t) => {
  const world = await appWorld(t);
  const { id } = await world.json<{ id: string }>('/systems', { method: 'POST', body: facts });
  const old = await measure(world, id, 'pass', 'one', 'a');
  await measure(world, id, 'fail', 'one', 'a');
  await measure(world, id, 'pass', 'two', 'a');
  await measure(world, id, 'pass', 'three', 'b');
  await order(world, 'rotations', {});
  await measure(world, id, 'pass', 'three', 'a');
  await order(world, 'rotations', {});
  await world.json(`/systems/${id}/grade`, { method: 'POST', body: { level: 'extreme', reason: '演练' } });
  const now = new Date().toISOString();
  const known = async () => ({
    posture: await world.app().evidence.postureOf(world.by().org, id, now),
    system: await world.app().register.get(world.by().org, id),
    overrides: await world.app().register.overrides(world.by().org, id),
  });
  const before = await known();
  for (const number of [1, 2]) await order(world, 'retirements', { number, early: true });
  assert.deepEqual(await known(), before, 'tables that were built from the leaves themselves');
  await world.app().close();
  await rm(join(world.directory, 'pglite'), { recursive: true });
  await world.reopen();
  assert.deepEqual(await known(), before, 'tables that were built from what was carried');
  // What was superseded went with its log.
  await assert.rejects(world.app().evidence.run(world.by().org, old), /run_unknown/);
  assert.deepEqual(world.errors, []);
});
