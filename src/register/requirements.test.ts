import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCodeLists, parseRequirements, readRegisterData } from './data.ts';
import { RegisterError } from './errors.ts';
import { requirementsOf } from './requirements.ts';
import { gradeLevels } from './types.ts';

const { requirements, codes } = await readRegisterData();
const invalid = (error: unknown) => error instanceof RegisterError && error.code === 'register.data_invalid';

test('each level asks at least what the milder one asks', () => {
  const all = gradeLevels.map((it) => requirementsOf(it, requirements));
  for (const [at, it] of all.entries()) {
    const below = all[at - 1];
    if (!below) continue;
    assert.ok(it.evidenceValidityDays <= below.evidenceValidityDays);
    assert.ok(it.minimumSampleFactor >= below.minimumSampleFactor);
    assert.ok(below.gating.every((item) => it.gating.includes(item)));
    assert.ok(it.gating.length > below.gating.length);
  }
});

test('a level of the middle asks what its row says and all that lies below', () => {
  const larger = requirementsOf('larger', requirements);
  assert.equal(larger.evidenceValidityDays, 90);
  assert.equal(larger.minimumSampleFactor, 1.5);
  assert.deepEqual(larger.gatedStages, ['deployment', 'use']);
  assert.deepEqual(larger.gating.slice(0, 3), ['3.2.1(a)', '3.1.2(d)', '3.2.2(b)']);
  assert.equal(larger.basis, 'interpretation');
});

test('a table in which a severer level asks less is refused', () => {
  const laxer = structuredClone(requirements) as { levels: { extreme: { evidenceValidityDays: number } } };
  laxer.levels.extreme.evidenceValidityDays = 61;
  assert.throws(() => parseRequirements(laxer), invalid);
});

test('a code list with a repeated code or without a level is refused', () => {
  assert.throws(() => parseCodeLists({ ...codes, levels: codes.levels.slice(1) }), invalid);
  assert.throws(() => parseCodeLists({ ...codes, sectors: [...codes.sectors, codes.sectors[0]] }), invalid);
});
