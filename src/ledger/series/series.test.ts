import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { casesOf, freshDirectory, listOf, logOf, names, settled } from '../ledger.spec-world.ts';
import { openLog } from '../log.ts';
import type { Leaf } from '../record.ts';
import { isOver, type Period } from './period.ts';
import {
  casesHeld,
  checkProofs,
  checkSeries,
  code,
  day,
  everyCase,
  longLeaf,
  placeIn,
  seriesIn,
} from './series.spec-world.ts';

describe('a series of logs', () => {
  it('of a directory with one log is that log, unchanged', async (t) => {
    const directory = await freshDirectory(t);
    const log = await logOf(placeIn(directory, 1).segments, names(5));
    const { id, head } = log;
    await log.close();
    const world = await seriesIn(t, directory);
    const series = world.series();
    assert.deepEqual([series.id, series.head, series.size, series.start], [id, head, 5, 0]);
    assert.deepEqual(await casesOf(series.read()), names(5));
    assert.equal((await series.append(settled('sixth'))).index, 5);
    await checkSeries(series);
  });

  it('goes on in a log of its own tree, chained to the one before, under one index', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1', 'b/1', 'a/2');
    const before = world.series().head;
    await world.rotate();
    await world.append('c/1');
    const series = world.series();
    const [first, second] = series.logs;
    assert.deepEqual([first?.size, first?.closed, second?.from, second?.closed], [4, true, 4, false]);
    assert.equal(series.id, first?.id);
    const leaves = await listOf(series.read());
    assert.deepEqual(
      leaves.map((it) => it.leaf.kind),
      [
        ...['case.settled', 'case.settled', 'case.settled', 'log.closed'],
        ...['log.opened', 'carried', 'carried', 'log.carried', 'case.settled'],
      ],
    );
    assert.equal(await series.headAt(3), before);
    const opened = leaves[4]?.leaf as Leaf<'log.opened'>;
    const closed = leaves[3]?.leaf as Leaf<'log.closed'>;
    assert.deepEqual([opened.body.number, opened.body.previous.head], [2, await series.headAt(4)]);
    assert.equal(closed.body.next.log, second?.id);
    assert.equal(opened.body.previous.root, (await world.verify())[0]?.checkpoint && rootOf(world));
    const carried = leaves.flatMap(({ leaf }) => (leaf.kind === 'carried' ? [leaf.body] : []));
    assert.deepEqual(
      carried.map(({ index, leaf }) => [index, leaf]),
      [1, 2].map((at) => [at, leaves[at]?.leaf]),
    );
    const marker = leaves[7]?.leaf as Leaf<'log.carried'>;
    assert.deepEqual(marker.body, { count: 2, left: 0 });
    await checkSeries(series);
  });

  it('reads any range over its boundaries, also after it was opened anew', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t), { holdings: () => [], maxSegmentBytes: 1_500 });
    for (let period = 0; period < 3; period += 1) {
      await world.append(...names(4, period * 4));
      await world.rotate();
    }
    await world.reopen();
    const series = world.series();
    const all = await listOf(series.read());
    for (let from = 0; from <= series.size; from += 3)
      for (let to = from; to <= series.size; to += 2)
        assert.deepEqual(await listOf(series.read({ from, to })), all.slice(from, to));
    assert.deepEqual(await casesOf(series.read()), names(12));
    await assert.rejects(series.headAt(series.size + 1), RangeError);
    await assert.rejects(series.headAt(-1), RangeError);
    await checkSeries(series);
  });

  it('who appends while it rotates waits and lands in the next log, in the order of the calls', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t), { holdings: () => [everyCase()] });
    const series = world.series();
    const early = names(300).map((name) => series.append(settled(name)));
    const rotating = [series.rotate(), series.rotate()];
    const late = names(300, 300).map((name) => series.append(settled(name)));
    const indexes = (await Promise.all([...early, ...late])).map((it) => it.index);
    const rotated = await Promise.all(rotating);
    assert.equal(rotated[0], rotated[1], 'two who ask at once get one rotation');
    assert.equal(series.logs.length, 2);
    assert.deepEqual(
      indexes,
      [...indexes].sort((a, b) => a - b),
    );
    assert.equal(indexes[299], 299);
    assert.equal(indexes[300], 300 + 1 + 1 + 300 + 1);
    assert.deepEqual(await casesOf(series.read()), names(600));
    await checkSeries(series);
  });

  it('is opened by a second writer by nobody, and by readers at any time', async (t) => {
    const directory = await freshDirectory(t);
    const world = await seriesIn(t, directory);
    await world.append('a');
    await world.rotate();
    await assert.rejects(seriesIn(t, directory), code('ledger.in_use'));
    assert.equal((await world.verify()).length, 2);
    await world.series().close();
    await assert.rejects(world.series().append(settled('late')), code('ledger.closed'));
    await assert.rejects(world.series().rotate(), code('ledger.closed'));
  });

  it('carries what it carried before once more, with its first index, and its own leaves behind it', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1', 'b/1', 'b/2');
    await world.rotate();
    await world.append('c/1', 'b/3');
    await world.rotate();
    const [, , third] = world.series().logs;
    const carried = (await listOf(world.series().read({ from: third?.from ?? 0 }))).flatMap(({ leaf }) =>
      leaf.kind === 'carried' && leaf.body.leaf.kind === 'case.settled'
        ? [[leaf.body.index, leaf.body.leaf.body.case]]
        : [],
    );
    assert.deepEqual(carried, [
      [0, 'a/1'],
      [8, 'c/1'],
      [9, 'b/3'],
    ]);
    assert.deepEqual(
      (await world.verify()).map((it) => it.carried),
      [0, 2, 3],
    );
  });

  it('a leaf that leaves no room for its wrapping is refused', async (t) => {
    const log = await openLog(await freshDirectory(t));
    await assert.rejects(
      log.append(longLeaf(64_512)),
      code('ledger.entry_too_large', { bytes: 64_512, limit: 64_511 }),
    );
    assert.equal((await log.append(longLeaf(64_511))).index, 0);
    await log.close();
  });
});

