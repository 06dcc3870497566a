import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { defaultPeriod, generateLogKeys, parseNote, parseTlogProof, periods, publicKeysOf } from '../ledger/index.ts';
import { duheng, emptyFolder, inProcess, type Running } from './command.spec-world.ts';
import { defaultLedgerPeriod, ledgerPeriods, settingsOf } from './settings.ts';

const closing: (() => unknown)[] = [];
const t = { after: (it: unknown) => void closing.unshift(it as () => unknown) } as Parameters<typeof emptyFolder>[0];
let data: string;
let owner: Running;
let base: string;
let token: string;
/** keys of the first log, pinned while it was the only one */
let pins: string[];

const run = async (...args: readonly string[]) => inProcess(['ledger', ...args]);
const here = async <T>(...args: readonly string[]): Promise<T> => {
  const { code, out, err } = await run(...args, '--data', data, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out) as T;
};
type Logs = {
  logs: { number: number; name: string; closed: boolean; retired: string | null; from: number; size: number }[];
};
type Keys = { keys: { vkey: string; until: string | null }[] };
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${base}${path}`, { headers });

before(async () => {
  data = await emptyFolder(t);
  owner = duheng(t, ['start', '--data', data, '--no-open', '--port', '0']);
  const [, url = '', secret = ''] = await owner.said(/(http:\/\/127\.0\.0\.1:\d+)\/#token=([\w-]+)/);
  [base, token] = [url, secret];
  await get('/api/v1/systems', { authorization: `Bearer ${token}` });
  pins = (await here<Keys>('keys')).keys.flatMap(({ vkey }) => ['--key', vkey]);
});
after(async () => {
  for (const it of closing) await it();
});

describe('duheng ledger rotate, beside a running duheng start', () => {
  test('is done by the process that has the logs, and both are served', async () => {
    const { logs } = await here<Logs>('rotate');
    assert.deepEqual(
      logs.map((it) => [it.number, it.closed, it.retired]),
      [
        [1, true, null],
        [2, false, null],
      ],
    );
    assert.deepEqual((await here<Logs>('logs')).logs[0], logs[0]);
    const listed = (await (await get('/ledger/logs')).json()) as Logs;
    assert.deepEqual(
      listed.logs.map((it) => it.name),
      ['main', 'main-2'],
    );
    for (const name of ['main', 'main-2']) {
      assert.equal((await get(`/ledger/${name}/checkpoint`)).status, 200);
      assert.equal((await get(`/ledger/${name}/keys`)).status, 200);
    }
    assert.equal((await get('/ledger/main/closed.json')).status, 200);
    assert.equal((await get('/ledger/main-2/opened.json')).status, 200);
    for (const path of [
      'main-3/checkpoint',
      'main/opened.json',
      'main-2/closed.json',
      '..%2fkeys/checkpoint',
      'logs/x',
    ])
      assert.equal((await get(`/ledger/${path}`)).status, 404, path);
    const refused = await fetch(`${base}/api/v1/ledger/rotations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(((await refused.json()) as { code: string }).code, 'server.local_only');
  });

  test('whoever pinned the keys of the first log follows to the second: on disk, over HTTP, with and without the token', async () => {
    const disk = await run('verify', data, ...pins);
    assert.equal(disk.code, 0, disk.err);
    assert.match(disk.out, /Log 1[\s\S]*Log 2[\s\S]*The chain holds: 2 logs[\s\S]*keys that you gave/);
    const open = await run('verify', `${base}/ledger`, ...pins);
    assert.equal(open.code, 0, open.err);
    assert.match(open.out, /Log 2[\s\S]*entries were not read[\s\S]*The chain holds/);
    const whole = await run('verify', `${base}/ledger/`, ...pins, '--token', token, '--json');
    const facts = JSON.parse(whole.out) as { holds: boolean; logs: { entriesRead: boolean; origin: string }[] };
    assert.deepEqual([facts.holds, facts.logs.map((it) => it.entriesRead)], [true, [true, true]]);
    const one = await run('verify', `${base}/ledger/main`, ...pins);
    assert.match(one.out, /The log holds/);
    assert.match((await run('verify', `${base}/ledger/main-2`, ...pins)).err, /ledger\.signature_missing/);
    assert.match((await run('verify', `${base}/ledger`)).err, /ledger\.key_missing/);
    const chinese = await inProcess(['ledger', 'verify', data, ...pins], { language: 'zh' });
    assert.match(chinese.out, /第 2 本账本[\s\S]*链成立：2 本账本/);
  });

  test('whoever pinned the keys of the present log alone is led back to the first; keys of no log here lead nowhere', async () => {
    const { keys } = (await (await get('/ledger/main-2/keys')).json()) as Keys;
    const present = keys.flatMap(({ vkey }) => ['--key', vkey]);
    for (const where of [data, `${base}/ledger`]) {
      const found = await run('verify', where, ...present);
      assert.equal(found.code, 0, found.err);
      assert.match(found.out, /The chain holds: 2 logs/);
    }
    const vkeys = publicKeysOf(generateLogKeys('duheng/nowhere', 0)).flatMap(({ vkey }) => ['--key', vkey]);
    for (const where of [data, `${base}/ledger`])
      assert.match((await run('verify', where, ...vkeys)).err, /ledger\.origin_differs/);
  });

  test('over HTTP an altered chain leaf is named with its log', async () => {
    for (const [file, number] of [
      ['main/closed.json', 1],
      ['main-2/opened.json', 2],
    ] as const) {
      const path = join(data, 'ledger', 'public', file);
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/"nonce":"./, '"nonce":"_'));
      const { code, err } = await run('verify', `${base}/ledger`, ...pins);
      await writeFile(path, text);
      assert.deepEqual(
        [code, /ledger\.chain_invalid/.test(err), err.includes(`Log ${number} `)],
        [65, true, true],
        err,
      );
    }
  });

  test('a proof names the leaf in the log that holds it, by its index in the series', async () => {
    const { logs } = await here<Logs>('logs');
    const last = logs[1]?.from ?? 0;
    const first = await run('prove', '0', '--data', data);
    const second = await run('prove', String(last), '--data', data);
    const [a, b] = [parseTlogProof(first.out), parseTlogProof(second.out)];
    assert.deepEqual([a.index, b.index], [0n, 0n]);
    const origin = (checkpoint: string) => parseNote(checkpoint).text.split('\n')[0];
    assert.notEqual(origin(a.checkpoint), origin(b.checkpoint));
    assert.match((await run('prove', '999999', '--data', data)).err, /ledger\.tree_invalid/);
  });
});

