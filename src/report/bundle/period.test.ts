import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { periodOf } from './period.ts';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const upToNow = '2026-11-23T08:00:00.001Z';

describe('the period of a bundle', () => {
  for (const [name, asked, from, to] of [
    ['is the whole life of the system until now, this millisecond included', {}, null, upToNow],
    ['begins at midnight UTC of a date', { from: '2026-03-01' }, '2026-03-01T00:00:00.000Z', upToNow],
    ['spans months', { from: '2026-01', to: '2026-04' }, '2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
    [
      'takes RFC 3339 times with their zone',
      { from: '2026-01-01T08:00:00+08:00', to: '2026-01-01T00:00:00.500Z' },
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.500Z',
    ],
    ['ends now where more was asked for', { from: '2026-11-01', to: '2099-01' }, '2026-11-01T00:00:00.000Z', upToNow],
  ] as const)
    test(name, () => assert.deepEqual(periodOf(asked, now), { from, to }));

  for (const [asked, reason] of [
    [{ from: '2026-13' }, 'from'],
    [{ from: '2026-02-30' }, 'from'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '' }, 'from'],
    [{ from: '2026-01-01T00:00:00' }, 'from'],
    [{ from: '2026-01-01', to: '2026-1-2' }, 'to'],
    [{ to: `2026-01-01T00:00:00.${'0'.repeat(100)}Z` }, 'to'],
    [{ from: '2026-03', to: '2026-03' }, 'order'],
    [{ from: '2026-03', to: '2026-02' }, 'order'],
    [{ from: '2026-12', to: '2027-01' }, 'future'],
    [{ from: '2026-12' }, 'order'],
  ] as const)
    test(`is refused for ${JSON.stringify(asked).slice(0, 60)}`, () => {
      assert.throws(
        () => periodOf(asked, now),
        (error: unknown) => {
          const { code, params } = error as { code: string; params: Record<string, unknown> };
          assert.deepEqual([code, params.reason], ['report.period_invalid', reason]);
          return true;
        },
      );
    });
});
