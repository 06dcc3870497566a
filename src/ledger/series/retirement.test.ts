import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { canonicalBytes } from '../canonical.ts';
import { leafHash, toDigest } from '../leaf.ts';
import { freshDirectory, listOf, settled } from '../ledger.spec-world.ts';
import { openLog } from '../log.ts';
import { formatTlogProof, parseTlogProof, readLogKeys } from '../note/index.ts';
import { ownCheckpoint, readPublished } from '../publication.ts';
import { segmentKind } from '../recovery.ts';
import { Segments } from '../segments.ts';
import { sha256 } from '../stamp.ts';
import { inclusionProof, verifyInclusion } from '../tree/index.ts';
import { everyLeaf } from './holding.ts';
import { retentionEnds } from './retirement.ts';
import { writeRetirement } from './retirement-file.ts';
import {
  casesHeld,
  checkSeries,
  code,
  day,
  longLeaf,
  person,
  placeIn,
  type SeriesWorld,
  seriesIn,
} from './series.spec-world.ts';
import { Survey } from './survey.ts';

/** Three logs: a/1 b/1 a/2 | c/1 | d/1. */
async function threeLogs(t: TestContext): Promise<SeriesWorld> {
  const world = await seriesIn(t, await freshDirectory(t));
  await world.append('a/1', 'b/1', 'a/2');
  await world.rotate();
  await world.append('c/1');
  await world.rotate();
  await world.append('d/1');
  return world;
}

async function proofOf(world: SeriesWorld, number: number, index: bigint): Promise<string> {
  const place = placeIn(world.directory, number);
  const checkpoint = await readFile(join(place.public, 'checkpoint'), 'utf8');
  const { size } = ownCheckpoint(checkpoint, await readLogKeys(place.keys));
  const hashes = await inclusionProof(index, size, readPublished(place.public, size), sha256);
  return formatTlogProof({ index, hashes, checkpoint });
}

const segmentsOf = async (directory: string) => (await readdir(directory)).filter((name) => name.endsWith('.seg'));

