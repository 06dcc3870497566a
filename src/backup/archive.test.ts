import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { extract, pack } from 'tar-stream';
import { isMemberName, readArchive } from './archive-reader.ts';
import { ArchiveWriter } from './archive-writer.ts';
import { BackupError, type BackupErrorCode } from './error.ts';

type Entry = Parameters<ReturnType<typeof pack>['entry']>[0];

const time = new Date('2026-11-23T00:00:00.000Z');

async function folder(t: Pick<TestContext, 'after'>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-archive-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const it of chunks) yield Buffer.from(it);
}

async function membersOf(file: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { name, body } of readArchive(file)) found.push([name, (await buffer(body())).toString('latin1')]);
  return found;
}

/** An archive as another program makes it. */
async function packed(file: string, members: readonly (readonly [Entry, string])[]): Promise<string> {
  const tar = pack();
  for (const [header, body] of members) tar.entry({ ...header, mtime: time }, body);
  tar.finalize();
  await writeFile(file, await buffer(tar));
  return file;
}

const refused = (code: BackupErrorCode, member?: string, reason?: string) => (error: unknown) => {
  assert.ok(error instanceof BackupError, String(error));
  assert.equal(error.code, code);
  if (member !== undefined) assert.equal(error.params.member, member);
  if (reason !== undefined) assert.equal(error.params.reason, reason);
  return true;
};

const long = `data/${'deep/'.repeat(12)}${'n'.repeat(90)}`;
const files: readonly [string, string][] = [
  ['store/000001.jsonl', ''],
  ['data/a', 'x'],
  ['data/b', 'y'.repeat(512)],
  [long, 'z'.repeat(1_000_000)],
];

async function written(t: Pick<TestContext, 'after'>): Promise<{ directory: string; file: string }> {
  const directory = await folder(t);
  const file = join(directory, 'backup.tar');
  const writer = new ArchiveWriter(file, { time });
  for (const [name, body] of files) await writer.add(name, body.length, chunksOf(body));
  await writer.finish();
  return { directory, file };
}

describe('an archive that is written', () => {
  test('is read back, by us, by tar-stream and by tar, and only its owner can read it', async (t) => {
    const { directory, file } = await written(t);
    assert.deepEqual(await membersOf(file), files);
    const seen: string[] = [];
    const other = extract();
    createReadStream(file).pipe(other);
    for await (const entry of other) {
      seen.push(entry.header.name);
      assert.equal((await buffer(entry)).toString(), files[seen.length - 1]?.[1]);
    }
    assert.deepEqual(
      seen,
      files.map(([name]) => name),
    );
    const { stdout } = await promisify(execFile)('tar', ['tf', file]);
    assert.deepEqual(stdout.trim().split('\n'), seen);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(directory), ['backup.tar']);
  });

  test('never takes the place of a file, not even of one that came meanwhile', async (t) => {
    const file = join(await folder(t), 'backup.tar');
    const writer = new ArchiveWriter(file, { time });
    await writer.add('data/a', 1, chunksOf('a'));
    await writeFile(file, 'mine');
    await assert.rejects(writer.finish(), refused('backup.output_exists'));
    await writer.discard();
    assert.deepEqual([await readdir(join(file, '..')), await readFile(file, 'utf8')], [['backup.tar'], 'mine']);
  });

  test('a body that is not as long as it was said to be, or fails, is told as such and leaves nothing', async (t) => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a');
      throw new BackupError('backup.read_failed', { file: 'a' });
    }
    const bodies = [
      [chunksOf('a'), 'backup.source_changed'],
      [chunksOf('abc'), 'backup.source_changed'],
      [failing(), 'backup.read_failed'],
    ] as const;
    for (const [body, code] of bodies) {
      const directory = await folder(t);
      const writer = new ArchiveWriter(join(directory, 'backup.tar'), { time });
      await assert.rejects(writer.add('data/a', 2, body), refused(code));
      await writer.discard();
      assert.deepEqual(await readdir(directory), []);
    }
  });

  test('stops when it is told to, and a place that takes nothing is named', async (t) => {
    const directory = await folder(t);
    const stop = new AbortController();
    const writer = new ArchiveWriter(join(directory, 'backup.tar'), { time, signal: stop.signal });
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 100_000; i += 1) {
        if (i === 100) stop.abort();
        yield Buffer.alloc(65_536);
      }
    }
    await assert.rejects(writer.add('data/a', 6_553_600_000, endless()), refused('backup.interrupted'));
    await writer.discard();
    assert.deepEqual(await readdir(directory), []);
    const nowhere = new ArchiveWriter(join(directory, 'no', 'backup.tar'), { time });
    // The failure may come in the midst of a member, between two, or at the end.
    const nothing = async () => {
      for (let i = 0; i < 1_000; i += 1) await nowhere.add(`data/${i}`, 1, chunksOf('a'));
    };
    await assert.rejects(nothing(), refused('backup.write_failed'));
    await nowhere.discard();
  });
});

