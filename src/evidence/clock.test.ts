import assert from 'node:assert/strict';
import { test } from 'node:test';
import { by } from '../register/room.spec-world.ts';
import { describeOnEachEngine } from '../store/store.spec-world.ts';
import type { Finding } from './observation.ts';
import { digest, identity, robustness } from './posture.spec-world.ts';
import { evidenceWorld, planOf } from './room.spec-world.ts';

const measured = { observed: { rate: 1, n: 20 }, expected: { rate: 0.95 }, artefact: digest('a') };
const pass: Finding = { result: 'pass', subject: 'model', reason: null, ...measured };
const fail: Finding = { result: 'fail', subject: 'model', reason: 'below_threshold', ...measured };
const year = 365 * 24;

type Step = readonly ['pass' | 'fail', hours: number];

/** Results of one check in the order in which they were recorded, each after the clock was moved by so many hours. */
const courses: readonly (readonly [title: string, steps: readonly Step[], state: string])[] = [
  [
    'a failure after a pass',
    [
      ['pass', 0],
      ['fail', 1],
    ],
    'failing',
  ],
  [
    'a failure after a pass, the clock an hour back',
    [
      ['pass', 0],
      ['fail', -1],
    ],
    'failing',
  ],
  [
    'a failure after a pass, the clock a year back',
    [
      ['pass', 0],
      ['fail', -year],
    ],
    'failing',
  ],
  [
    'a pass after a failure',
    [
      ['fail', 0],
      ['pass', 1],
    ],
    'partial',
  ],
  // The pass is the later one, but nobody can tell that from its time: the failure stands until a pass is later by both.
  [
    'a pass after a failure, the clock an hour back',
    [
      ['fail', 0],
      ['pass', -1],
    ],
    'failing',
  ],
  [
    'a failure between two passes, the clock back for it',
    [
      ['pass', 0],
      ['fail', -2],
      ['pass', 1],
    ],
    'partial',
  ],
  [
    'a failure, a pass with the clock back, and one when it is right again',
    [
      ['fail', 0],
      ['pass', -2],
      ['pass', 3],
    ],
    'partial',
  ],
];

describeOnEachEngine('a clock that steps back', (engine) => {
  for (const [title, steps, state] of courses) {
    test(`hides no failure behind an older pass: ${title}`, async (t) => {
      const { evidence, system, stamp, log } = await evidenceWorld(t, engine);
      const stateNow = async () =>
        (await evidence.postureOf('default', system)).items.find((it) => it.item === robustness)?.state;
      const { run } = await evidence.startRun(by, planOf(system));
      const places: number[] = [];
      for (const [result, hours] of steps) {
        stamp.pass(hours);
        places.push(log.size);
        await evidence.record(by, run, 'ASM-001', result === 'pass' ? pass : fail, identity());
      }
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
      assert.equal(await stateNow(), state);
      // When the clock has caught up with all that was recorded, it says the same.
      stamp.pass(steps.reduce((sum, [, hours]) => sum + Math.abs(hours), 1));
      if (state === 'failing') assert.equal(await stateNow(), state);
    });
  }

  test('does not hide what it calls the future, nor revive an exception that was withdrawn', async (t) => {
    const { evidence, system, stamp } = await evidenceWorld(t, engine);
    const stateNow = async (at?: string) =>
      (await evidence.postureOf('default', system, at)).items.find((it) => it.item === robustness)?.state;
    const { run } = await evidence.startRun(by, planOf(system));
    await evidence.record(by, run, 'ASM-001', pass, identity());
    const before = stamp.now();
    stamp.pass(10);
    await evidence.record(by, run, 'ASM-001', fail, identity());
    const expires = new Date(stamp.clock() + 1_000 * 3_600_000).toISOString();
    const { exception } = await evidence.except(by, {
      system,
      item: robustness,
      check: null,
      reason: 'known',
      expires,
    });
    assert.equal(await stateNow(), 'excepted');
    stamp.pass(2);
    await evidence.withdrawException(by, system, exception);
    assert.equal(await stateNow(), 'failing');
    stamp.pass(-1);
    assert.equal(await stateNow(), 'failing', 'withdrawn in what is the future now');
    stamp.pass(-10.5);
    assert.equal(await stateNow(), 'failing', 'failed in what is the future now');
    assert.equal(await stateNow(before), 'partial', 'and what was known then is told as it was');
  });
});
