import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { claimDataDirectory, openDataDirectory } from './data-directory.ts';
import { StoreError, type StoreErrorCode } from './error.ts';

const code = (expected: StoreErrorCode) => (e: unknown) => e instanceof StoreError && e.code === expected;
const childFile = fileURLToPath(new URL('data-directory.spec-world.ts', import.meta.url));

async function freshDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function start(t: TestContext, path: string) {
  const child = fork(childFile, [path]);
  t.after(() => child.kill('SIGKILL'));
  const [{ owner, pid, answer }] = await once(child, 'message');
  return { child, owner, pid, answer };
}

describe('a data directory', () => {
  it('is made readable by this user alone, marked, and opened again', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const path = join(await freshDirectory(t), 'deep', 'down');
    await openDataDirectory(path);
    await openDataDirectory(path);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(path), ['duheng.json']);
  });

  it('may hold a configuration before the first start', async (t) => {
    const path = await freshDirectory(t);
    await writeFile(join(path, 'config.yaml'), 'language: zh\n');
    await openDataDirectory(path);
    assert.deepEqual((await readdir(path)).sort(), ['config.yaml', 'duheng.json']);
  });

  it('that holds other things is refused and left as it is', async (t) => {
    const path = await freshDirectory(t);
    await writeFile(join(path, 'thesis.tex'), '');
    await assert.rejects(openDataDirectory(path), code('store.not_a_data_directory'));
    assert.deepEqual(await readdir(path), ['thesis.tex']);
  });

  it('of a newer program, with a torn mark, or on a file is refused', async (t) => {
    const path = await freshDirectory(t);
    await writeFile(join(path, 'duheng.json'), '{"format":2}');
    await assert.rejects(claimDataDirectory(path), code('store.data_newer'));
    await writeFile(join(path, 'duheng.json'), '{"for');
    await assert.rejects(openDataDirectory(path), code('store.data_unusable'));
    await assert.rejects(openDataDirectory(join(path, 'duheng.json', 'x')), code('store.data_unusable'));
  });

  for (const count of [2, 8]) {
    it(`has one owner among ${count} processes that start at once, and a new one after its kill -9`, async (t) => {
      const path = join(await freshDirectory(t), 'data');
      for (let round = 0; round < 2; round += 1) {
        const all = await Promise.all(Array.from({ length: count }, () => start(t, path)));
        const [owner, ...more] = all.filter((it) => it.owner);
        assert.ok(owner);
        assert.equal(more.length, 0);
        for (const it of all) assert.equal(it.pid, owner.child.pid);
        for (const it of all.filter((other) => !other.owner)) assert.equal(it.answer, `answered by ${owner.child.pid}`);
        const ends = all.map((it) => once(it.child, 'exit'));
        for (const it of all) it.child.kill('SIGKILL');
        await Promise.all(ends);
      }
    });
  }

  it('deeper than a socket address is long still leads to the owner', async (t) => {
    const path = join(await freshDirectory(t), 'd'.repeat(200));
    await mkdir(path);
    const claim = await claimDataDirectory(path);
    assert.ok(claim.owner);
    const server = createServer((_, response) => response.end('far away'));
    claim.serve((socket) => server.emit('connection', socket));
    const other = await claimDataDirectory(path);
    assert.ok(!other.owner);
    const [response] = await once(get({ socketPath: other.socketPath, path: '/', agent: false }), 'response');
    assert.equal(response.statusCode, 200);
    response.resume();
    await once(response, 'end');
    server.closeAllConnections();
    await other.release();
    await claim.release();
  });
});
