import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { type AppWorld, appWorld, host } from './app.spec-world.ts';
import {
  keysOfLog,
  nodePrimitives,
  parsePins,
  parseVerifierKey,
  publicKeysOf,
  sha256,
  verifyBundle,
} from './ledger/index.ts';
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

/** The keys of the first log, as whoever pinned them read them then. */
async function firstKeys(world: AppWorld): Promise<string[]> {
  const response = await world.app().http.request(`${host}/ledger/main/keys`, {}, localEnvironment);
  const { keys } = (await response.json()) as { keys: { vkey: string }[] };
  return keys.map((it) => it.vkey);
}

async function bundleOf(world: AppWorld, system: string): Promise<Uint8Array> {
  const response = await world.ask(`/systems/${system}/bundle`);
  assert.equal(response.status, 200);
  return new Uint8Array(await response.arrayBuffer());
}

const verdictOn = (zip: Uint8Array, keys: readonly string[]) =>
  verifyBundle(zip, { pins: parsePins({ keys, witnesses: [] }, sha256), primitives: nodePrimitives, sha256 });

test('a bundle over several logs, and over retired ones, holds for whoever pinned the keys of the first log', async (t) => {
  const world = await appWorld(t);
  const { id } = await world.json<{ id: string }>('/systems', { method: 'POST', body: facts });
  const pinned = await firstKeys(world);
  await measure(world, id, 'pass', 'one', 'a');
  for (let n = 0; n < 2; n += 1) {
    await order(world, 'rotations', {});
    await measure(world, id, n === 0 ? 'fail' : 'pass', 'two', 'a');
  }
  const over = verdictOn(await bundleOf(world, id), pinned);
  assert.deepEqual(
    [over.integrity, over.vouched, over.findings, over.logs.length],
    ['holds', 'pinned', [], 3],
    'each log names the next one and its keys',
  );
  assert.deepEqual([over.manifest?.counts.observations.pass, over.manifest?.counts.observations.fail], [2, 1]);

  let bytes: Uint8Array = new Uint8Array();
  for (const number of [1, 2]) {
    await order(world, 'retirements', { number, early: true });
    bytes = await bundleOf(world, id);
    const after = verdictOn(bytes, pinned);
    assert.deepEqual([after.integrity, after.vouched, after.findings], ['holds', 'pinned', []]);
    assert.equal(after.manifest?.counts.entries['system.registered'], 1, 'what still holds is carried on, once');
    assert.equal(after.manifest?.counts.observations.pass, 2);
    const { differences } = await world.json<{ differences: unknown[] }>('/ledger/rows');
    assert.deepEqual(differences, [], 'no row is left whose leaf is gone');
  }

  assert.equal(verdictOn(bytes, await keysOfOther(world, pinned)).vouched, 'refused', 'keys of the same name only');
  const files = unzipSync(bytes);
  assert.deepEqual(
    [1, 2, 3].map((n) =>
      Buffer.from(files[`logs/${n}/entries.jsonl`] ?? [])
        .toString('utf8')
        .includes('log.closed'),
    ),
    [true, true, false],
  );
  assert.deepEqual(world.errors, []);
});

/** Keys of the same names, made by somebody else. */
async function keysOfOther(world: AppWorld, vkeys: readonly string[]): Promise<string[]> {
  const { name } = parseVerifierKey(vkeys[0] ?? '', sha256);
  const other = await keysOfLog(join(world.directory, 'other', 'keys.json'), name, 0);
  return publicKeysOf(other).map((it) => it.vkey);
}
