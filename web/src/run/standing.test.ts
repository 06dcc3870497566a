import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunView } from '../api/types.ts';
import { canResume, liveRun, newestEnd, sharesOf, standingOf } from './standing.ts';

const counts = { pass: 6, fail: 2, undetermined: 0, error: 0 };
const finished = {
  status: 'complete',
  counts,
  selfCheck: 'holds',
  reason: null,
  at: '2026-11-23T00:00:00.000Z',
} as const;
const interrupted = { reason: 'run.interrupted', params: {} };
const run = (over: Partial<RunView>) => ({ run: 'r', finished: null, interrupted: null, ...over }) as RunView;

describe('how a run stands', () => {
  it('is what it ended as, interrupted, or running', () => {
    assert.equal(standingOf(run({ finished })), 'complete');
    assert.equal(standingOf(run({ interrupted })), 'interrupted');
    assert.equal(standingOf(run({})), 'running');
  });

  it('only what stopped on its way can be resumed', () => {
    assert.deepEqual([run({ finished }), run({ interrupted }), run({})].map(canResume), [false, true, false]);
  });

  it('the run to follow is the newest under way', () => {
    const list = [run({ run: 'stopped', interrupted }), run({ run: 'live' }), run({ run: 'older' })];
    assert.equal(liveRun(list)?.run, 'live');
    assert.equal(liveRun([run({ finished })]), null);
  });
});

it('the newest end is the latest of all, whatever their order', () => {
  const ended = (at: string) => run({ finished: { ...finished, at } });
  assert.equal(
    newestEnd([ended('2026-01-01T00:00:00.000Z'), ended('2026-02-01T00:00:00.000Z'), run({})]),
    '2026-02-01T00:00:00.000Z',
  );
  assert.equal(newestEnd([run({})]), '');
});

describe('the bar of outcomes', () => {
  it('leaves room for what is not asked yet', () => {
    assert.deepEqual(sharesOf(counts, 16), [
      { verdict: 'pass', share: 0.375 },
      { verdict: 'fail', share: 0.125 },
    ]);
  });

  it('is empty for a run of nothing', () => {
    assert.deepEqual(sharesOf(counts, 0), []);
  });
});
