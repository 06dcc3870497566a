import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  definitions,
  except,
  hour,
  id,
  identity,
  judge,
  leakage,
  monitoring,
  robustness,
  seen,
  system,
  world,
} from './posture.spec-world.ts';
import { posture } from './posture.ts';
import type { PostureInput } from './types.ts';

function itemOf(given: Partial<PostureInput>, code: string = robustness) {
  const found = posture(world(given)).items.find((it) => it.item === code);
  assert.ok(found);
  return found;
}
const stateOf = (given: Partial<PostureInput>, code?: string) => itemOf(given, code).state;
const both = [seen('pass', { n: 1, check: 'ASM-001' }), seen('pass', { n: 2, check: 'ASM-002' })];

test('the scope of a provider is 39 control points, what an operator can carry out, and the ten guidelines of 6.2', () => {
  const { items, headline, risks, measures } = posture(world());
  const inScope = items.filter((it) => it.state !== 'not_applicable');
  const of = (kind: string) => inScope.filter((it) => it.kind === kind);
  assert.equal(of('control_point').length, 39);
  assert.equal(of('guideline').length, 10);
  assert.ok(of('guideline').every((it) => it.item.startsWith('6.2(')));
  assert.ok(of('governance').length > 0 && of('governance').length < 10);
  assert.equal(items.length, 84);
  assert.equal(headline.inScope, inScope.length);
  assert.deepEqual([risks.length, measures.length], [26, 21]);
});

test('with nothing measured every item is uncovered and the headline is zero of all', () => {
  const { headline } = posture(world());
  assert.equal(headline.fresh, 0);
  assert.equal(headline.states.uncovered, headline.inScope);
});

test('an item is met when every check bound in full has passed, partial when only some have', () => {
  assert.equal(stateOf({ observations: both }), 'met');
  assert.equal(stateOf({ observations: both.slice(0, 1) }), 'partial');
});

test('a partial binding alone never makes an item met', () => {
  const observations = [seen('pass', { n: 1, check: 'ASM-001' })];
  assert.equal(stateOf({ observations }, leakage), 'partial');
});

test('a failure of one subject makes the item failing, whatever else passes', () => {
  const observations = [...both, seen('fail', { n: 3, subject: 'other' })];
  assert.equal(stateOf({ observations }), 'failing');
});

test('a failure never expires, and a newer pass of the same subject replaces it', () => {
  const failed = seen('fail', { n: 1 });
  assert.equal(stateOf({ observations: [failed], now: hour(900_000) }), 'failing');
  assert.equal(stateOf({ observations: [failed, seen('pass', { n: 2 })] }), 'partial');
});

test('an error after a failure does not clear it, and is shown beside it', () => {
  const item = itemOf({ observations: [seen('fail', { n: 1 }), seen('error', { n: 2 })] });
  assert.equal(item.state, 'failing');
  assert.equal(item.contributions[0]?.laterInconclusive, id(2));
});

test('an error or an inconclusive result after a pass makes the item inconclusive', () => {
  assert.equal(stateOf({ observations: [...both, seen('error', { n: 3 })] }), 'inconclusive');
  assert.equal(stateOf({ observations: [...both, seen('inconclusive', { n: 3 })] }), 'inconclusive');
});

test('a check without a subject contributes nothing: not green, and no failure cleared', () => {
  const none = (n: number, check: string) => seen('not_applicable', { n, check });
  assert.equal(stateOf({ observations: [none(1, 'ASM-001'), none(2, 'ASM-002')] }), 'uncovered');
  assert.equal(stateOf({ observations: [seen('pass', { n: 1 }), none(2, 'ASM-002')] }), 'partial');
  assert.equal(stateOf({ observations: [seen('fail', { n: 1 }), none(2, 'ASM-001')] }), 'failing');
});