describe('the end of retention', () => {
  it('entries go; what still holds, checkpoint, hashes and earlier proofs stay', async (t) => {
    const world = await threeLogs(t);
    const [first] = await listOf(world.series().read({ to: 1 }));
    assert.ok(first);
    const proof = await proofOf(world, 1, 0n);
    await world.retire(1);
    const series = world.series();
    assert.deepEqual(await segmentsOf(placeIn(world.directory, 1).segments), []);
    assert.equal(series.start, 4);
    await assert.rejects(listOf(series.read({ from: 0, to: 2 })), code('ledger.retired', { from: 0, to: 3 }));
    await assert.rejects(listOf(series.read({ from: 3 })), code('ledger.retired'));
    await assert.rejects(series.headAt(2), code('ledger.retired'));
    await checkSeries(series);
    assert.deepEqual(await casesHeld(series), ['b/1', 'a/2', 'c/1', 'd/1']);
    // Whoever kept an entry and its proof still holds something that the kept checkpoint bears out.
    const { index, hashes, checkpoint } = parseTlogProof(proof);
    const place = placeIn(world.directory, 1);
    assert.equal(checkpoint, await readFile(join(place.public, 'checkpoint'), 'utf8'));
    const { size, root } = ownCheckpoint(checkpoint, await readLogKeys(place.keys));
    verifyInclusion({ index, size, leaf: leafHash(canonicalBytes(first.leaf), sha256), proof: hashes, root }, sha256);
    assert.equal(await proofOf(world, 1, 0n), proof, 'and the same proof can still be made');
    const walked = await world.verify();
    assert.deepEqual(
      walked.map((it) => [it.log.retired !== null, it.carried]),
      [
        [true, 0],
        [false, 2],
        [false, 3],
      ],
    );
    await world.reopen();
    assert.equal(world.series().id, series.id);
    await checkSeries(world.series());
    const said = await listOf(world.series().read({ from: world.series().size - 1 }));
    assert.deepEqual(
      said.map(({ leaf }) =>
        leaf.kind === 'log.retired' ? [leaf.body.number, leaf.body.size, leaf.body.reason] : leaf.kind,
      ),
      [[1, 4, 'retention_ended']],
    );
  });

  it('that a log was retired is carried on, and logs can be retired one after the other to the last closed one', async (t) => {
    const world = await threeLogs(t);
    await world.retire(1);
    await world.retire(2);
    await world.rotate();
    await world.append('e/1');
    await world.retire(3);
    await world.reopen();
    const kinds = (await listOf(world.series().read())).flatMap(({ leaf }) =>
      leaf.kind === 'carried' && leaf.body.leaf.kind === 'log.retired' ? [leaf.body.leaf.body.number] : [],
    );
    assert.deepEqual(kinds, [1, 2]);
    assert.deepEqual(await casesHeld(world.series()), ['b/1', 'a/2', 'c/1', 'd/1', 'e/1']);
    assert.equal((await world.verify()).filter((it) => it.log.retired !== null).length, 3);
  });

  it('is refused where something stands against it, and says what', async (t) => {
    const world = await threeLogs(t);
    const retire = (number: number, early = true) => world.series().retire(number, { actor: person, early });
    await assert.rejects(retire(9), code('ledger.log_unknown', { number: 9 }));
    await assert.rejects(retire(3), code('ledger.retirement_refused', { number: 3, reason: 'not_closed' }));
    await assert.rejects(retire(2), code('ledger.retirement_refused', { number: 2, reason: 'earlier_first' }));
    const closedAt = Date.parse(world.series().logs[0]?.closedAt ?? '');
    world.stamp.set(retentionEnds(closedAt) - 1);
    await assert.rejects(retire(1, false), code('ledger.retirement_refused', { reason: 'too_soon' }));
    world.stamp.set(retentionEnds(closedAt));
    const [done, again] = await Promise.allSettled([retire(1, false), retire(1, false)]);
    assert.deepEqual([done.status, again.status], ['fulfilled', 'rejected'], 'of two who ask at once, one does it');
    await assert.rejects(retire(1), code('ledger.retirement_refused', { reason: 'already_retired' }));
  });

  it('is refused where the next log could not carry a leaf of before there was a bound for that', async (t) => {
    const directory = await freshDirectory(t);
    const hash = (bytes: Uint8Array) => leafHash(bytes, sha256);
    const segments = await Segments.open(placeIn(directory, 1).segments, { kind: segmentKind.log, hash });
    for (const bytes of [longLeaf(65_535), longLeaf(64_511)].map(canonicalBytes))
      await segments.append([bytes], hash(bytes), (it) => it);
    await segments.close();
    const world = await seriesIn(t, directory, { holdings: () => [everyLeaf(['system.registered'])] });
    await world.rotate();
    const [marker] = (await listOf(world.series().read())).slice(-1);
    assert.deepEqual(marker?.leaf.kind === 'log.carried' && marker.leaf.body, { count: 1, left: 1 });
    await assert.rejects(
      world.series().retire(1, { actor: person, early: true }),
      code('ledger.retirement_refused', { reason: 'not_carried', left: 1 }),
    );
    await world.reopen();
    assert.equal(world.series().logs.length, 2, 'what could not be carried keeps no rotation from being whole');
    await world.verify();
  });

  it('six months are calendar months, and never fewer days than those', () => {
    for (const [last, ends] of [
      ['2026-01-15', '2026-07-15'],
      ['2026-08-31', '2027-03-03'],
      ['2026-11-23', '2027-05-23'],
    ] as const)
      assert.equal(new Date(retentionEnds(Date.parse(`${last}T00:00:00.000Z`))).toISOString().slice(0, 10), ends);
  });

  it('is refused where the log, its tiles or its successor do not hold', async (t) => {
    for (const [what, damage, expected] of [
      [
        'a tile',
        (w: SeriesWorld) => flip(join(placeIn(w.directory, 1).public, 'tile/0/000.p/4'), 40),
        'ledger.tile_invalid',
      ],
      [
        'the checkpoint',
        (w: SeriesWorld) => rm(join(placeIn(w.directory, 1).public, 'checkpoint')),
        'ledger.unpublished',
      ],
      [
        'a chain leaf',
        (w: SeriesWorld) => rm(join(placeIn(w.directory, 1).public, 'closed.json')),
        'ledger.retirement_refused',
      ],
      [
        'the successor',
        (w: SeriesWorld) => flip(join(placeIn(w.directory, 2).segments, '000000.seg'), -40),
        'ledger.corrupt',
      ],
    ] as const) {
      const world = await threeLogs(t);
      await damage(world);
      await assert.rejects(world.series().retire(1, { actor: person, early: true }), code(expected), what);
      assert.equal((await segmentsOf(placeIn(world.directory, 1).segments)).length, 1, what);
      assert.equal(world.series().start, 0, what);
    }
  });

  it('that a crash cut short is finished at the next opening: the leaf once, the deletion', async (t) => {
    for (const leafThere of [false, true]) {
      const world = await threeLogs(t);
      const place = placeIn(world.directory, 1).segments;
      const log = first(world);
      const survey = new Survey([]);
      for (const entry of await listOf(world.series().read({ to: log.size }))) survey.take(entry);
      await world.series().close();
      const kept = await readFile(join(place, '000000.seg'));
      const retirement = { number: 1, log: log.id, origin: log.origin, size: log.size, head: log.head, by: person.id };
      await writeRetirement(place, { ...retirement, root: survey.root(), retiredAt: new Date(day).toISOString() });
      if (leafThere) {
        // Once more the crash, now behind the leaf.
        await world.reopen();
        await writeFile(join(place, '000000.seg'), kept);
      }
      await world.reopen();
      assert.deepEqual(await segmentsOf(place), []);
      const said = (await listOf(world.series().read())).filter(({ leaf }) => leaf.kind === 'log.retired');
      assert.equal(said.length, 1);
      assert.deepEqual(world.failures, []);
      assert.ok((await world.verify())[0]?.log.retired);
    }
  });
});

