import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Client } from 'pg';
import { duheng, emptyFolder, inProcess, type Running, ran } from './command.spec-world.ts';

const closing: (() => unknown)[] = [];
const t = { after: (it: unknown) => void closing.unshift(it as () => unknown) } as Pick<TestContext, 'after'>;
let folder: string;
let data: string;
let archive: string;
let running: Running;

before(async () => {
  folder = await emptyFolder(t);
  data = join(folder, 'data');
  archive = join(folder, 'backup.tar');
  running = duheng(t, ['start', '--data', data, '--no-open', '--port', '0']);
  await running.said(/Practice system .*http/);
});
after(async () => {
  running.child.kill('SIGTERM');
  await running.ended;
  for (const it of closing) await it();
});

async function systemsIn(directory: string, env = {}): Promise<string> {
  const { code, out, err } = await inProcess(['system', 'list', '--data', directory, '--json'], { env });
  assert.equal(code, 0, err);
  return out;
}

describe('duheng backup and restore', () => {
  test('beside a console that goes on: saved through it, restored, verified, with words on what to do with it', async () => {
    const saved = await ran(t, ['backup', '--data', data, '--out', archive]);
    assert.equal(saved.code, 0, saved.err);
    assert.match(saved.out, /private keys and content in clear[\s\S]*duheng restore --check/);
    assert.equal((await stat(archive)).mode & 0o777, 0o600);
    const target = join(folder, 'restored');
    const restored = await ran(t, ['restore', archive, '--data', target]);
    assert.equal(restored.code, 0, restored.err);
    assert.match(
      restored.out,
      /Verified: \d+ files; log main with \d+ leaves[\s\S]*agree with the log[\s\S]*Run only one of them/,
    );
    const verified = await inProcess(['ledger', 'verify', target, '--json']);
    assert.equal((JSON.parse(verified.out) as { holds: boolean }).holds, true);
    assert.equal(await systemsIn(target), await systemsIn(data));
    assert.ok((await systemsIn(target)).length > 50);
  });

  test('a check keeps nothing and says so in both languages; JSON for scripts', async () => {
    const checked = await inProcess(['restore', archive, '--check'], { language: 'zh' });
    assert.equal(checked.code, 0, checked.err);
    assert.match(checked.out, /备份成立，什么也没有保留/);
    const json = await inProcess(['restore', archive, '--check', '--json']);
    const { holds, directory, rows } = JSON.parse(json.out) as Record<string, unknown>;
    assert.deepEqual([holds, directory, Number(rows) > 5], [true, null, true]);
    for (const [command, language, words] of [
      ['backup', 'zh', /示例:\n {2}duheng backup/],
      ['restore', 'en', /Examples:\n {2}duheng restore --check/],
    ] as const)
      assert.match((await inProcess([command, '--help'], { language })).out, words);
  });

  test('what cannot be is refused with its exit code, and leaves nothing', async () => {
    await mkdir(join(folder, 'refused'));
    const out = join(folder, 'refused', 'b.tar');
    const tries: readonly [readonly string[], number, RegExp][] = [
      [['backup', '--data', join(folder, 'none'), '--out', out], 66, /backup\.nothing_there/],
      [['backup', '--data', data, '--out', archive], 73, /backup\.output_exists/],
      [['backup', '--data', data, '--out', join(data, 'b.tar')], 64, /backup\.output_inside/],
      [['restore', archive, '--data', data], 73, /backup\.target_not_empty/],
      [['restore', join(folder, 'none.tar'), '--data', join(folder, 'refused', 'r')], 66, /backup\.archive_missing/],
      [['restore', join(data, 'operator'), '--data', join(folder, 'refused', 'r')], 65, /backup\.not_an_archive/],
      [['restore', archive, '--check', '--embedded'], 64, /cannot be used/],
      [
        ['restore', archive, '--data', join(folder, 'refused', 'r'), '--database-url', 'mysql://x'],
        64,
        /cli\.option_invalid/,
      ],
    ];
    for (const [args, code, pattern] of tries) {
      const ended = await inProcess(args);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, pattern);
    }
    assert.deepEqual(await readdir(join(folder, 'refused')), []);
    assert.equal(await stat(join(folder, 'none')).catch(() => null), null, 'none was made');
  });

  test('a disk that takes no more is told as such, and nothing is left there', {
    skip: process.platform === 'win32' && 'needs ulimit',
  }, async () => {
    const place = join(folder, 'full');
    await mkdir(place);
    const saved = await ran(t, ['backup', '--data', data, '--out', join(place, 'b.tar')], {
      limits: 'ulimit -f 1000;',
    });
    assert.match(saved.err, /\(backup\.disk_full\)/);
    assert.equal(saved.code, 74);
    const restored = await ran(t, ['restore', archive, '--data', join(place, 'r')], { limits: 'ulimit -f 500;' });
    assert.match(restored.err, /\(backup\.disk_full\)/);
    assert.equal(restored.code, 74);
    assert.deepEqual(await readdir(place), []);
  });

  test('killed in the midst, neither leaves anything that looks whole, and both can be done again', async () => {
    const place = join(folder, 'killed');
    await mkdir(place);
    await mkdir(join(data, 'large'));
    await writeFile(join(data, 'large', 'file'), randomBytes(200 << 20));
    const large = join(place, 'large.tar');
    const killed = duheng(t, ['backup', '--data', data, '--out', large]);
    const draft = await appearance(place, async (name) => (await stat(join(place, name))).size > 4 << 20);
    killed.child.kill('SIGKILL');
    assert.equal((await killed.ended).signal, 'SIGKILL');
    assert.deepEqual(await readdir(place), [draft]);
    assert.match(draft, /^\.large\.tar\.[0-9a-f]+\.draft$/);
    const cut = await inProcess(['restore', join(place, draft), '--check']);
    assert.match(cut.err, /backup\.truncated/);
    const saved = await inProcess(['backup', '--data', data, '--out', large]);
    assert.equal(saved.code, 0, saved.err);

    const target = join(place, 'restored');
    const restoring = duheng(t, ['restore', large, '--data', target]);
    await appearance(place, async (name) => name.startsWith('.restored.restoring-'));
    restoring.child.kill('SIGKILL');
    assert.equal((await restoring.ended).signal, 'SIGKILL');
    assert.equal((await readdir(place)).includes('restored'), false);
    const again = await inProcess(['restore', large, '--data', target]);
    assert.equal(again.code, 0, again.err);
    assert.ok((await readFile(join(target, 'large', 'file'))).length === 200 << 20);
  });

  test('told to stop, a backup takes away what it wrote', async () => {
    const place = join(folder, 'stopped');
    await mkdir(place);
    const stopped = duheng(t, ['backup', '--data', data, '--out', join(place, 'b.tar')]);
    await appearance(place, async (name) => (await stat(join(place, name))).size > 4 << 20);
    stopped.child.kill('SIGINT');
    const ended = await stopped.ended;
    assert.equal(ended.code, 130, ended.err);
    assert.deepEqual(await readdir(place), []);
  });

  test('a configuration that names the database of the old installation does not come along', async () => {
    await writeFile(join(data, 'config.yaml'), '# ours\nport: 9000\ndatabaseUrl: postgres://duheng@127.0.0.1:1/old\n');
    // The console that goes on has read its configuration before.
    const file = join(folder, 'config.tar');
    assert.equal((await inProcess(['backup', '--data', data, '--out', file])).code, 0);
    const asIs = await inProcess(['restore', file, '--data', join(folder, 'as-is')]);
    assert.match(asIs.err, /store\.unreachable/);
    const embedded = await inProcess(['restore', file, '--data', join(folder, 'embedded'), '--embedded']);
    assert.equal(embedded.code, 0, embedded.err);
    assert.match(embedded.out, /no longer names the old database/);
    assert.equal(await readFile(join(folder, 'embedded', 'config.yaml'), 'utf8'), '# ours\nport: 9000\n');
    await writeFile(join(data, 'config.yaml'), 'port: 9000\n');
  });
});

