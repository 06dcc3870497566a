import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayFrom, endOfDay } from './expiry.ts';

const now = Date.parse('2026-11-23T08:00:00.000Z');

describe('the end of a chosen day', () => {
  it('is its last second in the reader’s zone, with milliseconds', () => {
    const end = endOfDay('2026-12-24', now);
    assert.match(end ?? '', /^2026-12-2[345]T\d\d:59:59\.000Z$/);
    assert.equal(new Date(end ?? '').getDate(), 24);
  });

  it('is none for a day that is over, no day, and nonsense', () => {
    for (const day of ['2020-01-01', '', 'tomorrow', '2026-12-24T00:00']) assert.equal(endOfDay(day, now), null);
  });

  it('of a day counted from now is always ahead', () => {
    for (const days of [1, 30, 366]) assert.ok(Date.parse(endOfDay(dayFrom(now, days), now) ?? '') > now);
  });
});