describe('an archive that is read', () => {
  test('cut off at any block it is refused by the member in which it ends', async (t) => {
    const { directory, file } = await written(t);
    const bytes = await readFile(file);
    const cut = join(directory, 'cut.tar');
    const ends = [512, 1024, 1025, 1536, 1537, 2048, 2560, 3072, 100_000, bytes.length - 1024, bytes.length - 512];
    for (const end of [...ends, bytes.length - 1]) {
      await writeFile(cut, bytes.subarray(0, end));
      await assert.rejects(membersOf(cut), (error: unknown) => {
        assert.ok(error instanceof BackupError && error.code === 'backup.truncated', `${end} ${String(error)}`);
        return files.some(([name]) => name === error.params.member);
      });
    }
    for (const end of [0, 1, 511]) {
      await writeFile(cut, bytes.subarray(0, end));
      await assert.rejects(membersOf(cut), refused('backup.not_an_archive'));
    }
  });

  test('a flipped bit in any header or padding is refused', async (t) => {
    const { directory, file } = await written(t);
    const bytes = await readFile(file);
    const flipped = join(directory, 'flipped.tar');
    // The second member: its header from 512 to 1024, its one byte, then zeros.
    for (const at of [
      512,
      520,
      612,
      636,
      645,
      650,
      660,
      668,
      769,
      900,
      1023,
      1025,
      1535,
      bytes.length - 1,
      bytes.length - 1024,
    ]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      await writeFile(flipped, copy);
      await assert.rejects(membersOf(flipped), (error: unknown) => error instanceof BackupError, String(at));
    }
  });

  test('links, devices, directories, extended headers and names that climb are refused by name', async (t) => {
    const directory = await folder(t);
    const hostile: readonly [Entry, string, string][] = [
      [{ name: 'data/link', type: 'symlink', linkname: '/etc/passwd' }, 'data/link', 'link'],
      [{ name: 'data/hard', type: 'link', linkname: 'data/a' }, 'data/hard', 'link'],
      [{ name: 'data/null', type: 'character-device' }, 'data/null', 'device'],
      [{ name: 'data/disk', type: 'block-device' }, 'data/disk', 'device'],
      [{ name: 'data/pipe', type: 'fifo' }, 'data/pipe', 'device'],
      [{ name: 'data/dir', type: 'directory' }, 'data/dir', 'directory'],
      [{ name: '../outside' }, '../outside', 'name'],
      [{ name: 'data/../../outside' }, 'data/../../outside', 'name'],
      [{ name: 'data/a/..' }, 'data/a/..', 'name'],
      [{ name: '/etc/cron.d/x' }, '/etc/cron.d/x', 'name'],
      [{ name: 'data//a' }, 'data//a', 'name'],
      [{ name: 'data\\..\\a' }, 'data\\..\\a', 'name'],
      [{ name: 'C:a' }, 'C:a', 'name'],
      [{ name: 'data/\x1b[2Jx' }, 'data/?[2Jx', 'name'],
      [{ name: `data/${'n'.repeat(300)}` }, 'PaxHeader', 'extended_header'],
      [{ name: 'data/名' }, 'PaxHeader', 'extended_header'],
    ];
    for (const [header, member, reason] of hostile) {
      const file = await packed(join(directory, 'hostile.tar'), [
        [{ name: 'data/first' }, 'x'],
        [header, ''],
      ]);
      await assert.rejects(membersOf(file), refused('backup.member_refused', member, reason), header.name);
    }
  });

  test('a member twice, a size beyond the file and what hides behind the end are refused', async (t) => {
    const directory = await folder(t);
    const file = join(directory, 'hostile.tar');
    await packed(file, [
      [{ name: 'data/a' }, 'x'],
      [{ name: 'data/a' }, 'y'],
    ]);
    await assert.rejects(membersOf(file), refused('backup.member_refused', 'data/a', 'duplicate'));

    const tar = pack();
    tar.entry({ name: 'data/huge', size: 8_000_000_000, mtime: time });
    for await (const header of tar) {
      await writeFile(file, Buffer.concat([header as Uint8Array, Buffer.alloc(4096)]));
      break;
    }
    await assert.rejects(membersOf(file), refused('backup.truncated', 'data/huge'));

    const whole = await readFile(await packed(file, [[{ name: 'data/a' }, 'x']]));
    for (const more of [whole, Buffer.alloc(10_240), Buffer.from('x')]) {
      await writeFile(file, Buffer.concat([whole, more]));
      await assert.rejects(membersOf(file), refused('backup.member_refused', 'data/a', 'goes_on_behind_the_end'));
    }
  });

  test('what is no archive, and what is not there', async (t) => {
    const directory = await folder(t);
    await writeFile(join(directory, 'text'), 'Dear Sir, '.repeat(1_000));
    await assert.rejects(membersOf(join(directory, 'text')), refused('backup.not_an_archive'));
    await assert.rejects(membersOf(join(directory, 'none')), refused('backup.archive_missing'));
    await assert.rejects(membersOf(directory), refused('backup.not_an_archive'));
  });

  test('a name stays below its directory', () => {
    for (const it of ['a', 'data/a.b-c_d', '000.p/255', '...', 'a/.b']) assert.equal(isMemberName(it), true, it);
    for (const it of [
      '',
      '/',
      'a/',
      '/a',
      '.',
      '..',
      'a/./b',
      'a/../b',
      'a b',
      'a\0',
      'é',
      'x'.repeat(101),
      'a/'.repeat(17),
    ])
      assert.equal(isMemberName(it), false, it);
  });
});
