import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoff } from './ask.ts';
import type { RunClock } from './run-types.ts';
import { parseSettings } from './settings.ts';
import { Throttle } from './throttle.ts';

function manual(): RunClock & { at: number } {
  const clock = {
    at: 1_000,
    now: () => clock.at,
    async wait(milliseconds: number) {
      clock.at += milliseconds;
    },
  };
  return clock;
}

test('slow start: one more per answer up to the ceiling, kept as one step of the history', () => {
  const throttle = new Throttle(50, manual());
  assert.equal(throttle.limit, 10);
  for (let answers = 0; answers < 100; answers += 1) throttle.answered();
  assert.equal(throttle.limit, 50);
  assert.deepEqual(
    throttle.history.map((it) => [it.from, it.to, it.why]),
    [
      [0, 10, 'start'],
      [10, 50, 'slow_start'],
    ],
  );
});

test('a 429 takes a fifth off once per round, whatever the number of refusals in it', () => {
  const clock = manual();
  const throttle = new Throttle(10, clock);
  const sentAt = clock.at;
  clock.at += 5;
  for (let refusals = 0; refusals < 10; refusals += 1) throttle.rateLimited(sentAt, null);
  assert.equal(throttle.limit, 8);
  clock.at += 5;
  throttle.rateLimited(clock.at - 1, null);
  assert.equal(throttle.limit, 6);
});

test('after a cut the limit stays for fifteen seconds and then grows by one a round', () => {
  const clock = manual();
  const throttle = new Throttle(10, clock);
  throttle.rateLimited(clock.at, null);
  throttle.answered();
  assert.equal(throttle.limit, 8);
  clock.at += 15_001;
  for (let answers = 0; answers < 9; answers += 1) throttle.answered();
  assert.equal(throttle.limit, 9);
});

test('Retry-After holds back every question', async () => {
  const clock = manual();
  const throttle = new Throttle(10, clock);
  throttle.rateLimited(clock.at, 3_000);
  const before = clock.at;
  await throttle.acquire(new AbortController().signal);
  assert.equal(clock.at - before, 3_000);
  assert.equal(throttle.inFlight, 1);
});

test('server errors pause growth and cut nothing', () => {
  const clock = manual();
  const throttle = new Throttle(50, clock);
  throttle.serverError();
  throttle.answered();
  assert.equal(throttle.limit, 10);
  clock.at += 5_001;
  for (let answers = 0; answers < 11; answers += 1) throttle.answered();
  assert.equal(throttle.limit, 11);
});

test('whatever happens the limit stays between one and the ceiling', () => {
  const event = fc.constantFrom('answered', 'limited', 'failed', 'later');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.array(event, { maxLength: 300 }), (ceiling, events) => {
      const clock = manual();
      const throttle = new Throttle(ceiling, clock);
      for (const it of events) {
        clock.at += it === 'later' ? 20_000 : 1;
        if (it === 'answered') throttle.answered();
        if (it === 'limited') throttle.rateLimited(clock.at, null);
        if (it === 'failed') throttle.serverError();
        assert.ok(throttle.limit >= 1 && throttle.limit <= ceiling);
      }
    }),
  );
});

test('back-off doubles, stays within its ceiling, and spreads over its upper half', () => {
  const settings = parseSettings({ backoffMs: 100, backoffCeilingMs: 1_000 });
  assert.deepEqual(
    [1, 2, 3, 4, 5, 50].map((failures) => backoff(settings, failures, () => 1)),
    [100, 200, 400, 800, 1_000, 1_000],
  );
  assert.equal(
    backoff(settings, 1, () => 0),
    50,
  );
});