describe('duheng ledger keys rotate', () => {
  test('old and new keys sign the next checkpoint, which is there at once', async () => {
    const { keys } = await here<Keys>('keys', 'rotate', '--overlap', '2d');
    assert.deepEqual(
      keys.map((it) => it.until === null),
      [false, false, true, true],
    );
    const note = await (await get('/ledger/main-2/checkpoint')).text();
    assert.equal(parseNote(note).signatures.length, 4);
    const [oldest, newest] = [keys.slice(0, 2), keys.slice(2)].map((it) => it.flatMap(({ vkey }) => ['--key', vkey]));
    for (const pinned of [oldest ?? [], newest ?? []])
      assert.equal((await run('verify', `${base}/ledger/main-2`, ...pinned)).code, 0);
    assert.equal((await run('verify', data, ...pins)).code, 0, 'and the chain still leads there');
    for (const overlap of ['x', '-1d', '9999d', '3']) {
      const { code } = await run('keys', 'rotate', '--overlap', overlap, '--data', data);
      assert.equal(code, 64, overlap);
    }
  });

  test('the key page shows each key in the reader’s language, and runs nothing', async () => {
    const { keys } = await here<Keys>('keys');
    for (const [path, headers, language, title] of [
      ['/ledger/keys', {}, 'en', 'Public keys of the ledger'],
      ['/ledger/keys', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }, 'zh-CN', '账本公钥'],
      ['/ledger/keys', { 'accept-language': 'en-GB, zh;q=0.5' }, 'en', 'Public keys of the ledger'],
      ['/ledger/keys?lang=zh', { 'accept-language': 'en' }, 'zh-CN', '账本公钥'],
      ['/ledger/keys?lang=%3Cscript%3E', {}, 'en', 'Public keys of the ledger'],
    ] as const) {
      const response = await get(path, headers);
      const page = await response.text();
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-language'), language);
      assert.ok(page.includes(`<h1>${title}</h1>`), page.slice(0, 300));
      // The first log is closed: its keys have no end, and still none of them is in use.
      assert.match(page, language === 'en' ? /signs nothing any more/ : /账本已关闭，不再签名/);
      assert.match(page, language === 'en' ? /in use/ : /仍在使用/);
      for (const { vkey } of keys) assert.ok(page.includes(vkey.replaceAll("'", '&#39;')), vkey.slice(0, 60));
      assert.doesNotMatch(page, /<script|<img|<iframe|javascript:/i);
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'; style-src 'sha256-[^']+';.*frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe/);
    }
  });
});

