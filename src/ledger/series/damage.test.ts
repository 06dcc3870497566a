import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { casesOf, freshDirectory } from '../ledger.spec-world.ts';
import { code, placeIn, segmentsIn, seriesIn, verified } from './series.spec-world.ts';

/** A closed series of two logs, both published to their ends. */
async function closedSeries(t: TestContext) {
  const world = await seriesIn(t, await freshDirectory(t));
  await world.append('a/1', 'a/2');
  await world.rotate();
  await world.append('b/1', 'b/2');
  await world.publication().close();
  await world.series().close();
  return world;
}

async function flipNearEnd(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  const at = bytes.length - 20;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
  return bytes;
}

describe('what was published', () => {
  for (const [which, number] of [
    ['the newest log', 2],
    ['a closed log', 1],
  ] as const)
    it(`and lacks at the end of ${which} is damage, not a torn write: refused by file and offset, nothing is cut`, async (t) => {
      const world = await closedSeries(t);
      const file = segmentsIn(world.directory, number);
      const whole = await readFile(file);
      const harmed = await flipNearEnd(file);
      const refused = code('ledger.corrupt', {
        ...{ file, reason: 'published_missing', offset: whole.lastIndexOf('DHB1') },
      });
      await assert.rejects(world.reopen(), refused);
      await assert.rejects(verified(world.directory, world.stamp), refused);
      assert.deepEqual(await readFile(file), harmed);
      const names = await readdir(placeIn(world.directory, number).segments);
      assert.deepEqual(
        names.filter((it) => it.endsWith('.torn')),
        [],
      );
      await writeFile(file, whole);
      assert.deepEqual(await casesOf((await world.reopen()).read()), ['a/1', 'a/2', 'b/1', 'b/2']);
    });

  it('stays where a torn tail behind it is cut', async (t) => {
    const world = await closedSeries(t);
    const file = segmentsIn(world.directory, 2);
    const whole = await readFile(file);
    await writeFile(file, 'half a wri', { flag: 'a' });
    await world.reopen();
    assert.deepEqual(await readFile(file), whole);
    assert.equal(await readFile(`${file}.${whole.length}.torn`, 'utf8'), 'half a wri');
  });

  it('is missed where the segments are gone, and no new log is made in their place', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1');
    await world.publication().close();
    await world.series().close();
    const file = segmentsIn(world.directory, 1);
    await rm(file);
    await assert.rejects(world.reopen(), code('ledger.corrupt', { file, offset: 0, reason: 'published_missing' }));
    assert.ok(!(await readdir(placeIn(world.directory, 1).segments)).includes('000000.seg'));
  });

  it('cannot be told from a checkpoint that is none: a torn end is then cut as ever', async (t) => {
    const world = await closedSeries(t);
    await flipNearEnd(segmentsIn(world.directory, 2));
    await writeFile(join(placeIn(world.directory, 2).public, 'checkpoint'), 'no note');
    await assert.rejects(world.reopen(), code('ledger.note_invalid'));
    assert.ok((await readdir(placeIn(world.directory, 2).segments)).some((it) => it.endsWith('.torn')));
  });
});
