import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPlace, type Panel, parentOf, parsePlace } from './place.ts';

const word = fc.string({ minLength: 1, maxLength: 40 });
const list = fc.record(
  { run: word, item: word, check: word, verdict: word, queue: fc.constant('review' as const) },
  { requiredKeys: ['run'] },
);
const panel: fc.Arbitrary<Panel> = fc.oneof(
  fc.constantFrom<Panel>(
    { kind: 'none' },
    { kind: 'runs' },
    { kind: 'start' },
    { kind: 'connect' },
    { kind: 'system' },
  ),
  word.map((item): Panel => ({ kind: 'item', item })),
  word.map((run): Panel => ({ kind: 'run', run })),
  list.map((it): Panel => ({ ...it, kind: 'cases' })),
  fc.tuple(list, word).map(([it, key]): Panel => ({ ...it, kind: 'case', case: key })),
);

describe('the address of a place', () => {
  it('leads back to the same place, whatever the codes hold', () => {
    fc.assert(
      fc.property(fc.option(word), panel, (system, open) => {
        const address = new URL(formatPlace({ system, panel: open }), 'http://127.0.0.1');
        assert.deepEqual(parsePlace(address.search), { system, panel: { ...open } });
      }),
    );
  });

  it('is the bare table where it cannot be read', () => {
    for (const search of ['', '?panel=case&run=a', '?panel=item', '?panel=__proto__', '?panel=cases'])
      assert.deepEqual(parsePlace(search).panel, { kind: 'none' });
  });
});

describe('one step up', () => {
  it('goes from a question to its list, to its item, to the table', () => {
    const question: Panel = { kind: 'case', case: 'q', run: 'r', item: 'i', check: 'c' };
    const above = parentOf(question);
    assert.deepEqual(above, { kind: 'cases', run: 'r', item: 'i', check: 'c' });
    assert.deepEqual(parentOf(above), { kind: 'item', item: 'i' });
    assert.deepEqual(parentOf(parentOf(above)), { kind: 'none' });
  });

  it('goes to the run where the list came from no item', () => {
    assert.deepEqual(parentOf({ kind: 'cases', run: 'r' }), { kind: 'run', run: 'r' });
    assert.deepEqual(parentOf({ kind: 'run', run: 'r' }), { kind: 'runs' });
  });

  it('ends at the table from everywhere', () => {
    fc.assert(
      fc.property(panel, (open) => {
        let at = open;
        for (let step = 0; step < 5 && at.kind !== 'none'; step += 1) at = parentOf(at);
        assert.equal(at.kind, 'none');
      }),
    );
  });
});