test('results of one instant resolve to the worse', () => {
  const tied = [seen('pass', { n: 1, at: 5 }), seen('fail', { n: 2, at: 5 })];
  assert.equal(stateOf({ observations: tied }), 'failing');
  assert.equal(stateOf({ observations: tied.toReversed() }), 'failing');
  assert.equal(
    stateOf({ observations: [seen('error', { n: 3, at: 5 }), seen('pass', { n: 1, at: 5 })] }),
    'inconclusive',
  );
});

test('of two passes of one instant the one that runs out sooner counts', () => {
  const tied = [seen('pass', { n: 1, at: 5, until: 90 }), seen('pass', { n: 2, at: 5, until: 900 })];
  assert.equal(stateOf({ observations: tied }), 'stale');
  assert.equal(stateOf({ observations: tied.toReversed() }), 'stale');
});

test('a check bound twice to an item counts once, in full', () => {
  const [first] = definitions;
  assert.ok(first);
  const partial = { check: 'ASM-001', item: monitoring, coverage: 'partial', basis: 'interpretation' } as const;
  const full = { ...partial, coverage: 'full' } as const;
  for (const bindings of [
    [partial, full],
    [full, partial],
  ]) {
    const item = itemOf({ definitions: [{ ...first, bindings }], observations: both }, monitoring);
    assert.deepEqual([item.state, item.checks.length, item.contributions.length], ['met', 1, 1]);
  }
});

test('a pass holds until its end and not at it', () => {
  const observations = [seen('pass', { n: 1, until: 50 }), seen('pass', { n: 2, check: 'ASM-002' })];
  assert.equal(stateOf({ observations, now: hour(49) }), 'met');
  const item = itemOf({ observations, now: hour(50) });
  assert.equal(item.state, 'stale');
  assert.equal(item.contributions[0]?.because, 'expired');
});

test('a pass is stale once its model was seen to be another, even when the first comes back', () => {
  const observations = [seen('pass', { n: 1, identity: identity({ fingerprint: 'a' }) })];
  const sight = (n: number, fingerprint: string | null) => ({ identity: identity({ fingerprint }), seenAt: hour(n) });
  assert.equal(stateOf({ observations, sightings: [sight(2, 'a'), sight(3, null)] }), 'partial');
  assert.equal(stateOf({ observations, sightings: [sight(0, 'b')] }), 'partial');
  const item = itemOf({ observations, sightings: [sight(2, 'b'), sight(3, 'a')] });
  assert.deepEqual([item.state, item.contributions[0]?.because], ['stale', 'identity_changed']);
});

test('another model seen at the very instant of a pass, or again after an earlier sight, makes it stale', () => {
  const observations = [seen('pass', { n: 2, identity: identity() })];
  const other = (n: number) => ({ identity: identity({ fingerprint: 'b' }), seenAt: hour(n) });
  assert.equal(stateOf({ observations, sightings: [other(2)] }), 'stale');
  assert.equal(stateOf({ observations, sightings: [other(1), other(3)] }), 'stale');
  assert.equal(stateOf({ observations, sightings: [other(3), other(1)] }), 'stale');
});

test('a model seen through another check counts as seen', () => {
  const observations = [
    seen('pass', { n: 1, identity: identity({ reportedModel: 'one' }) }),
    seen('pass', { n: 2, check: 'ASM-004', identity: identity({ reportedModel: 'two' }) }),
  ];
  assert.equal(stateOf({ observations }), 'stale');
});

test('an unproven identity is shown beside the pass that rests on it', () => {
  const item = itemOf({ observations: [seen('pass', { n: 1, identity: identity() })] });
  assert.equal(item.contributions[0]?.identityProof, 'unproven');
});

test('an accepted failure is excepted from approval until expiry, for its own item and check only', () => {
  const observations = [seen('fail', { n: 1 })];
  const at = (now: number, check: string | null = null) =>
    stateOf({ observations, exceptions: [except(5, robustness, 10, 20, check)], now: hour(now) });
  assert.deepEqual(
    [9, 10, 19, 20].map((it) => at(it)),
    ['failing', 'excepted', 'excepted', 'failing'],
  );
  assert.equal(at(15, 'ASM-001'), 'excepted');
  assert.equal(at(15, 'ASM-002'), 'failing');
  const elsewhere = { observations, exceptions: [except(5, leakage, 10, 20)], now: hour(15) };
  assert.equal(stateOf(elsewhere), 'failing');
  assert.equal(stateOf(elsewhere, leakage), 'excepted');
});

