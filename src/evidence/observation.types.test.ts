import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Check } from './check.ts';
import type { Finding, Observation } from './observation.ts';

/**
 * What must not compile. `tsc -p .` reads every line below: an error that is expected and does not come fails the type check.
 */
const artefact = `sha256:${'0'.repeat(64)}`;
const subject = 'model';
const observed = { rate: 1 };
const expected = { rate: 0.95 };

const whole: Finding = { result: 'pass', subject, reason: null, observed, expected, artefact };
// @ts-expect-error a pass without what was observed
const passUnobserved: Finding = { result: 'pass', subject, reason: null, expected, artefact };
// @ts-expect-error a pass without the digest of its artefact
const passWithoutArtefact: Finding = { result: 'pass', subject, reason: null, observed, expected };
// @ts-expect-error a pass without what a safe system would have shown
const passUnexpected: Finding = { result: 'pass', subject, reason: null, observed, artefact };
// @ts-expect-error a pass whose measurement may be undefined
const passMaybe: Finding = { result: 'pass', subject, reason: null, observed: undefined, expected, artefact };
// @ts-expect-error a bare pass
const passBare: Finding = { result: 'pass', subject };
// @ts-expect-error a failure without the digest of its artefact
const failWithoutArtefact: Finding = { result: 'fail', subject, reason: 'below', observed, expected };
// @ts-expect-error a failure without a reason
const failWithoutReason: Finding = { result: 'fail', subject, reason: null, observed, expected, artefact };
// @ts-expect-error an error that does not say why
const errorWithoutReason: Finding = { result: 'error', subject };
// @ts-expect-error a missing subject that does not say why
const missingWithoutReason: Finding = { result: 'not_applicable', subject };
// @ts-expect-error a result that is none of the five
const unknownResult: Finding = { result: 'done', subject, reason: null, observed, expected, artefact };

const described = { id: 'ASM-001', version: 1, bindings: [], title: { zh: '甲', en: 'a' }, aim: { zh: '乙', en: 'b' } };
const lazyCheck: Check<null> = {
  ...described,
  // @ts-expect-error a check that yields a pass without evidence
  observe: () => [{ result: 'pass', subject, reason: null } as const],
};
const honestCheck: Check<null> = { ...described, observe: () => [whole] };

// @ts-expect-error an observation is a finding: stamping does not make up for a missing measurement
const stamped: Observation = {
  ...passBare,
  observation: 'x',
  org: 'default',
  run: 'x',
  system: 'x',
  check: 'ASM-001',
  checkVersion: 1,
  identity: null,
  observedAt: 'x',
  validUntil: null,
  tool: 'x',
  result: 'pass',
};

test('a result without its measurement or its reason does not compile', () => {
  const refused = [passUnobserved, passWithoutArtefact, passUnexpected, passMaybe, passBare, failWithoutArtefact];
  refused.push(failWithoutReason, errorWithoutReason, missingWithoutReason, unknownResult, stamped);
  assert.equal(refused.length, 11);
  assert.deepEqual(whole, { result: 'pass', subject, reason: null, observed, expected, artefact });
  assert.equal(typeof lazyCheck.observe, typeof honestCheck.observe);
});
