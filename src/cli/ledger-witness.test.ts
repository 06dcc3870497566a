import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { formatVerifierKey, keysOfLog, mainLogIn, openPublication, publicKeysOf } from '../ledger/index.ts';
import { freshDirectory, logOf, loopback, names } from '../ledger/ledger.spec-world.ts';
import { formatSubmission, type Submission } from '../ledger/witness/index.ts';
import { testLog } from '../ledger/witness/witness.spec-world.ts';
import { duheng, emptyFolder, inProcess, type Running } from './command.spec-world.ts';

const clock = () => Date.UTC(2026, 10, 23);

interface PublishedLog {
  readonly data: string;
  readonly vkeys: readonly string[];
}

/** A data directory with a published log of so many leaves; the keys are those that lie there already. */
async function published(data: string, leaves: number, from = 0): Promise<PublishedLog> {
  const place = mainLogIn(data);
  const log = await logOf(place.segments, names(leaves, from));
  const keys = await keysOfLog(place.keys, 'duheng/test', clock());
  const publication = await openPublication({ log, directory: place.public, keys, clock });
  await publication.publish();
  await log.close();
  return { data, vkeys: publicKeysOf(keys).map(({ vkey }) => vkey) };
}

async function serving(
  t: TestContext,
  state: string,
  vkeys: readonly string[],
): Promise<{ url: string; running: Running }> {
  const running = duheng(t, [
    ...['ledger', 'witness', 'serve', '--name', 'witness.example/w1', '--data', state],
    ...['--log', vkeys.join(','), '--listen', '127.0.0.1:0'],
  ]);
  const [, url = ''] = await running.said(/ready at (http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ctrl\+C/);
  return { url, running };
}

describe('duheng ledger witness check', () => {
  test('cosigns a log from its tiles as it grows, and shows a fork and a rollback with both roots and a code of its own', async (t) => {
    const [data, state] = [await freshDirectory(t), join(await emptyFolder(t), 'witness')];
    const { vkeys } = await published(data, 5);
    const logs = vkeys.flatMap((it) => ['--log', it]);
    const check = (where: string, ...more: string[]) =>
      inProcess(['ledger', 'witness', 'check', where, '--data', state, ...logs, ...more]);
    const nameless = await check(data);
    assert.deepEqual([nameless.code, /--name/.test(nameless.err)], [64, true]);
    const first = await check(data, '--name', 'witness.example/w1');
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /\n5\n[\s\S]*\u2014 witness\.example\/w1 /);
    const [five, ten] = [join(await emptyFolder(t), 'five'), join(await emptyFolder(t), 'ten')];
    await cp(data, five, { recursive: true });
    for (const [leaves, size] of [
      [5, 10],
      [300, 310],
    ] as const) {
      await published(data, leaves, size);
      const grown = await check(data, '--json');
      assert.deepEqual([grown.code, (JSON.parse(grown.out) as { size: number }).size], [0, size], grown.err);
      if (size === 10) await cp(data, ten, { recursive: true });
    }
    const back = await check(ten, '--json');
    assert.equal(back.code, 76);
    assert.match(back.err, /Rolled back: the log duheng\/test shows size 10 .*size 310/);
    const facts = JSON.parse(back.out) as Record<string, unknown>;
    assert.deepEqual([facts.cosigned, facts.code, facts.size, facts.known], [false, 'ledger.rollback_shown', 10, 310]);
    const kept = JSON.parse(await readFile(String(facts.evidence), 'utf8')) as Record<string, string>;
    assert.equal(kept.suspicion, 'rolled_back');
    // Another history of the same log from five leaves on, as large, and larger.
    for (const size of [310, 400]) {
      const other = join(await emptyFolder(t), 'other');
      await cp(five, other, { recursive: true });
      await published(other, size - 5, 1_000);
      const fork = await check(mainLogIn(other).public);
      assert.equal(fork.code, 76, `${size}`);
      assert.match(
        fork.err,
        new RegExp(`Fork: the log duheng/test at size ${size} has root \\S+=, .*size 310 with root \\S+=`),
      );
    }
    assert.equal((await check(data)).code, 0, 'the history that was witnessed stays good');
    // Tiles that are damaged are no fork, whether they lie beside what was seen or within it.
    await published(data, 5, 2_000);
    const early = join(await emptyFolder(t), 'early');
    const checkEarly = (where: string) =>
      inProcess(['ledger', 'witness', 'check', where, '--data', early, '--name', 'w', ...logs]);
    assert.equal((await checkEarly(five)).code, 0);
    for (const [path, checked] of [
      ['0/001.p/59', check],
      ['0/000', checkEarly],
    ] as const) {
      const tile = join(mainLogIn(data).public, 'tile', path);
      const bytes = await readFile(tile);
      await writeFile(tile, Buffer.from(bytes).fill((bytes[0] ?? 0) ^ 1, 0, 1));
      const damaged = await checked(data);
      assert.deepEqual([damaged.code, /ledger\.proof_invalid/.test(damaged.err)], [65, true], path);
      await writeFile(tile, bytes);
    }
    assert.equal((await check(data)).code, 0);
    assert.equal((await checkEarly(data)).code, 0);
    assert.equal(
      (await readdir(join(state, 'refused'), { recursive: true })).filter((it) => it.endsWith('.json')).length,
      3,
    );
  });

  test('refuses an origin that it does not witness, keys that are none, and a place where no log is', async (t) => {
    const { data } = await published(await freshDirectory(t), 2);
    const other = await published(await freshDirectory(t), 2);
    const state = join(await emptyFolder(t), 'witness');
    const check = (where: string, key: string) =>
      inProcess(['ledger', 'witness', 'check', where, '--data', state, '--name', 'w', '--log', key]);
    assert.match((await check(data, other.vkeys.join(','))).err, /ledger\.signature_missing/);
    assert.match((await check(data, 'rubbish')).err, /ledger\.key_invalid/);
    assert.match((await check(await emptyFolder(t), other.vkeys.join(','))).err, /ledger\.read_failed/);
    assert.equal((await inProcess(['ledger', 'witness', 'check', data])).code, 64);
  });

  test('every command has help with examples in both languages', async () => {
    for (const language of ['zh', 'en'] as const)
      for (const name of [[], ['serve'], ['check'], ['keys']]) {
        const { code, out } = await inProcess(['ledger', 'witness', ...name, '--help'], { language });
        assert.deepEqual([code, /duheng ledger witness serve --name/.test(out)], [0, true], name.join());
        assert.equal(/\p{Script=Han}/u.test(out), language === 'zh');
      }
  });
});

