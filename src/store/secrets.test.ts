import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { StoreError, type StoreErrorCode } from './error.ts';
import { openSecrets } from './secrets.ts';

const code = (expected: StoreErrorCode) => (e: unknown) => e instanceof StoreError && e.code === expected;

async function place(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return { directory, keyFile: join(directory, 'keys', 'secrets.key'), sealed: join(directory, 'secrets.sealed') };
}

describe('secrets', () => {
  it('are given back, listed by name, replaced, deleted, and survive reopening', async (t) => {
    const { directory, keyFile } = await place(t);
    const secrets = await openSecrets(directory, { keyFile });
    await Promise.all([secrets.put('endpoint:b', 'two'), secrets.put('endpoint:a', 'one'), secrets.put('gone', 'x')]);
    await secrets.put('endpoint:b', '二');
    assert.equal(await secrets.delete('gone'), true);
    assert.equal(await secrets.delete('gone'), false);
    const again = await openSecrets(directory, { keyFile });
    assert.deepEqual(again.names(), ['endpoint:a', 'endpoint:b']);
    assert.equal(again.get('endpoint:b'), '二');
    assert.equal(again.has('gone'), false);
    assert.throws(() => again.get('gone'), code('store.secret_missing'));
  });

  it('lie encrypted, in files of mode 0600, under a fresh nonce each time', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const { directory, keyFile, sealed } = await place(t);
    const secrets = await openSecrets(directory, { keyFile });
    await secrets.put('endpoint', 'sk-very-secret');
    const first = await readFile(sealed, 'utf8');
    await secrets.put('endpoint', 'sk-very-secret');
    const second = await readFile(sealed, 'utf8');
    assert.notEqual(JSON.parse(first).nonce, JSON.parse(second).nonce);
    assert.ok(!second.includes('sk-very-secret') && !second.includes('endpoint'));
    for (const file of [sealed, keyFile]) assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual((await readdir(directory)).sort(), ['keys', 'secrets.sealed']);
  });

  it('any name within bounds and any text go in and out', async (t) => {
    const { directory, keyFile } = await place(t);
    const secrets = await openSecrets(directory, { keyFile });
    const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,50}$/);
    await fc.assert(
      fc.asyncProperty(name, fc.string({ unit: 'grapheme', minLength: 1 }), async (key, value) => {
        await secrets.put(key, value);
        assert.equal((await openSecrets(directory, { keyFile })).get(key), value);
      }),
      { numRuns: 25 },
    );
  });

  it('with a wrong key, a flipped byte or a torn file are unreadable, and no error tells a value', async (t) => {
    const { directory, keyFile, sealed } = await place(t);
    await (await openSecrets(directory, { keyFile })).put('endpoint', 'sk-very-secret');
    const key = await readFile(keyFile);
    const file = await readFile(sealed, 'utf8');
    const refused = (e: unknown) => code('store.secrets_unreadable')(e) && !inspect(e).includes('sk-very');
    await writeFile(keyFile, Buffer.alloc(32, 1));
    await assert.rejects(openSecrets(directory, { keyFile }), refused);
    await writeFile(keyFile, Buffer.alloc(16, 1));
    await assert.rejects(openSecrets(directory, { keyFile }), refused);
    await writeFile(keyFile, key);
    const parsed = JSON.parse(file);
    for (const field of ['nonce', 'tag', 'sealed']) {
      const bytes = Buffer.from(parsed[field], 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      await writeFile(sealed, JSON.stringify({ ...parsed, [field]: bytes.toString('base64') }));
      await assert.rejects(openSecrets(directory, { keyFile }), refused);
    }
    await writeFile(sealed, file.slice(0, 40));
    await assert.rejects(openSecrets(directory, { keyFile }), refused);
    await rm(keyFile);
    await assert.rejects(openSecrets(directory, { keyFile }), code('store.key_missing'));
  });

  it('behind a key that others may read are refused', { skip: process.platform === 'win32' }, async (t) => {
    const { directory, keyFile } = await place(t);
    await openSecrets(directory, { keyFile });
    await chmod(keyFile, 0o644);
    await assert.rejects(openSecrets(directory, { keyFile }), code('store.key_exposed'));
  });

  it('out of bounds are refused without being told', async (t) => {
    const { directory, keyFile } = await place(t);
    const secrets = await openSecrets(directory, { keyFile });
    const long = 'z'.repeat(65_537);
    await assert.rejects(secrets.put('a', long), (e) => code('store.secret_invalid')(e) && !inspect(e).includes('zzz'));
    for (const name of ['', '__proto__', 'a b', 'n'.repeat(201)]) {
      await assert.rejects(secrets.put(name, 'v'), code('store.secret_invalid'));
    }
    assert.deepEqual(secrets.names(), []);
  });
});
