import assert from 'node:assert/strict';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LedgerError } from '../error.ts';
import { casesOf, freshDirectory, names, settled } from '../ledger.spec-world.ts';
import { parseNote, readLogKeys } from '../note/index.ts';
import { openPublication, type Publication, type PublicationOptions } from '../publication.ts';
import { code, day, placeIn, seriesIn, verified } from './series.spec-world.ts';
import { openSeriesPublication } from './series-publication.ts';

/** A publication that nobody cosigns while `missing` says so: what lacks witnesses is not published. */
const cosigned =
  (witnesses: { missing: boolean }) =>
  async (options: PublicationOptions): Promise<Publication> => {
    const publication = await openPublication(options);
    return {
      ...{ directory: publication.directory, useKeys: (keys) => publication.useKeys(keys) },
      close: () => publication.close(),
      get published() {
        return publication.published;
      },
      async publish() {
        if (witnesses.missing) throw new LedgerError('ledger.signature_missing', { missing: 'witnesses' });
        return publication.publish();
      },
    };
  };

describe('what is published of a series', () => {
  it('waits for the end of a closed log, and appends do not wait for it', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1');
    const series = world.series();
    const witnesses = { missing: true };
    const publication = await openSeriesPublication({ series, clock: world.stamp.clock, open: cosigned(witnesses) });
    await series.append(settled('a/2'));
    await series.rotate();
    await Promise.all(names(50).map((name) => series.append(settled(name))));
    await assert.rejects(publication.publish(), code('ledger.signature_missing'));
    await assert.rejects(publication.publish(), code('ledger.signature_missing'));
    assert.equal((await casesOf(series.read())).length, 52);
    assert.deepEqual(
      publication.logs.map((it) => it.published && Number(it.published.size)),
      [1, null],
    );
    await assert.rejects(
      verified(world.directory),
      code('ledger.chain_invalid', { reason: 'final_checkpoint_missing' }),
    );
    witnesses.missing = false;
    await publication.publish();
    assert.deepEqual(
      publication.logs.map((it) => it.published && Number(it.published.size)),
      [3, series.size - 3],
    );
    assert.equal((await verified(world.directory)).length, 2);
    await publication.close();
  });

  it('that a crash left behind is made up in order at the next opening, and nothing of it keeps the series from opening', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1');
    await world.series().rotate();
    await world.series().append(settled('b/1'));
    await world.series().rotate();
    await world.reopen();
    const found = await world.verify();
    assert.deepEqual(
      found.map((it) => [Number(it.checkpoint?.size), it.unpublished]),
      [
        [2, 0],
        [5, 0],
        [4, 0],
      ],
    );
  });

  it('of the newest log taken away does not hold: nobody has signed what it says', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1');
    await world.rotate();
    await rm(placeIn(world.directory, 2).public, { recursive: true });
    await assert.rejects(world.verify(), {
      code: 'ledger.unpublished',
      params: { log: 'main-2' },
    });
  });

  it('with another history is refused, whichever log it is of', async (t) => {
    for (const number of [1, 2]) {
      const world = await seriesIn(t, await freshDirectory(t));
      const other = await seriesIn(t, await freshDirectory(t));
      for (const it of [world, other]) {
        await it.append('a/1');
        await it.rotate();
        await it.append('b/1');
      }
      await world.series().close();
      const [ours, theirs] = [placeIn(world.directory, number), placeIn(other.directory, number)];
      await rm(ours.public, { recursive: true });
      await rename(theirs.public, ours.public);
      await assert.rejects(world.reopen(), (e) => e instanceof LedgerError);
    }
  });
});

describe('keys of a series', () => {
  it('each log has its own; within one they overlap, and the new ones sign at once', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1');
    await world.rotate();
    const [first, second] = await Promise.all([1, 2].map((it) => readLogKeys(placeIn(world.directory, it).keys)));
    assert.notEqual(first?.name, second?.name);
    const note = () => readFile(join(placeIn(world.directory, 2).public, 'checkpoint'), 'utf8');
    const lines = async () => parseNote(await note()).signatures.length;
    assert.equal(await lines(), 2);
    const keys = await world.publication().rotateKeys(2 * day);
    assert.deepEqual([keys.pairs.length, await lines()], [2, 4]);
    await world.reopen();
    assert.equal(await lines(), 4);
    world.stamp.set(world.stamp.clock() + 3 * day);
    await world.append('b/1');
    assert.equal(await lines(), 2, 'the old ones are over');
    await world.rotate();
    await world.verify();
    const third = await world.publication().rotateKeys(0);
    assert.equal(third.name, world.series().logs[2]?.origin);
  });

  it('whose file is gone from a published log are missed by name; no others are made in their place', async (t) => {
    for (const number of [1, 2]) {
      const world = await seriesIn(t, await freshDirectory(t));
      await world.append('a/1');
      await world.rotate();
      await world.publication().close();
      await world.series().close();
      const { keys: file, public: published } = placeIn(world.directory, number);
      const [text, note] = await Promise.all([readFile(file), readFile(join(published, 'checkpoint'))]);
      await rm(file);
      await assert.rejects(world.reopen(), code('ledger.key_invalid', { reason: 'missing', file }));
      await assert.rejects(readFile(file), { code: 'ENOENT' });
      assert.deepEqual(await readFile(join(published, 'checkpoint')), note);
      await writeFile(file, text, { mode: 0o600 });
    }
  });

  it('that were changed before a crash sign the checkpoint at the next opening', async (t) => {
    const world = await seriesIn(t, await freshDirectory(t));
    await world.append('a/1');
    const path = join(placeIn(world.directory, 1).public, 'checkpoint');
    const before = await readFile(path, 'utf8');
    await world.publication().rotateKeys(day);
    await writeFile(path, before);
    await world.reopen();
    assert.equal(parseNote(await readFile(path, 'utf8')).signatures.length, 4);
    for (const overlap of [-1, Number.NaN])
      await assert.rejects(world.publication().rotateKeys(overlap), code('ledger.key_invalid', { reason: 'overlap' }));
  });
});
