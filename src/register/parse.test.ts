import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRegisterData } from './data.ts';
import { type FieldFault, RegisterError } from './errors.ts';
import { parseChange, parseSystem } from './parse.ts';

const { codes } = await readRegisterData();
const good = {
  name: '客服助手',
  actorRole: 'provider',
  scenario: 'customer_service',
  sector: 'finance',
  populations: ['general_public', 'elderly'],
  modalities: ['text'],
  intelligence: 'assists',
  scale: 'large',
};

function faultsOf(value: unknown): readonly FieldFault[] {
  try {
    parseSystem(value, codes);
  } catch (error) {
    assert.ok(error instanceof RegisterError);
    assert.equal(error.code, 'register.system_invalid');
    return error.params.faults as readonly FieldFault[];
  }
  return [];
}

test('what is left out gets its default, the rest is taken as given', () => {
  const parsed = parseSystem({ ...good, endpoints: [{ address: 'http://127.0.0.1:1/v1' }] }, codes);
  assert.equal(parsed.stage, 'testing');
  assert.equal(parsed.edition, '1.0');
  assert.equal(parsed.practice, false);
  assert.deepEqual(parsed.endpoints, [{ kind: 'openai', address: 'http://127.0.0.1:1/v1', model: null }]);
});

test('all faults are named at once, unknown codes with those allowed', () => {
  const faults = faultsOf({ ...good, name: ' ', scale: 'huge', colour: 'red' });
  assert.deepEqual(faults.map((it) => [it.path, it.problem]).sort(), [
    ['colour', 'field_unknown'],
    ['name', 'too_small'],
    ['scale', 'code_unknown'],
  ]);
  const [fault] = faultsOf({ ...good, populations: ['martians'] });
  assert.equal(fault?.path, 'populations.0');
  assert.ok(fault?.allowed?.includes('minors'));
});

test('credentials inside an endpoint address are refused', () => {
  const faults = faultsOf({ ...good, endpoints: [{ address: 'https://me:secret@example.cn/v1' }] });
  assert.deepEqual(faults, [{ path: 'endpoints.0.address', problem: 'credentials_in_address' }]);
});

test('a name or an address of more than one line, or with half a character, is refused', () => {
  assert.equal(faultsOf({ ...good, name: 'a\u0000b' })[0]?.problem, 'control_character');
  assert.equal(faultsOf({ ...good, name: 'a\ud800' })[0]?.problem, 'control_character');
  const [fault] = faultsOf({ ...good, endpoints: [{ address: 'http://h/v1\r\nX: y' }] });
  assert.deepEqual([fault?.path, fault?.problem], ['endpoints.0.address', 'control_character']);
});

test('a change may not move the stage or take the practice mark away', () => {
  assert.throws(() => parseChange({ stage: 'use' }, codes), RegisterError);
  assert.throws(() => parseChange({ practice: false }, codes), RegisterError);
  assert.deepEqual(parseChange({ scale: 'small' }, codes), { scale: 'small' });
});

test('whatever is handed in, the answer is a system or a RegisterError', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      try {
        parseSystem(value, codes);
      } catch (error) {
        assert.ok(error instanceof RegisterError);
      }
    }),
  );
});