function rootOf(world: Awaited<ReturnType<typeof seriesIn>>): string {
  const root = world.publication().logs[0]?.published?.root ?? new Uint8Array();
  return `sha256:${Buffer.from(root).toString('hex')}`;
}

describe('a period', () => {
  const at = (text: string) => Date.parse(`${text}T00:00:00.000Z`);
  const cases: readonly [Period, string, string, boolean][] = [
    ['year', '2026-01-01', '2026-12-31', false],
    ['year', '2026-12-31', '2027-01-01', true],
    ['quarter', '2026-01-01', '2026-03-31', false],
    ['quarter', '2026-03-31', '2026-04-01', true],
    ['month', '2026-01-31', '2026-02-01', true],
    ['month', '2026-02-01', '2026-02-28', false],
    ['none', '2026-01-01', '2036-01-01', false],
    ['month', '2026-02-01', '2026-01-31', false],
  ];
  for (const [period, opened, now, over] of cases)
    it(`${period} of ${opened} is ${over ? '' : 'not '}over on ${now}`, () =>
      assert.equal(isOver(period, at(opened), at(now)), over));

  it('that is over ends the log at the next append, and a clock that steps back ends none twice', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t), { period: 'month' });
    const start = Date.UTC(2027, 0, 20);
    const logs = () => world.series().logs.length;
    for (const [after, expected] of [
      [0, 1],
      [11 * day, 1],
      [12 * day, 2],
      [5 * day, 2],
      [13 * day, 2],
      [30 * day, 2],
      [45 * day, 3],
    ] as const) {
      world.stamp.set(start + after);
      await world.append(`day-${after}`);
      assert.equal(logs(), expected, `after ${after / day} days`);
      await world.reopen();
      assert.equal(logs(), expected, `after ${after / day} days, opened anew`);
    }
    assert.deepEqual(world.failures, []);
    await world.verify();
    await checkSeries(world.series());
  });

  it('of an empty log is not over: there is nothing to close', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t), { period: 'month' });
    world.stamp.set(Date.UTC(2036, 0, 1));
    await world.append('first');
    assert.equal(world.series().logs.length, 1);
  });
});

describe('properties', () => {
  const acts = fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ act: fc.constant('append' as const), name: fc.constantFrom('a', 'b', 'c', 'd') }),
      },
      { weight: 2, arbitrary: fc.record({ act: fc.constant('rotate' as const) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('reopen' as const) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('retire' as const) }) },
    ),
    { maxLength: 14 },
  );

  it('appends, rotations, reopenings and retirements in any order keep index, order, heads and what still holds', async (t) => {
    await fc.assert(
      fc.asyncProperty(acts, async (sequence) => {
        const directory = await freshDirectory(t);
        const closing: (() => unknown)[] = [];
        const world = await seriesIn(
          { after: (it: unknown) => void closing.push(it as () => unknown) } as never,
          directory,
        );
        const newest = new Map<string, string>();
        let n = 0;
        for (const it of sequence) {
          if (it.act === 'append') {
            n += 1;
            newest.set(it.name, `${it.name}/${n}`);
            await world.append(`${it.name}/${n}`);
          } else if (it.act === 'rotate') await world.rotate();
          else if (it.act === 'reopen') await world.reopen();
          else {
            const ripe = world.series().logs.find((log) => log.retired === null);
            if (ripe?.closed) await world.retire(ripe.number);
          }
        }
        const series = world.series();
        await checkSeries(series);
        const held = await casesHeld(series);
        for (const name of newest.values()) assert.ok(held.includes(name), `${name} among ${held}`);
        const numbers = held.map((it) => Number(it.split('/')[1]));
        assert.deepEqual(
          numbers,
          [...numbers].sort((a, b) => a - b),
          'in the order in which they came',
        );
        const walked = await world.verify();
        assert.equal(walked.length, series.logs.length);
        if (series.size > 0) await checkProofs(world);
        for (const log of series.logs.filter((it) => it.retired !== null))
          assert.deepEqual(
            await readdir(log.place.segments).then((it) => it.filter((name) => name.endsWith('.seg'))),
            [],
          );
        assert.deepEqual(world.failures, []);
        for (const it of closing) await it();
      }),
      { numRuns: 25 },
    );
  });
});

it('what chains the logs lies beside their checkpoints, as it stands in them', async (t) => {
  const world = await seriesIn(t, await freshDirectory(t));
  await world.append('a');
  await world.rotate();
  const leaves = await listOf(world.series().read());
  const file = async (number: number, name: string) =>
    JSON.parse(await readFile(join(placeIn(world.directory, number).public, name), 'utf8'));
  assert.deepEqual(await file(1, 'closed.json'), leaves[1]?.leaf);
  assert.deepEqual(await file(2, 'opened.json'), leaves[2]?.leaf);
});
