import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bankService, by } from '../register/room.spec-world.ts';
import { describeOnEachEngine } from '../store/store.spec-world.ts';
import { refuseInvalidFinding } from './finding.ts';
import { findGrade } from './grade-check.ts';
import { evidenceWorld } from './room.spec-world.ts';

describeOnEachEngine('REG-001, the grade fits the present facts', (engine) => {
  test('a computed or raised level passes, a lowered or outdated one fails with its reason', async (t) => {
    const { register, system } = await evidenceWorld(t, engine);
    const find = async () => findGrade(await register.get(by.org, system));
    const plain = await find();
    refuseInvalidFinding(plain);
    assert.equal(plain.result, 'pass');
    await register.overrideGrade(by, system, 'extreme', 'stricter');
    assert.equal((await find()).result, 'pass');
    await register.overrideGrade(by, system, 'low', 'a pilot');
    const lowered = await find();
    refuseInvalidFinding(lowered);
    assert.deepEqual([lowered.result, lowered.reason], ['fail', 'override_below_computed']);
    await register.change(by, system, { populations: ['minors'] });
    assert.equal((await find()).reason, 'override_outdated');
  });

  test('the artefact names the facts that the grade rests on', async (t) => {
    const { register, system } = await evidenceWorld(t, engine);
    const artefactNow = async () => {
      const found = findGrade(await register.get(by.org, system));
      return 'artefact' in found ? found.artefact : undefined;
    };
    const before = await artefactNow();
    await register.change(by, system, { name: 'another name' });
    assert.equal(await artefactNow(), before);
    await register.change(by, system, { scale: bankService.scale === 'large' ? 'small' : 'large' });
    assert.notEqual(await artefactNow(), before);
  });
});
