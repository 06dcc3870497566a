import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { LedgerError, type LedgerErrorCode } from './error.ts';
import { freshDirectory, listOf, names, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import type { Log } from './log.types.ts';
import { generateLogKeys, type LogKeys, type NoteSource } from './note/index.ts';
import { keysOfLog, openPublication, ownCheckpoint, type Publication } from './publication.ts';
import { publishingLog } from './publishing-log.ts';
import { sha256 } from './stamp.ts';
import { inclusionProof, nodeHash, readHashFrom, rootAt, verifyInclusion } from './tree/index.ts';
import { verifyLog } from './verification.ts';

const clock = () => Date.UTC(2026, 10, 23);
const keys = generateLogKeys('ledger.example/main', clock());
const code =
  (expected: LedgerErrorCode, params: LedgerError['params'] = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.equal(error.code, expected, error.message);
    for (const [name, value] of Object.entries(params)) assert.equal(error.params[name], value, name);
    return true;
  };

interface World {
  readonly log: Log;
  readonly segments: string;
  readonly public: string;
}

/** A log of so many leaves, and a directory to publish it in. */
async function worldOf(t: TestContext, leaves: number): Promise<World> {
  const directory = await freshDirectory(t);
  const segments = join(directory, 'segments');
  const log = await openLog(segments);
  t.after(() => log.close());
  await Promise.all(names(leaves).map((name) => log.append(settled(name))));
  return { log, segments, public: join(directory, 'public') };
}

async function publicationOf(world: Pick<World, 'log' | 'public'>, own: LogKeys = keys): Promise<Publication> {
  const publication = await openPublication({ log: world.log, directory: world.public, keys: own, clock });
  await publication.publish();
  return publication;
}

/** RFC 9162 §2.1.1, as it stands there. */
function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0] ?? new Uint8Array();
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split)), sha256);
}

async function leavesOf(log: Log): Promise<Buffer[]> {
  return (await listOf(log.read())).map((it) => Buffer.from(it.digest.slice(7), 'hex'));
}

async function filesOf(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .sort();
}

const trust = (note: NoteSource) => ownCheckpoint(note, keys);
const verified = (world: World, log: Log = world.log) => verifyLog({ log, directory: world.public, trust });

