import assert from 'node:assert/strict';
import { test } from 'node:test';
import { by } from '../register/room.spec-world.ts';
import { describeOnEachEngine } from '../store/store.spec-world.ts';
import { digest, edition, identity, items } from './posture.spec-world.ts';
import { posture } from './posture.ts';
import { createReader } from './reading.ts';
import { recordedIn } from './recorded.ts';
import { evidenceWorld, outcome, planOf } from './room.spec-world.ts';

const measured = { observed: { rate: 1 }, expected: { rate: 1 }, artefact: digest('a') };
const [item = '', second = ''] = items;
const far = '2099-01-01T00:00:00.000Z';

describeOnEachEngine('evidence read back from leaves alone', (engine) => {
  test('says what the tables say, and gives the same posture', async (t) => {
    const world = await evidenceWorld(t, engine);
    const { evidence, register, system, log } = world;
    for (const [at, selfCheck] of (['holds', 'broken'] as const).entries()) {
      const { run } = await evidence.startRun(by, planOf(system));
      await evidence.seeIdentity(by, system, identity({ fingerprint: `f${at}` }), run);
      const subject = `m${at}`;
      await evidence.record(by, run, 'ASM-001', { result: 'pass', subject, reason: null, ...measured }, identity());
      await evidence.record(by, run, 'ASM-002', { result: 'fail', subject, reason: 'below', ...measured }, null);
      await evidence.record(by, run, 'ASM-002', { result: 'error', subject, reason: 'gone' }, null);
      await evidence.finishRun(by, run, outcome({ selfCheck }));
      world.stamp.pass(1);
    }
    const { judgement } = await evidence.judge(by, { system, item, statement: 'looked at', expires: null });
    await evidence.judge(by, { system, item: second, statement: 'looked at too', expires: null });
    await evidence.withdrawJudgement(by, system, judgement);
    const expires = new Date(world.stamp.clock() + 86_400_000).toISOString();
    await evidence.except(by, { system, item, check: 'ASM-002', reason: 'soon', expires });

    const leaves = (await Array.fromAsync(log.read())).map((it) => it.leaf);
    const recorded = recordedIn(leaves);
    const reader = createReader(world.store);
    const { rows } = await reader.observations(by.org, { system }, { limit: 200 });
    const byId = <T extends { readonly observation: string }>(all: readonly T[]) =>
      all.toSorted((a, b) => (a.observation < b.observation ? -1 : 1));
    assert.equal(rows.length, 6);
    assert.deepEqual(byId(recorded.observations), byId(rows));
    assert.deepEqual(recorded.judgements.toReversed(), await reader.judgements(by.org, system));
    assert.deepEqual(recorded.exceptions, await reader.exceptions(by.org, system));
    assert.deepEqual(recorded.brokenRuns, await reader.brokenRuns(by.org, system));
    const { actorRole, practice } = await register.get(by.org, system);
    const now = new Date(world.stamp.clock()).toISOString();
    const own = { id: system, actorRole, practice };
    for (const at of [now, far])
      assert.deepEqual(
        posture({ edition, system: own, definitions: evidence.definitions, ...recorded, now: at }),
        await evidence.postureOf(by.org, system, at),
      );
  });
});