describe('duheng ledger witness serve', () => {
  test('tells a fork and a replay once each, in the words of the reader, and a second process is refused', async (t) => {
    const log = testLog('log.example/main');
    const state = join(await emptyFolder(t), 'witness');
    const vkeys = log.pinned.map(formatVerifierKey);
    const { url, running } = await serving(t, state, vkeys);
    const post = async (it: Submission) =>
      (await fetch(`${url}/add-checkpoint`, { method: 'POST', body: formatSubmission(it) })).status;
    assert.equal(await post(await log.submission(0, 9)), 200);
    for (let again = 0; again < 3; again += 1) {
      assert.equal(await post({ old: 9n, proof: [], note: await log.forkedAt(2).note(9) }), 409);
      assert.equal(await post(await log.submission(0, 4)), 409);
      assert.equal(await post({ old: 9n, proof: [], note: await log.note(12) }), 422);
    }
    const second = await inProcess(['ledger', 'witness', 'serve', '--data', state, '--log', vkeys.join(',')]);
    assert.deepEqual([second.code, /ledger\.in_use/.test(second.err)], [75, true]);
    running.child.kill('SIGTERM');
    const { code, err } = await running.ended;
    assert.equal(code, 0);
    for (const said of [
      /FORK: the log log\.example\/main at size 9 has root \S+=, .*\(size 9, root \S+=\); evidence: .*forked-/g,
      /ROLLED BACK: a checkpoint of log\.example\/main at size 4 .*size 9 .*evidence: .*rolled_back-/g,
      /UNPROVEN: a checkpoint of log\.example\/main at size 12 .*evidence: .*unproven-/g,
    ])
      assert.equal([...err.matchAll(said)].length, 1, err);
  });

  test('a port that is taken and an address that is none are told', async (t) => {
    const { vkeys } = await published(await freshDirectory(t), 1);
    const { url } = await serving(t, join(await emptyFolder(t), 'first'), vkeys);
    const serve = async (listen: string) =>
      inProcess([
        ...['ledger', 'witness', 'serve', '--name', 'w', '--log', vkeys.join(','), '--listen', listen],
        ...['--data', join(await emptyFolder(t), 'other')],
      ]);
    const taken = await serve(url.slice('http://'.length));
    assert.deepEqual([taken.code, /server\.port_taken/.test(taken.err)], [69, true]);
    for (const listen of ['4080', '127.0.0.1', '127.0.0.1:70000', 'http://127.0.0.1:4080'])
      assert.equal((await serve(listen)).code, 64, listen);
  });

  test('check reads a log over HTTP', async (t) => {
    const { data, vkeys } = await published(await freshDirectory(t), 3);
    const address = await loopback(t, async (request, response) => {
      const file = await readFile(join(mainLogIn(data).public, request.url ?? '')).catch(() => null);
      response.writeHead(file === null ? 404 : 200).end(file);
    });
    const state = join(await emptyFolder(t), 'witness');
    for (const size of [3, 300]) {
      if (size > 3) await published(data, size - 3, 3);
      const checked = await inProcess([
        ...['ledger', 'witness', 'check', address, '--data', state, '--name', 'w', '--log', vkeys.join(','), '--json'],
      ]);
      assert.deepEqual([checked.code, (JSON.parse(checked.out) as { size: number }).size], [0, size], checked.err);
    }
  });
});

