import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeOnEachEngine } from '../store/store.spec-world.ts';
import { systemThen } from './history.ts';
import { bankService, by, registerWorld, stranger } from './room.spec-world.ts';

describeOnEachEngine('a system as its leaves tell of it', (engine) => {
  test('has at every moment the facts, the stage and the grade that the register had then', async (t) => {
    const { register, log, stamp } = await registerWorld(t, engine);
    const { id } = await register.register(by, bankService);
    await register.register(stranger, { ...bankService, scale: 'small' });
    const acts = [
      () => register.change(by, id, { scale: 'small', description: null }),
      () => register.overrideGrade(by, id, 'major', '大额转账'),
      () => register.moveStage(by, id, 'design', null),
      () => register.change(by, id, { scale: 'very_large' }),
    ];
    for (const act of [async () => {}, ...acts]) {
      await act();
      stamp.pass(1);
      const leaves = (await Array.fromAsync(log.read())).map((it) => it.leaf);
      const then = systemThen(leaves, id, register.data);
      const { stage, scale, grade, registeredAt, endpoints } = await register.get(by.org, id);
      assert.deepEqual([then?.facts.stage, then?.facts.scale, then?.registeredAt], [stage, scale, registeredAt]);
      assert.deepEqual(then?.facts.endpoints, endpoints);
      assert.deepEqual(
        [then?.grade.level, then?.grade.computed, then?.grade.overrideOutdated],
        [grade.level, grade.computed, grade.overrideOutdated],
      );
      assert.equal(then?.grade.override === null, grade.override === null);
    }
  });

  test('is not there before its registration', async (t) => {
    const { register, log } = await registerWorld(t, engine);
    await register.register(by, bankService);
    const leaves = (await Array.fromAsync(log.read())).map((it) => it.leaf);
    assert.equal(systemThen(leaves, '01934000-0000-7000-8000-0000000fffff', register.data), null);
    assert.equal(systemThen([], '', register.data), null);
  });
});