/** The first name in a directory that fits; asks the file system again and again, as nothing tells of another process's files at once. */
async function appearance(directory: string, fits: (name: string) => Promise<boolean>): Promise<string> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    for (const name of await readdir(directory)) if (await fits(name).catch(() => false)) return name;
  }
  throw new Error(`nothing came into ${directory}`);
}

const serverUrl = process.env.DUHENG_TEST_DATABASE_URL;

test('from the embedded database into a server and back', {
  skip: serverUrl === undefined && 'DUHENG_TEST_DATABASE_URL is not set',
}, async () => {
  const name = `backup_${randomBytes(6).toString('hex')}`;
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(serverUrl ?? '');
  url.pathname = name;
  const env = { DATABASE_URL: url.href };
  try {
    const target = join(folder, 'on-server');
    const there = await inProcess(['restore', archive, '--data', target, '--database-url', url.href]);
    assert.equal(there.code, 0, there.err);
    assert.match(there.out, /start Duheng with DATABASE_URL/);
    const again = await inProcess(['restore', archive, '--data', join(folder, 'second'), '--database-url', url.href]);
    assert.equal(again.code, 73, again.err);
    assert.match(again.err, /store\.not_empty/);
    assert.equal(await systemsIn(target, env), await systemsIn(data));
    const file = join(folder, 'of-server.tar');
    const saved = await inProcess(['backup', '--data', target, '--out', file], { env });
    assert.equal(saved.code, 0, saved.err);
    const back = join(folder, 'back');
    assert.equal((await inProcess(['restore', file, '--data', back])).code, 0);
    assert.equal(await systemsIn(back), await systemsIn(data));
    const client = new Client({ connectionString: url.href });
    await client.connect();
    const { rows } = await client.query("select nspname from pg_namespace where nspname like 'duheng_restore_%'");
    await client.end();
    assert.deepEqual(rows, [], 'no scratch schema is left');
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
});
