import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AppWorld, appWorld } from '../app.spec-world.ts';
import { parseTlogProof } from '../ledger/index.ts';
import { listen } from '../server/index.ts';
import { emptyFolder, inProcess } from './command.spec-world.ts';

const closing: (() => unknown)[] = [];
const t = { after: (it: unknown) => void closing.unshift(it as () => unknown) } as Parameters<typeof appWorld>[0];
let world: AppWorld;
let address: string;
let vkeys: string[];

before(async () => {
  world = await appWorld(t);
  const facts = {
    ...{ actorRole: 'provider', scenario: 'customer_service', sector: 'finance', intelligence: 'assists' },
    ...{ populations: ['general_public'], modalities: ['text'], scale: 'large' },
  };
  for (const name of ['一', '二', '三']) await world.json('/systems', { method: 'POST', body: { ...facts, name } });
  await world.reopen();
  const server = await listen(world.app().http, 0);
  closing.unshift(() => server.close());
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ledger/main`;
  const { out } = await inProcess(['ledger', 'keys', '--data', world.directory, '--json']);
  vkeys = (JSON.parse(out) as { keys: { vkey: string }[] }).keys.map((it) => it.vkey);
});
after(async () => {
  for (const it of closing) await it();
});

const keyed = () => vkeys.flatMap((it) => ['--key', it]);

describe('duheng ledger', () => {
  test('verify walks the log beside its owner, and says that nobody pinned the keys', async () => {
    const { code, out } = await inProcess(['ledger', 'verify', world.directory]);
    assert.equal(code, 0);
    assert.match(out, /The log holds: 3 leaves[\s\S]*the operator could have rewritten all of this/);
    const pinned = await inProcess(['ledger', 'verify', '--data', world.directory, ...keyed()]);
    assert.match(pinned.out, /with the keys that you gave/);
    assert.doesNotMatch(pinned.out, /could have rewritten/);
    const json = await inProcess(['ledger', 'verify', world.directory, '--json']);
    const facts = JSON.parse(json.out) as Record<string, unknown>;
    assert.deepEqual([facts.holds, facts.size, facts.keysPinned, facts.entriesRead], [true, 3, false, true]);
    const chinese = await inProcess(['ledger', 'verify', world.directory], { language: 'zh' });
    assert.match(chinese.out, /账本成立：3 条记录[\s\S]*运营者本可改写/);
  });

  test('verify reads a log over HTTP as any client of tlog-tiles does: entries with the token only', async () => {
    const open = await inProcess(['ledger', 'verify', address, ...keyed()]);
    assert.equal(open.code, 0, open.err);
    assert.match(open.out, /3 leaves[\s\S]*entries were not read/);
    const whole = await inProcess(['ledger', 'verify', address, ...keyed(), '--token', world.app().token, '--json']);
    assert.equal((JSON.parse(whole.out) as Record<string, unknown>).entriesRead, true);
    const wrong = await inProcess(['ledger', 'verify', address, ...keyed(), '--token', 'wrong']);
    assert.deepEqual(
      [wrong.code, /status_401/.test(wrong.err), /--token/.test(wrong.err)],
      [69, true, true],
      wrong.err,
    );
    const keyless = await inProcess(['ledger', 'verify', address]);
    assert.deepEqual(
      [keyless.code, /ledger\.key_missing/.test(keyless.err), /--key/.test(keyless.err)],
      [64, true, true],
    );
    // One of the two signatures is not enough, so one key is not.
    assert.match((await inProcess(['ledger', 'verify', address, ...keyed().slice(0, 2)])).err, /ledger\.key_invalid/);
  });

  describe('an address that gives no log is named with what to do about it, and the disk is not blamed', () => {
    let there: string;
    before(async () => {
      const server = createServer(({ url = '' }, response) => {
        if (url.startsWith('/gone')) response.writeHead(404).end();
        else if (url.startsWith('/moved')) response.writeHead(301, { location: '/gone' }).end();
        else if (url.startsWith('/cut'))
          response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy());
        else response.end('<html>');
      });
      await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
      closing.unshift(() => server.close());
      there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    const table: readonly [string, () => string, string][] = [
      ['not found', () => `${there}/gone/main`, 'status_404'],
      ['a redirect', () => `${there}/moved/main`, 'status_301'],
      ['no list of logs', () => `${there}/other/ledger`, 'not_a_list'],
      ['cut off', () => `${there}/cut/main`, 'cut_off'],
      ['nobody listens', () => 'http://127.0.0.1:1/ledger/main', 'refused'],
    ];
    for (const [what, url, reason] of table)
      test(`${what}: ${reason}`, async () => {
        for (const [language, disk] of [
          ['zh', /磁盘/],
          ['en', /disk/],
        ] as const) {
          const { code, err } = await inProcess(['ledger', 'verify', url(), ...keyed()], { language });
          assert.equal(code, 69, err);
          assert.ok(err.includes('ledger.fetch_failed') && err.includes(reason) && err.includes(url()), err);
          assert.doesNotMatch(err, disk);
        }
      });
  });

  test('checkpoint and proof are what C2SP calls them, and a proof names its leaf', async () => {
    const { out: note } = await inProcess(['ledger', 'checkpoint', '--data', world.directory]);
    assert.equal(note, await readFile(join(world.directory, 'ledger', 'public', 'main', 'checkpoint'), 'utf8'));
    const { out: proof } = await inProcess(['ledger', 'prove', '1', '--data', world.directory]);
    assert.equal(parseTlogProof(proof).index, 1n);
    for (const [index, failure] of [
      ['3', /ledger\.tree_invalid/],
      ['-1', /./],
      ['x', /./],
    ] as const) {
      const refused = await inProcess(['ledger', 'prove', index, '--data', world.directory]);
      assert.notEqual(refused.code, 0, index);
      assert.match(refused.err, failure);
    }
  });

  test('a tampered tile and a foreign checkpoint are named, and an empty directory is no log', async (context) => {
    const tile = join(world.directory, 'ledger', 'public', 'main', 'tile', '0', '000.p', '3');
    const bytes = await readFile(tile);
    await writeFile(tile, Buffer.from(bytes).fill(0, 0, 1));
    for (const where of [[world.directory], [address, '--token', world.app().token]]) {
      const { code, err } = await inProcess(['ledger', 'verify', ...where, ...keyed()]);
      assert.notEqual(code, 0);
      assert.match(err, /tile\/0\/000\.p\/3[\s\S]*ledger\.tile_invalid/, where[0]);
    }
    // Also without the entries, since the root leads to it.
    assert.match(
      (await inProcess(['ledger', 'verify', address, ...keyed()])).err,
      /tile\/0\/000\.p\/3[\s\S]*ledger\.tile_invalid/,
    );
    await writeFile(tile, bytes);
    const other = await appWorld(context);
    const { out } = await inProcess(['ledger', 'keys', '--data', other.directory, '--json']);
    const foreign = (JSON.parse(out) as { keys: { vkey: string }[] }).keys.flatMap((it) => ['--key', it.vkey]);
    assert.match((await inProcess(['ledger', 'verify', world.directory, ...foreign])).err, /ledger\.origin_differs/);
    const empty = await inProcess(['ledger', 'verify', await emptyFolder(context)]);
    assert.notEqual(empty.code, 0);
    assert.match(empty.err, /ledger\./);
  });
});

describe('the public pages of the log', () => {
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${address}${path}`, { headers });
  const authorised = () => ({ authorization: `Bearer ${world.app().token}` });

  test('a receipt needs the token, is the proof that the command line gives, and there is none beyond the checkpoint', async () => {
    assert.equal((await ask('/receipt/1')).status, 401);
    const receipt = await ask('/receipt/1', authorised());
    assert.equal(receipt.status, 200);
    const { out } = await inProcess(['ledger', 'prove', '1', '--data', world.directory]);
    assert.equal(await receipt.text(), out);
    for (const index of ['3', '-1', '01', '9'.repeat(19), 'x'])
      assert.equal((await ask(`/receipt/${index}`, authorised())).status, 404, index);
  });

  test('checkpoint, keys and hash tiles are open and say how long they may be kept', async () => {
    const checkpoint = await ask('/checkpoint');
    assert.deepEqual([checkpoint.status, checkpoint.headers.get('cache-control')], [200, 'no-cache']);
    assert.match(checkpoint.headers.get('content-type') ?? '', /^text\/plain/);
    const tile = await ask('/tile/0/000.p/3');
    assert.deepEqual([tile.status, (await tile.arrayBuffer()).byteLength], [200, 96]);
    assert.match(tile.headers.get('cache-control') ?? '', /^public, max-age=31536000, immutable$/);
    const keys = (await (await ask('/keys')).json()) as { keys: { vkey: string }[] };
    assert.deepEqual(
      keys.keys.map((it) => it.vkey),
      vkeys,
    );
  });

  test('entry bundles ask for the token, and hold what the leaves hashed to', async () => {
    assert.equal((await ask('/tile/entries/000.p/3')).status, 401);
    const bundle = await ask('/tile/entries/000.p/3', authorised());
    assert.equal(bundle.status, 200);
    assert.match(bundle.headers.get('cache-control') ?? '', /^private/);
    assert.match(Buffer.from(await bundle.arrayBuffer()).toString('utf8'), /system\.registered/);
  });

  test('what no tree of this size has, and what only looks like a tile, is not there', async () => {
    for (const path of ['/tile/0/000', '/tile/0/000.p/4', '/tile/1/000', '/tile/0/0', '/tile/x/000', '/'])
      assert.equal((await ask(path, authorised())).status, 404, path);
    for (const path of ['/tile/entries/000.p/4', '/tile/entries/001', '/tile/entries/..%2f..'])
      assert.equal((await ask(path, authorised())).status, 404, path);
  });
});