describe('duheng ledger retire', () => {
  test('says what will be gone and asks; refuses before six months; and says what is gone', async () => {
    const asked = await run('retire', '1', '--data', data);
    assert.deepEqual([asked.code, /--yes/.test(asked.err)], [64, true]);
    assert.match(asked.out, /would be deleted[\s\S]*1 {2}main {2}duheng\//);
    const soon = await run('retire', '1', '--yes', '--data', data);
    assert.match(soon.err, /ledger\.retirement_refused/);
    const { logs } = await here<Logs>('retire', '--before', '2100-01-01', '--yes', '--force-before-six-months');
    assert.deepEqual(
      logs.map((it) => it.retired === null),
      [false, true],
    );
    const again = await here<Logs>('retire', '--before', '2100-01-01', '--yes', '--force-before-six-months');
    assert.deepEqual(again.logs, logs, 'a second time nothing is left to do');
    const nothing = await run('retire', '--before', '2100-01-01', '--data', data);
    assert.deepEqual([nothing.code, /\bmain\b/.test(nothing.out)], [0, false], nothing.out);
    assert.match((await run('retire', '--data', data)).err, /--before/);
    assert.match((await run('retire', '7', '--yes', '--data', data)).err, /ledger\.log_unknown/);
    const there = await run('verify', `${base}/ledger`, ...pins, '--token', token);
    assert.match(there.out, /retired on 20[\s\S]*The log holds[\s\S]*The chain holds/);
    assert.match((await run('verify', data, ...pins)).out, /retired on 20[\s\S]*The chain holds/);
    const entries = await get('/ledger/main/tile/entries/000.p/1', { authorization: `Bearer ${token}` });
    assert.deepEqual([entries.status, ((await entries.json()) as { code: string }).code], [410, 'ledger.retired']);
    assert.equal(parseTlogProof((await run('prove', '0', '--data', data)).out).index, 0n);
  });

  test('alone and with tables made anew, the systems are still there', async () => {
    owner.child.kill('SIGINT');
    await owner.ended;
    const systems = async () => (await inProcess(['system', 'list', '--data', data, '--json'])).out;
    const before = await systems();
    assert.match(before, /practice/);
    await rm(join(data, 'pglite'), { recursive: true });
    assert.deepEqual(JSON.parse(await systems()), JSON.parse(before));
    const { logs } = await here<Logs>('rotate');
    assert.equal(logs.length, 3);
    assert.equal((await run('verify', data, ...pins)).code, 0);
  });
});

describe('the period of a log', () => {
  test('is what the ledger means by it, from config.yaml and the environment', async (context) => {
    assert.deepEqual([ledgerPeriods, defaultLedgerPeriod], [periods, defaultPeriod]);
    const folder = await emptyFolder(context);
    assert.deepEqual(settingsOf({ data: folder }, {}).ledgerPeriod, { value: 'year', origin: 'default', from: null });
    await writeFile(join(folder, 'config.yaml'), 'ledger:\n  period: quarter\n');
    assert.equal(settingsOf({ data: folder }, {}).ledgerPeriod.value, 'quarter');
    assert.equal(settingsOf({ data: folder }, { DUHENG_LEDGER_PERIOD: 'none' }).ledgerPeriod.value, 'none');
    assert.throws(() => settingsOf({ data: folder }, { DUHENG_LEDGER_PERIOD: 'week' }), /config_invalid/);
  });
});