describe('a log and its witness, each a process of its own', () => {
  test('the log publishes what the witness cosigned; without the witness it goes on and publishes nothing; verify counts', async (t) => {
    const [data, state] = [join(await emptyFolder(t), 'data'), join(await emptyFolder(t), 'witness')];
    const facts = [
      '--role',
      'provider',
      '--scenario',
      'customer_service',
      '--sector',
      'finance',
      '--intelligence',
      'assists',
    ];
    facts.push('--population', 'general_public', '--modality', 'text', '--scale', 'large');
    const register = (name: string) =>
      inProcess(['system', 'register', '--name', name, ...facts], { env: { DUHENG_DATA: data } });
    const first = await register('一');
    assert.equal(first.code, 0, first.err);
    const keys = JSON.parse((await inProcess(['ledger', 'keys', '--data', data, '--json'])).out) as {
      keys: { vkey: string }[];
    };
    const { url, running } = await serving(
      t,
      state,
      keys.keys.map(({ vkey }) => vkey),
    );
    const pinned = (await inProcess(['ledger', 'witness', 'keys', '--data', state])).out.trim().split('\n');
    assert.equal(pinned.length, 2);
    const config = { ledger: { quorum: 1, witnesses: [{ name: 'w1', url, keys: pinned }] } };
    await writeFile(join(data, 'config.yaml'), JSON.stringify(config));
    assert.match((await inProcess(['config', '--data', data])).out, /ledger +1 of 1 witnesses: w1 \(http/);

    assert.equal((await register('二')).err, '');
    const witness = pinned.flatMap((it) => ['--witness', it]);
    const verify = (...more: string[]) => inProcess(['ledger', 'verify', '--data', data, ...more]);
    const verified = await verify(...witness, '--quorum', '1');
    assert.equal(verified.code, 0, verified.err);
    assert.match(
      verified.out,
      /2 leaves under[\s\S]*1 of 1 pinned witnesses cosigned \(1 asked for\): witness\.example\/w1\./,
    );
    assert.match((await verify()).out, /No witness was pinned/);
    const json = JSON.parse((await verify(...witness, '--json')).out) as Record<string, unknown>;
    assert.deepEqual(json.witnesses, { quorum: 1, of: 1, signed: ['witness.example/w1'], notSigned: [] });
    const stranger = join(await emptyFolder(t), 'stranger');
    await inProcess([
      'ledger',
      'witness',
      'check',
      data,
      '--name',
      'w2',
      '--data',
      stranger,
      '--log',
      keys.keys.map(({ vkey }) => vkey).join(','),
    ]);
    const others = (await inProcess(['ledger', 'witness', 'keys', '--data', stranger])).out
      .trim()
      .split('\n')
      .flatMap((it) => ['--witness', it]);
    assert.match((await verify(...witness, ...others)).err, /ledger\.signature_missing/);
    assert.match((await verify(...witness, ...others, '--quorum', '1')).out, /1 of 2 pinned[\s\S]*not: w2/);
    assert.equal((await verify('--quorum', '1')).code, 64);

    running.child.kill('SIGTERM');
    const ended = await running.ended;
    assert.deepEqual([ended.code, ended.signal], [0, null], ended.err);
    const alone = await register('三');
    assert.equal(alone.code, 0, alone.err);
    assert.match(alone.err, /ledger\.witnesses_missing .*w1: unreachable/);
    assert.match((await verify(...witness)).out, /2 leaves under the signed checkpoint, and 1 not published yet/);
  });

  test('a configuration that cannot hold is refused before anything starts', async (t) => {
    const { data, vkeys } = await published(await freshDirectory(t), 1);
    const witness = { name: 'w', url: 'http://127.0.0.1:9', keys: vkeys };
    for (const ledger of [
      { quorum: 1, witnesses: [{ ...witness, keys: ['rubbish'] }] },
      { quorum: 1, witnesses: [witness] },
      { quorum: 2, witnesses: [{ ...witness, keys: vkeys.slice(1) }] },
      { quorum: 0, witnesses: [witness] },
      { quorum: 1, witnesses: [{ ...witness, url: 'ftp://127.0.0.1' }] },
      { quorum: 1 },
    ]) {
      await writeFile(join(data, 'config.yaml'), JSON.stringify({ ledger }));
      for (const command of [['config'], ['start', '--no-open'], ['system', 'list']]) {
        const { code, err } = await inProcess(command, { env: { DUHENG_DATA: data } });
        assert.deepEqual([code, /cli\.config_invalid/.test(err)], [64, true], `${command.join(' ')}: ${err}`);
      }
    }
    // Only the log itself knows that it would be its own witness.
    const env = { DUHENG_DATA: join(await emptyFolder(t), 'data') };
    assert.equal((await inProcess(['system', 'list'], { env })).code, 0);
    const { out } = await inProcess(['ledger', 'keys', '--json'], { env });
    const [, own] = (JSON.parse(out) as { keys: { vkey: string }[] }).keys;
    const itself = { quorum: 1, witnesses: [{ ...witness, keys: [own?.vkey] }] };
    await writeFile(join(env.DUHENG_DATA, 'config.yaml'), JSON.stringify({ ledger: itself }));
    assert.match((await inProcess(['system', 'list'], { env })).err, /ledger\.key_invalid/);
  });
});
