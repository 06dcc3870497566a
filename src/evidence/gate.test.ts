import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRegisterData, requirementsOf } from '../register/index.ts';
import { EvidenceError } from './errors.ts';
import { type GateInput, gate } from './gate.ts';
import { edition, except, id, robustness, seen, system, world } from './posture.spec-world.ts';
import { posture } from './posture.ts';
import { totalOf } from './rollup.ts';
import { gatingItems } from './scope.ts';
import type { PostureInput } from './types.ts';

const { requirements } = await readRegisterData();
const met = [seen('pass', { n: 1, check: 'ASM-001' }), seen('pass', { n: 2, check: 'ASM-002' })];

function ask(given: Partial<PostureInput>, over: Partial<GateInput> = {}) {
  const { gatedStages } = requirements;
  const from = { from: 'testing', to: 'deployment', gatedStages, items: [robustness] } as const;
  return gate({ posture: posture(world(given)), ...from, ...over });
}

test('deployment is open when every gating item is met', () => {
  const result = ask({ observations: met });
  assert.deepEqual([result.open, result.asked, result.unmet], [true, 1, []]);
});

test('deployment is closed by an item that is failing, stale or was never measured', () => {
  assert.equal(ask({}).open, false);
  assert.equal(ask({ observations: met.slice(0, 1) }).unmet[0]?.state, 'partial');
  assert.equal(ask({ observations: met.map((it) => ({ ...it, validUntil: null })) }).unmet[0]?.state, 'stale');
  assert.deepEqual(ask({ observations: [seen('fail', { n: 1 })] }).unmet, [
    { item: robustness, state: 'failing', exception: null, selfApproved: false },
  ]);
});

test('an exception for the whole item lets one go on and is named; one for a single check does not', () => {
  const exceptions = [{ ...except(5, robustness, 1, 900), selfApproved: true }];
  const result = ask({ exceptions });
  assert.equal(result.open, true);
  assert.deepEqual(result.unmet, [{ item: robustness, state: 'uncovered', exception: id(5), selfApproved: true }]);
  const single = { observations: [seen('fail', { n: 1 })], exceptions: [except(6, robustness, 1, 900, 'ASM-001')] };
  assert.deepEqual([ask(single).open, ask(single).unmet[0]?.state], [false, 'excepted']);
});

test('an exception that has expired no longer opens the gate', () => {
  assert.equal(ask({ exceptions: [except(5, robustness, 1, 100)] }).open, false);
});

test('use is gated from everywhere, so that no detour leads around the gate; maintenance is free', () => {
  assert.equal(ask({}, { from: 'testing', to: 'use' }).open, false);
  assert.equal(ask({}, { from: 'maintenance', to: 'use' }).open, false);
  assert.deepEqual(
    [ask({}, { from: 'use', to: 'maintenance' }).open, ask({}, { to: 'maintenance' }).gated],
    [true, false],
  );
});

test('an item outside the scope cannot be asked for', () => {
  assert.throws(
    () => ask({}, { items: ['6.3(h)'] }),
    (error: unknown) => error instanceof EvidenceError && error.code === 'evidence.item_unknown',
  );
});

test('what a level names becomes control points of its risks and items in the scope of the system', () => {
  const low = gatingItems(edition, system, requirementsOf('low', requirements).gating);
  assert.deepEqual(low, ['3.2.1(a)×4.2.1(a)']);
  const extreme = requirementsOf('extreme', requirements).gating;
  const provider = gatingItems(edition, system, extreme);
  const keySector = gatingItems(edition, { actorRole: 'key_sector_user' }, extreme);
  assert.ok(!provider.includes('6.3(h)') && keySector.includes('6.3(h)'));
  assert.ok(provider.includes('5.1') || !edition.governance.find((it) => it.code === '5.1')?.operator.canCarryOut);
  assert.ok(provider.length > 20);
});

test('every code that a level names is an item of edition 1.0', () => {
  const known = new Set([...edition.risks, ...edition.governance, ...edition.guidelines].map((it) => it.code));
  const { gating } = requirementsOf('extreme', requirements);
  assert.deepEqual(
    gating.filter((it) => !known.has(it)),
    [],
  );
});

test('figures of several systems leave the practice system out and say how many were counted', () => {
  const real = posture(world({ observations: met })).headline;
  const practice = { ...real, practice: true };
  const total = totalOf([real, practice, real]);
  assert.deepEqual([total.systems, total.met, total.inScope], [2, 2, 2 * real.inScope]);
  assert.deepEqual([totalOf([practice]).systems, totalOf([practice]).inScope], [0, 0]);
});
