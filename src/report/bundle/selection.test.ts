import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Leaf } from '../../ledger/index.ts';
import {
  anyLog,
  changed,
  excepted,
  finished,
  graded,
  hour,
  judged,
  mine,
  moved,
  observed,
  other,
  placed,
  postureFrom,
  registered,
  reviewed,
  seen,
  select,
  started,
  unexcepted,
  unjudged,
} from './bundle.spec-world.ts';
import { selectLeaves } from './selection.ts';

const from5 = { from: hour(5), to: hour(10) };

interface Case {
  readonly name: string;
  readonly leaves: readonly Leaf[];
  /** indexes of what goes in */
  readonly chosen: readonly number[];
}

/** The period is hours 5 to 10. */
const cases: readonly Case[] = [
  {
    name: 'the start is included and the end is not',
    leaves: [registered(0), changed(5), moved(9.99), graded(10)],
    chosen: [0, 1, 2],
  },
  {
    name: 'of facts, grade and stage before the start the newest goes in',
    leaves: [registered(0), changed(1), changed(2), graded(2), graded(3), moved(3), moved(4)],
    chosen: [0, 2, 4, 6],
  },
  {
    name: 'a judgement that holds goes in; one that ran out or was withdrawn before does not',
    leaves: [registered(0), judged(1, 40), judged(1, 41, 5), judged(1, 42), unjudged(2, 42)],
    chosen: [0, 1],
  },
  {
    name: 'a judgement that is withdrawn within goes in with its withdrawal',
    leaves: [registered(0), judged(1, 40), unjudged(6, 40)],
    chosen: [0, 1, 2],
  },
  {
    name: 'an exception likewise',
    leaves: [registered(0), excepted(1, 50, 7), excepted(1, 51, 4), excepted(1, 52, 9), unexcepted(3, 52)],
    chosen: [0, 1],
  },
  {
    name: 'the newest observation of a check and subject goes in with its run',
    leaves: [
      registered(0),
      started(1, 20),
      observed(1.1, 20, 'pass'),
      finished(1.2, 20),
      started(2, 21),
      observed(2.1, 21, 'fail'),
      finished(2.2, 21),
    ],
    chosen: [0, 4, 5, 6],
  },
  {
    name: 'a failure that a later error does not clear goes in beside it',
    leaves: [
      registered(0),
      started(1, 20),
      observed(1.1, 20, 'fail'),
      finished(1.2, 20),
      started(2, 21),
      observed(2.1, 21, 'error'),
      finished(2.2, 21),
    ],
    chosen: [0, 1, 2, 3, 4, 5, 6],
  },
  {
    name: 'a run that goes on at the start goes in with what it found',
    leaves: [registered(0), started(1, 20), observed(4, 20, 'pass'), finished(6, 20)],
    chosen: [0, 1, 2, 3],
  },
  {
    name: 'a review within brings the start of its run',
    leaves: [registered(0), started(1, 20), finished(2, 20), reviewed(6, 20)],
    chosen: [0, 1, 3],
  },
  {
    name: 'a model is seen for the last time before the start',
    leaves: [registered(0), seen(1, 'm'), seen(2, 'm'), seen(3, 'n')],
    chosen: [0, 2, 3],
  },
  {
    name: 'nothing of another system or organisation goes in',
    leaves: [
      registered(0),
      registered(6, other),
      started(6, 30, other),
      observed(6, 30, 'fail', { system: other }),
      finished(6, 30),
      registered(6, mine, 'elsewhere'),
    ],
    chosen: [0],
  },
  {
    name: 'a run that nobody started belongs to nobody',
    leaves: [registered(0), finished(6, 99), reviewed(6, 99)],
    chosen: [0],
  },
];

describe('what goes into a bundle', () => {
  for (const { name, leaves, chosen } of cases)
    test(name, async () => {
      const { placed } = await select(leaves, from5);
      assert.deepEqual(
        placed.map((it) => it.entry.index),
        chosen,
      );
    });

  test('what is left out is counted: others, outside the period, not under a checkpoint', async () => {
    const leaves = [registered(0), changed(1), changed(2), registered(6, other), moved(11), graded(7)];
    const { placed, left } = await select(leaves, from5, 5);
    assert.deepEqual(
      placed.map((it) => it.entry.index),
      [0, 2],
    );
    assert.deepEqual(left, { others: 1, outside: 2, unpublished: 1 });
  });

  test('without a start everything before the end goes in', async () => {
    const leaves = [registered(0), changed(1), changed(2), moved(11)];
    const { placed, left } = await select(leaves, { from: null, to: hour(10) });
    assert.deepEqual([placed.length, left.outside], [3, 1]);
  });

  test('too many leaves are refused while they are read, not after', async () => {
    let kept = 0;
    const onKept = (n: number) => {
      kept = n;
      if (n > 2) throw new Error('too many');
    };
    const leaves = [registered(0), ...Array.from({ length: 50 }, (_, n) => changed(5 + n / 100))];
    const wanted = {
      org: 'default',
      system: mine,
      period: { from: null, to: hour(10) },
      isPublished: () => true,
      onKept,
    };
    await assert.rejects(selectLeaves(placed(leaves), wanted), /too many/);
    assert.equal(kept, 3);
  });
});

const anyHour = fc.integer({ min: 0, max: 60 });

test('from the leaves of a bundle the posture comes out as from the whole log, at the end of the period and before', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, anyHour, anyHour, anyHour, async (leaves, a, b, c) => {
      const [from = 0, now = 0, to = 0] = [a, b, c].sort((x, y) => x - y);
      const { placed } = await select(leaves, { from: hour(from), to: hour(to) });
      const kept = placed.map((it) => it.entry.leaf);
      for (const at of [hour(now), hour(to)]) assert.deepEqual(postureFrom(kept, at), postureFrom(leaves, at));
    }),
    { numRuns: 1_000 },
  );
});

test('every leaf of the system in the period goes in, none behind it, and none of others; all keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, anyHour, anyHour, async (leaves, a, b) => {
      const period = { from: hour(Math.min(a, b)), to: hour(Math.max(a, b)) };
      const { placed, left } = await select(leaves, period);
      const chosen = new Set(placed.map((it) => it.entry.leaf));
      const own = (leaf: Leaf) => 'system' in leaf.body && leaf.body.system === mine;
      const within = leaves.filter((it) => own(it) && it.at >= period.from && it.at < period.to);
      assert.ok(within.every((it) => chosen.has(it)));
      assert.ok([...chosen].every((it) => it.at < period.to && (own(it) || !('system' in it.body))));
      const indexes = placed.map((it) => it.entry.index);
      assert.deepEqual(
        indexes,
        [...new Set(indexes)].sort((x, y) => x - y),
      );
      assert.equal(placed.length + left.others + left.outside + left.unpublished, leaves.length);
      const starts = new Set([...chosen].flatMap((it) => (it.kind === 'run.started' ? it.body.run : [])));
      for (const { kind, body } of chosen)
        if (kind === 'run.finished') assert.ok(starts.has(body.run), 'its run is known');
    }),
    { numRuns: 500 },
  );
});
