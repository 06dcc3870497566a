import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { claimDirectory } from './claim.ts';
import { freshDirectory } from './ledger.spec-world.ts';

const childFile = fileURLToPath(new URL('claim.spec-world.ts', import.meta.url));

async function claimInChild(
  t: TestContext,
  directory: string,
): Promise<{ child: ChildProcess; owner: boolean; pid: number }> {
  const child = fork(childFile, [directory]);
  t.after(() => child.kill('SIGKILL'));
  const [message] = await once(child, 'message');
  return { child, ...message };
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a claim on a directory', () => {
  it('is held by one, found by others, and free again after release', async (t) => {
    const directory = await freshDirectory(t);
    const first = await claimDirectory(directory);
    assert.ok(first.owner);
    const second = await claimDirectory(directory);
    assert.ok(!second.owner);
    assert.equal(second.pid, process.pid);
    await first.release();
    const third = await claimDirectory(directory);
    assert.ok(third.owner);
    await third.release();
  });

  it('goes to exactly one of eight processes that start at once, and after its kill -9 to exactly one of the next', async (t) => {
    const directory = await freshDirectory(t);
    for (let round = 0; round < 3; round += 1) {
      const all = await Promise.all(Array.from({ length: 8 }, () => claimInChild(t, directory)));
      const owners = all.filter((it) => it.owner);
      assert.equal(owners.length, 1);
      for (const it of all) assert.equal(it.pid, owners[0]?.child.pid);
      await Promise.all(all.map((it) => killed(it.child)));
    }
  });

  it('goes to exactly one of many claims within a process, round after round', async (t) => {
    const directory = await freshDirectory(t);
    for (let round = 0; round < 30; round += 1) {
      const claims = await Promise.all(Array.from({ length: 8 }, () => claimDirectory(directory)));
      assert.equal(claims.filter((it) => it.owner).length, 1);
      await Promise.all(claims.map((it) => it.release()));
    }
    assert.ok((await readdir(join(directory, '.owner'))).length <= 20);
  });

  it('is never held by two while four processes take turns at it', async (t) => {
    const directory = await freshDirectory(t);
    const file = fileURLToPath(new URL('contend.spec-world.ts', import.meta.url));
    const reports = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = fork(file, [directory, '40']);
        t.after(() => child.kill('SIGKILL'));
        const [report] = await once(child, 'message');
        return report;
      }),
    );
    assert.deepEqual(reports, Array(4).fill({ owned: 40, together: 0 }));
  });

  it('hands every connection to the HTTP server of the owner, those that came early too', async (t) => {
    const directory = await freshDirectory(t);
    const owner = await claimDirectory(directory);
    assert.ok(owner.owner);
    const other = await claimDirectory(directory);
    const early = request(other.socketPath);
    await new Promise(setImmediate);
    const server = createServer((_, response) => response.end('from the owner'));
    owner.serve((socket) => server.emit('connection', socket));
    assert.equal(await early, 'from the owner');
    assert.equal(await request(other.socketPath), 'from the owner');
    server.closeAllConnections();
    await owner.release();
    await assert.rejects(request(other.socketPath));
    await other.release();
  });

  it('works in a directory whose path is longer than a socket address', async (t) => {
    const directory = join(await freshDirectory(t), 'x'.repeat(120), 'y'.repeat(120));
    await mkdir(directory, { recursive: true });
    const owner = await claimDirectory(directory);
    assert.ok(owner.owner);
    const other = await claimDirectory(directory);
    assert.ok(!other.owner);
    const connection = connect(other.socketPath);
    await once(connection, 'connect');
    connection.destroy();
    await other.release();
    await owner.release();
  });

  it('is readable by this user alone', { skip: process.platform === 'win32' }, async (t) => {
    const directory = await freshDirectory(t);
    const owner = await claimDirectory(directory);
    const folder = join(directory, '.owner');
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const file of await readdir(folder)) assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600);
    await owner.release();
  });

  it('is taken over from records that a power cut tore, and from ones that name nonsense', async (t) => {
    const directory = await freshDirectory(t);
    await mkdir(join(directory, '.owner'));
    await writeFile(join(directory, '.owner', '1.json'), '');
    await writeFile(join(directory, '.owner', '2.json'), '{"pid":1,"socket":"../../etc/passwd"}');
    const owner = await claimDirectory(directory);
    assert.ok(owner.owner);
    await owner.release();
  });
});

function request(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: '/', agent: false }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (it) => {
        text += it;
      });
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}
