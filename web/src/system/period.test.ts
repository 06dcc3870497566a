import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { periodQuery } from './period.ts';

const none = { first: '', last: '' };
const now = Date.parse('2026-11-23T08:00:00.000Z');

describe('the period of a bundle', () => {
  it('begins with the year or the quarter in UTC, or nowhere', () => {
    assert.deepEqual(periodQuery('all', none, now), {});
    assert.deepEqual(periodQuery('year', none, now), { from: '2026-01-01' });
    assert.deepEqual(periodQuery('quarter', none, now), { from: '2026-10-01' });
    assert.deepEqual(periodQuery('quarter', none, Date.parse('2027-01-01T00:00:00.000Z')), { from: '2027-01-01' });
    assert.deepEqual(periodQuery('quarter', none, Date.parse('2026-06-30T23:59:59.999Z')), { from: '2026-04-01' });
  });

  it('includes the last day that was chosen, also at the end of a month and of a year', () => {
    assert.deepEqual(periodQuery('own', { first: '2026-02-01', last: '2026-02-28' }, now), {
      from: '2026-02-01',
      to: '2026-03-01',
    });
    assert.deepEqual(periodQuery('own', { first: '', last: '2026-12-31' }, now), { to: '2027-01-01' });
    assert.deepEqual(periodQuery('own', none, now), {});
  });
});