describe('a published log', () => {
  for (const size of [0, 1, 2, 255, 256, 257, 600]) {
    it(`of ${size} leaves: checkpoint and tiles are those of RFC 6962, and every leaf is proved by them`, async (t) => {
      const world = await worldOf(t, size);
      const { published } = await publicationOf(world);
      const leaves = await leavesOf(world.log);
      assert.deepEqual(Buffer.from(published.root), Buffer.from(plainRoot(leaves)));
      assert.deepEqual(trust(await readFile(join(world.public, 'checkpoint'), 'utf8')).size, BigInt(size));
      const read = readHashFrom((path) => readFile(join(world.public, path)), published.size, sha256);
      assert.deepEqual(Buffer.from(await rootAt(published.size, read, sha256)), Buffer.from(published.root));
      for (const index of [0, 1, 254, 255, 256, size - 1].filter((at) => at >= 0 && at < size)) {
        const proof = await inclusionProof(BigInt(index), published.size, read, sha256);
        const leaf = leaves[index] ?? Buffer.alloc(0);
        verifyInclusion({ index: BigInt(index), size: published.size, leaf, root: published.root, proof }, sha256);
      }
      assert.equal((await verified(world)).checkpoint.size, BigInt(size));
    });
  }

  it('grows to the same tiles and root in any steps, over any number of openings', async (t) => {
    const world = await worldOf(t, 0);
    for (const count of [1, 3, 250, 2, 1, 300, 256]) {
      const publication = await publicationOf(world);
      await Promise.all(names(count).map((name) => world.log.append(settled(name))));
      await publication.publish();
      await publication.close();
    }
    const once = { ...world, public: join(world.public, '..', 'once') };
    const { published } = await publicationOf(once);
    assert.deepEqual(Buffer.from(published.root), Buffer.from(plainRoot(await leavesOf(world.log))));
    const full = (directory: string) =>
      filesOf(directory).then((it) => it.filter((file) => !/\.p\/|checkpoint/.test(file)));
    const stepped = await full(world.public);
    assert.ok(stepped.length >= 3);
    const whole = await full(once.public);
    assert.deepEqual(
      stepped.map((it) => it.slice(world.public.length)),
      whole.map((it) => it.slice(once.public.length)),
    );
    for (const [at, file] of stepped.entries()) assert.deepEqual(await readFile(file), await readFile(whole[at] ?? ''));
    await verified(world);
  });

  it('makes lost and damaged tiles anew from the leaves', async (t) => {
    const world = await worldOf(t, 300);
    await publicationOf(world);
    const files = (await filesOf(world.public)).filter((it) => !it.endsWith('checkpoint'));
    for (const harm of [(file: string) => rm(file), (file: string) => writeFile(file, 'rubbish')]) {
      for (const file of files) {
        const before = await readFile(file);
        await harm(file);
        await publicationOf(world);
        // A full tile below the edge is not read at an opening: the walk finds it, and a publication from the leaves mends it.
        if (!(await readFile(file).catch(() => Buffer.alloc(0))).equals(before)) {
          await assert.rejects(
            verified(world),
            code('ledger.tile_invalid', { path: file.slice(world.public.length + 1) }),
          );
          await writeFile(file, before);
        }
        await verified(world);
      }
    }
  });

  it('refuses another history, a shorter one, and a checkpoint that it has not signed', async (t) => {
    const world = await worldOf(t, 20);
    await publicationOf(world);
    const other = await worldOf(t, 20);
    await assert.rejects(publicationOf({ log: other.log, public: world.public }), code('ledger.forked', { size: 20 }));
    const shorter = await worldOf(t, 19);
    const back = { size: 19, known: 20 };
    await assert.rejects(publicationOf({ log: shorter.log, public: world.public }), code('ledger.rolled_back', back));
    await assert.rejects(
      verifyLog({ log: shorter.log, directory: world.public, trust }),
      code('ledger.rolled_back', back),
    );
    const strangers = generateLogKeys(keys.name, clock());
    await assert.rejects(publicationOf(world, strangers), code('ledger.signature_missing'));
    const renamed: LogKeys = { ...keys, name: 'ledger.example/other' };
    await assert.rejects(publicationOf(world, renamed), code('ledger.signature_missing'));
  });

  it('keeps of a tile that fills what the newest checkpoint counts on and what the one before did, and no more', async (t) => {
    const world = await worldOf(t, 2);
    const publication = await publicationOf(world);
    const seen: string[] = [];
    for (const count of [1, 36, 6, 260]) {
      await Promise.all(names(count).map((name) => world.log.append(settled(name))));
      await publication.publish();
      const files = (await filesOf(world.public)).filter((it) => it.includes('.p'));
      seen.push(files.map((it) => it.slice(world.public.length + '/tile/'.length)).join(' '));
      await verified(world);
    }
    assert.deepEqual(seen, [
      '0/000.p/2 0/000.p/3',
      '0/000.p/3 0/000.p/39',
      '0/000.p/39 0/000.p/45',
      '0/001.p/49 1/000.p/1',
    ]);
  });

  it('of which a publication was cut short holds: its tiles are the leaves that were acknowledged', async (t) => {
    const world = await worldOf(t, 3);
    const publication = await publicationOf(world);
    const checkpoint = join(world.public, 'checkpoint');
    const note = await readFile(checkpoint);
    await Promise.all(names(300).map((name) => world.log.append(settled(name))));
    await publication.publish();
    await writeFile(checkpoint, note);
    const tile = join(world.public, 'tile/0/000');
    await mkdir(`${tile}.p`);
    for (const width of [3, 255]) await writeFile(`${tile}.p/${width}`, (await readFile(tile)).subarray(0, width * 32));
    await writeFile(`${tile}.p/.0123456789ab.tmp`, 'half a ti');
    assert.equal((await verified(world)).unpublished, 300);
    await writeFile(`${tile}.p/255`, (await readFile(tile)).subarray(1, 255 * 32 + 1));
    const path = 'tile/0/000.p/255';
    await assert.rejects(verified(world), code('ledger.tile_invalid', { path, reason: 'differs_from_leaves' }));
  });

  it('of which any byte was flipped on disk is refused, and the file named: tiles, also superseded ones, checkpoint, segments', async (t) => {
    const world = await worldOf(t, 2);
    const publication = await publicationOf(world);
    for (const name of names(2)) {
      await world.log.append(settled(name));
      await publication.publish();
    }
    await world.log.close();
    const reopened = () => openLog(world.segments, { access: 'read', atLeast: 4 });
    await verified(world, await reopened());
    const note = await readFile(join(world.public, 'checkpoint'));
    assert.equal(trust(note).size, 4n);
    const ofNotes = /^ledger\.(note_invalid|checkpoint_invalid|origin_differs|signature_(invalid|missing))$/;
    for (const [at, byte] of note.entries()) {
      const flipped = Buffer.from(note).fill(byte ^ 1, at, at + 1);
      assert.throws(
        () => trust(flipped),
        (e) => e instanceof LedgerError && ofNotes.test(e.code),
        `checkpoint at ${at}`,
      );
    }
    const tiles = (await filesOf(world.public)).filter((it) => it.includes('/tile/'));
    assert.deepEqual(
      tiles.map((it) => it.slice(world.public.length + 1)),
      ['tile/0/000.p/3', 'tile/0/000.p/4'],
    );
    const segments = (await filesOf(world.segments)).filter((it) => it.endsWith('.seg'));
    let flips = 0;
    for (const file of [...tiles, ...segments]) {
      const bytes = await readFile(file);
      const refused = file.endsWith('.seg')
        ? code('ledger.corrupt', { file })
        : code('ledger.tile_invalid', { path: file.slice(world.public.length + 1), reason: 'differs_from_leaves' });
      for (const [at, byte] of bytes.entries()) {
        await writeFile(file, Buffer.from(bytes).fill(byte ^ 1, at, at + 1));
        const found = reopened().then((log) => verified(world, log));
        await assert.rejects(found, refused, `${file} at ${at}`);
        flips += 1;
      }
      await writeFile(file, bytes);
    }
    assert.ok(flips > 1_500, String(flips));
  });

  it('is published by itself soon after an append and when it is closed; a failure is told and mended by the next', async (t) => {
    const world = await worldOf(t, 3);
    const publication = await publicationOf(world);
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => void failures.push(error);
    const log = publishingLog(world.log, publication, { delayMs: 60_000, onFailure });
    await Promise.all(names(4).map((name) => log.append(settled(name))));
    assert.equal(publication.published.size, 3n);
    await log.close();
    assert.equal(publication.published.size, 7n);
    assert.equal(failures.length, 0);
    const again = await openLog(world.segments);
    t.after(() => again.close());
    const next = await publicationOf({ log: again, public: world.public });
    const failing = publishingLog(again, next, { delayMs: 0, onFailure });
    await rm(world.public, { recursive: true });
    await writeFile(world.public, 'a file where the directory was');
    await failing.append(settled('eighth'));
    await assert.rejects(next.publish(), LedgerError);
    await rm(world.public);
    await next.publish();
    assert.equal(next.published.size, 8n);
    assert.ok(failures.every((it) => it instanceof LedgerError));
  });

  it('is opened and read where the disk takes no more, and publishes once it does', async (t) => {
    const world = await worldOf(t, 3);
    await publicationOf(world);
    await world.log.append(settled('fourth'));
    await rm(join(world.public, 'tile'), { recursive: true });
    await writeFile(join(world.public, 'tile'), 'in the way');
    const publication = await openPublication({ log: world.log, directory: world.public, keys, clock });
    assert.equal(publication.published.size, 3n);
    await assert.rejects(publication.publish(), code('ledger.write_failed'));
    await rm(join(world.public, 'tile'));
    assert.equal((await publication.publish()).size, 4n);
    await verified(world);
  });

  it('shares publications: whoever asks gets all that was acknowledged before', async (t) => {
    const world = await worldOf(t, 0);
    const publication = await publicationOf(world);
    const sizes = await Promise.all(
      names(40).map(async (name) => {
        const { index } = await world.log.append(settled(name));
        return { index, size: (await publication.publish()).size };
      }),
    );
    for (const { index, size } of sizes) assert.ok(size > BigInt(index));
    await verified(world);
  });
});

describe('the keys of a log', () => {
  it('are made on first use and stay; a file that others may read is refused', async (t) => {
    const file = join(await freshDirectory(t), 'keys', 'ledger.json');
    const made = await keysOfLog(file, 'ledger.example/main', clock());
    const read = await keysOfLog(file, 'another name', clock());
    assert.equal(read.name, made.name);
    if (process.platform === 'win32') return;
    await chmod(file, 0o644);
    await assert.rejects(keysOfLog(file, 'x', clock()), code('ledger.key_invalid'));
  });
});