const first = (world: SeriesWorld) => {
  const [log] = world.series().logs;
  assert.ok(log);
  return log;
};

/** Flips one bit of a file; a negative place counts from its end. */
async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

describe('verification of a series', () => {
  it('names the log that is missing, swapped or altered', async (t) => {
    const swap = async (w: SeriesWorld, what: 'segments' | 'public') => {
      const [a, b] = [placeIn(w.directory, 2)[what], placeIn(w.directory, 3)[what]];
      await rename(a, `${a}.away`);
      await rename(b, a);
      await rename(`${a}.away`, b);
    };
    for (const [what, damage, expected, params] of [
      [
        'the middle one gone',
        (w: SeriesWorld) => rm(placeIn(w.directory, 2).segments, { recursive: true }),
        'ledger.chain_invalid',
        { number: 2, reason: 'missing' },
      ],
      [
        'the last one gone',
        (w: SeriesWorld) => rm(placeIn(w.directory, 3).segments, { recursive: true }),
        'ledger.chain_invalid',
        { number: 3, reason: 'missing' },
      ],
      ['two swapped', (w: SeriesWorld) => swap(w, 'segments'), 'ledger.chain_invalid', { number: 2 }],
      ['what is published swapped', (w: SeriesWorld) => swap(w, 'public'), 'ledger.signature_missing', {}],
      [
        'a chain leaf of another log',
        async (w: SeriesWorld) =>
          writeFile(
            join(placeIn(w.directory, 3).public, 'opened.json'),
            await readFile(join(placeIn(w.directory, 2).public, 'opened.json')),
          ),
        'ledger.chain_invalid',
        { number: 3, reason: 'file_differs' },
      ],
      [
        'a final checkpoint taken back',
        async (w: SeriesWorld) => rm(join(placeIn(w.directory, 2).public, 'checkpoint')),
        'ledger.unpublished',
        { log: 'main-2' },
      ],
    ] as const) {
      const world = await threeLogs(t);
      await world.series().close();
      await damage(world);
      await assert.rejects(world.verify(), code(expected, params), what);
    }
  });

  it('of a retired log finds altered tiles, chain leaves and facts', async (t) => {
    const otherDigit = (_: string, before: string, digit: string) => `${before}${digit === '0' ? '1' : '0'}`;
    for (const [what, file, alter, expected] of [
      ['its last leaf', 'public/main/closed.json', /("number":)(\d)/, /chain_invalid.*file_differs/],
      ['its root', 'main/retired.json', /("root": "sha256:)(.)/, /chain_invalid.*retirement_differs/],
      ['its head', 'main/retired.json', /("head": "sha256:)(.)/, /chain_invalid.*previous_head/],
      ['its size', 'main/retired.json', /("size": )(4)/, /corrupt/],
      ['its number', 'main/retired.json', /("log": "0)(.)/, /chain_invalid.*previous_id/],
      ['a tile', 'public/main/tile/0/000.p/4', null, /tile_invalid|proof_invalid/],
    ] as const) {
      const world = await threeLogs(t);
      await world.retire(1);
      await world.series().close();
      const path = join(world.directory, 'ledger', file);
      const bytes = await readFile(path);
      const altered = alter === null ? bytes.map((it) => it ^ 1) : bytes.toString().replace(alter, otherDigit);
      assert.notDeepEqual(altered, alter === null ? bytes : bytes.toString());
      await writeFile(path, altered);
      await assert.rejects(world.verify(), (error) => expected.test(String(error)), what);
    }
  });

  it('a leaf that is carried otherwise than it was said is found, though its own log is signed all over', async (t) => {
    const world = await threeLogs(t);
    const entries = await listOf(world.series().read());
    const carried = entries.flatMap(({ leaf }) => (leaf.kind === 'carried' ? [leaf.body] : []));
    for (const { index, leaf } of carried)
      assert.equal(toDigest(leafHash(canonicalBytes(leaf), sha256)), entries[index]?.digest);
    // The operator's own hand: another run of the same rotation, with a false leaf in it.
    const forged = await seriesIn(t, await freshDirectory(t));
    await forged.append('a/1');
    await forged.rotate();
    const lie = carried[0];
    assert.ok(lie);
    const truth = (await listOf(forged.series().read())).find(({ leaf }) => leaf.kind === 'carried')?.leaf;
    assert.ok(truth?.kind === 'carried');
    const lying = { ...truth, body: { ...lie, index: 0 } };
    await assert.rejects(forged.series().append(lying), code('ledger.invalid_leaf'));
    await forged.series().close();
    const log = await openLog(placeIn(forged.directory, 2).segments);
    await log.append(lying);
    await log.append(settled('b/1'));
    await log.close();
    await forged.reopen();
    await assert.rejects(forged.verify(), code('ledger.chain_invalid', { number: 2, reason: 'carried_differs' }));
  });
});