test('an item is excepted only when all its failures are', () => {
  const observations = [seen('fail', { n: 1 }), seen('fail', { n: 2, check: 'ASM-002' })];
  assert.equal(stateOf({ observations, exceptions: [except(5, robustness, 1, 900, 'ASM-001')] }), 'failing');
});

test('a withdrawn exception or judgement no longer counts', () => {
  const withdrawnAt = hour(50);
  const exceptions = [{ ...except(5, robustness, 1, 900), withdrawnAt }];
  assert.equal(stateOf({ observations: [seen('fail', { n: 1 })], exceptions }), 'failing');
  assert.equal(stateOf({ judgements: [{ ...judge(5, robustness, 1), withdrawnAt }] }), 'uncovered');
});

test('a judgement alone declares an item and never replaces a measurement', () => {
  const judgements = [judge(5, robustness, 1)];
  assert.equal(stateOf({ judgements }), 'declared');
  const item = itemOf({ judgements, observations: [seen('fail', { n: 1 })] });
  assert.deepEqual([item.state, item.judgements], ['failing', [id(5)]]);
});

test('a pass of a run whose self-check broke is inconclusive, its failure still counts', () => {
  const brokenRuns = [id(1_234)];
  const run = id(1_234);
  assert.equal(stateOf({ observations: [seen('pass', { n: 1, run })], brokenRuns }), 'inconclusive');
  const observations = [seen('fail', { n: 1 }), seen('pass', { n: 2, run })];
  assert.equal(stateOf({ observations, brokenRuns }), 'failing');
});

test('observations of another system are left out', () => {
  const observations = both.map((it) => ({ ...it, system: id(77) }));
  assert.equal(stateOf({ observations }), 'uncovered');
});

test('a pass that carries no end of validity holds for no time', () => {
  const observations = both.map((it) => ({ ...it, validUntil: null }));
  assert.equal(stateOf({ observations }), 'stale');
});

test('risks and measures show the worst of their control points, with the counts', () => {
  const { risks, measures } = posture(world({ observations: [...both, seen('fail', { n: 9, check: 'ASM-004' })] }));
  const risk = risks.find((it) => it.code === '3.1.2(d)');
  assert.deepEqual(
    [risk?.state, risk?.controlPoints, risk?.counts.failing, risk?.counts.uncovered],
    ['failing', 2, 1, 1],
  );
  assert.equal(risks.find((it) => it.code === '3.1.1(c)')?.state, 'met');
  const measure = measures.find((it) => it.code === '4.1.1(b)');
  assert.deepEqual([measure?.state, measure?.controlPoints, measure?.counts.met], ['uncovered', 5, 1]);
});

test('the headline adds up and carries the practice mark', () => {
  const observations = [
    ...both,
    seen('fail', { n: 9, check: 'ASM-003' }),
    seen('pass', { n: 10, check: 'ASM-003', subject: 'b' }),
  ];
  const given = { observations, exceptions: [{ ...except(5, monitoring, 1, 900), selfApproved: true }] };
  const { headline } = posture(world({ ...given, system: { ...system, practice: true } }));
  assert.deepEqual([headline.fresh, headline.met, headline.failing], [3, 0, 1]);
  assert.deepEqual([headline.states.partial, headline.states.excepted], [1, 1]);
  assert.equal(
    Object.values(headline.states).reduce((a, b) => a + b, 0),
    headline.inScope,
  );
  assert.deepEqual([headline.practice, headline.selfApproved], [true, 1]);
});

test('an actor that the edition does not have is refused', () => {
  const stranger = { ...system, actorRole: 'nobody' as 'provider' };
  assert.throws(() => posture(world({ system: stranger })), { code: 'framework.code_unknown' });
});
