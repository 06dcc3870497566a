import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SystemView } from '../api/types.ts';
import { chooseSystem } from './choice.ts';
import { registeredAt } from './endpoint.ts';
import { issuesByField, isWebAddress } from './issues.ts';

const system = (id: string, practice: boolean, registeredAt: string) => ({ id, practice, registeredAt }) as SystemView;
const systems = [
  system('practice', true, '2026-11-23T09:00:00.000Z'),
  system('old', false, '2026-01-01T00:00:00.000Z'),
  system('new', false, '2026-06-01T00:00:00.000Z'),
];

describe('the system that the table shows', () => {
  it('is the one named, else remembered, else the newest real one, else practice', () => {
    assert.equal(chooseSystem(systems, 'old', 'practice')?.id, 'old');
    assert.equal(chooseSystem(systems, null, 'practice')?.id, 'practice');
    assert.equal(chooseSystem(systems, 'gone', 'gone too')?.id, 'new');
    assert.equal(chooseSystem(systems.slice(0, 1), null, null)?.id, 'practice');
    assert.equal(chooseSystem([], null, null), null);
  });
});

describe('issues of a request', () => {
  it('stand beside the field that they name, however deep', () => {
    const found = issuesByField(
      [
        { path: 'endpoints.0.address', message: 'too_small' },
        { path: 'populations.3', message: 'code_unknown' },
        { path: 'endpoints.0.address', message: 'second' },
      ],
      ['address', 'populations'],
    );
    assert.deepEqual(
      [...found],
      [
        ['address', 'too_small'],
        ['populations', 'code_unknown'],
      ],
    );
  });

  it('are kept where no field fits', () => {
    assert.deepEqual([...issuesByField([{ path: 'other', message: 'bad' }], ['address'])], [['', 'other: bad']]);
  });
});

describe('a second connection to the same endpoint', () => {
  const at = (id: string, name: string, address: string, practice = false) =>
    ({
      id,
      name,
      practice,
      endpoints: [{ id: `e-${id}`, kind: 'openai', address, model: 'm' }],
    }) as unknown as SystemView;
  const known = [
    at('p', 'Practice', 'http://a/v1', true),
    at('one', 'One', 'http://a/v1'),
    at('two', 'Two', 'http://a/v1'),
  ];
  const wanted = { kind: 'openai', address: 'http://a/v1', model: 'm' };

  it('takes up the system that has it, of the name given', () => {
    assert.equal(registeredAt(known, wanted, '')?.system.id, 'one');
    assert.equal(registeredAt(known, wanted, 'Two')?.endpoint.id, 'e-two');
    assert.equal(registeredAt(known, { ...wanted, address: 'http://a/v1/?key=1' }, '')?.system.id, 'one');
  });

  it('registers anew for another name, address, model or protocol', () => {
    assert.equal(registeredAt(known, wanted, 'Three'), null);
    for (const other of [{ address: 'http://b/v1' }, { model: 'n' }, { model: null }, { kind: 'ollama' }])
      assert.equal(registeredAt(known, { ...wanted, ...other }, ''), null);
  });

  it('needs an address of the web', () => {
    for (const text of ['nowhere', 'ftp://a', 'javascript:alert(1)', '']) assert.equal(isWebAddress(text), false, text);
    assert.equal(isWebAddress(' http://127.0.0.1:8000/v1 '), true);
  });
});
