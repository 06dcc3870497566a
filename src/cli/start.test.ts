import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { completion, numbered, refusal, sendJson, serve } from '../assess/run/run.spec-world.ts';
import { duheng, emptyFolder, type Running, ran } from './command.spec-world.ts';

interface Console {
  readonly running: Running;
  readonly url: string;
  readonly token: string;
  /** milliseconds from the call to the address */
  readonly took: number;
  json<T>(path: string): Promise<T>;
}

async function started(t: TestContext, data: string, ...more: readonly string[]): Promise<Console> {
  const from = performance.now();
  const running = duheng(t, [
    'start',
    '--data',
    data,
    '--no-open',
    ...(more.includes('--port') ? [] : ['--port', '0']),
    ...more,
  ]);
  const [, url = '', token = ''] = await running.said(/(http:\/\/127\.0\.0\.1:\d+\/)#token=([\w-]+)/);
  return {
    ...{ running, url, token, took: performance.now() - from },
    async json<T>(path: string) {
      const response = await fetch(`${url}api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(response.status, 200, `${path} ${await response.clone().text()}`);
      return (await response.json()) as T;
    },
  };
}

/** Ends when the pattern's text has come through the stream. */
async function readUntil(response: Response, pattern: RegExp): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const it of response.body ?? []) {
    text += decoder.decode(it as Uint8Array, { stream: true });
    if (pattern.test(text)) return text;
  }
  return text;
}

interface Run {
  readonly run: string;
  readonly finished: { readonly status: string; readonly counts: Record<string, number> } | null;
}
type Page<T> = { readonly items: readonly T[] };
type Posture = { readonly headline: { readonly fresh: number; readonly inScope: number; readonly practice: boolean } };

const follow = (it: Console, run: string) =>
  fetch(`${it.url}api/v1/runs/${run}/events`, { headers: { authorization: `Bearer ${it.token}` } });

const running = async (it: Console): Promise<string> => {
  await it.running.said(/Practice system .*http/);
  return (await it.json<Page<Run>>('/runs')).items[0]?.run ?? '';
};

/** Digest of what a log holds; who holds it is another matter. */
async function segmentsOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(directory)).filter((it) => it.endsWith('.seg')).sort())
    hash.update(name).update(await readFile(join(directory, name)));
  return hash.digest('hex');
}

test('duheng start: one data directory from its first start to the damage of its ledger', async (t) => {
  const data = join(await emptyFolder(t), 'data');
  let now: Console;
  let run = '';

  await t.test('the first start answers with the page before the database is made; the API waits for it', async () => {
    now = await started(t, data);
    const health = fetch(`${now.url}api/v1/health`);
    const page = await fetch(now.url);
    assert.ok(page.status === 200 || page.status === 503, 'built or not');
    await page.text();
    assert.equal((await health).status, 200);
    assert.equal((await fetch(`${now.url}api/v1/systems`)).status, 401);
    run = await running(now);
    const [system] = (await now.json<Page<{ practice: boolean }>>('/systems')).items;
    assert.equal(system?.practice, true);
    for (const secret of ['token', join('keys', 'secrets.key')])
      assert.equal((await stat(join(data, secret))).mode & 0o077, 0, secret);
  });

  await t.test('told to stop it is gone within three seconds, with a page still listening to a run', async () => {
    const response = await follow(now, run);
    const from = performance.now();
    now.running.child.kill('SIGTERM');
    const ended = await now.running.ended;
    assert.equal(ended.code, 0, ended.err);
    assert.ok(performance.now() - from < 3_000);
    assert.doesNotMatch(ended.err, /Error|\sat /);
    await response.text().catch(() => 'cut');
  });

  await t.test('the next start goes on with the run, also after kill -9, and records no error for it', async () => {
    now = await started(t, data);
    assert.equal(await running(now), run);
    await readUntil(await follow(now, run), /event: (progress|finished)/);
    now.running.child.kill('SIGKILL');
    await now.running.ended;
    now = await started(t, data);
    await running(now);
    assert.match(await readUntil(await follow(now, run), /event: finished/), /"status":"complete"/);
    const runs = (await now.json<Page<Run>>('/runs')).items;
    assert.deepEqual(
      runs.map((it) => it.run),
      [run],
    );
    assert.equal(runs[0]?.finished?.counts.error, 0);
    const [system] = (await now.json<Page<{ id: string }>>('/systems')).items;
    const { headline } = await now.json<Posture>(`/systems/${system?.id}/posture`);
    assert.ok(headline.fresh > 20 && headline.fresh <= headline.inScope && headline.practice);
  });

  await t.test('a second start tells where the console is and ends; assess beside it goes through it', async () => {
    const second = await ran(t, ['start', '--data', data, '--no-open', '--port', '0']);
    assert.equal(second.code, 0, second.err);
    assert.ok(second.out.includes(`${now.url}#token=${now.token}`));
    const suite = join(data, '..', 'suite.jsonl');
    await writeFile(suite, numbered(2).join('\n'));
    const args = [
      'assess',
      'cat',
      '--kind',
      'command',
      '--suite',
      suite,
      '--data',
      data,
      '--json',
      '--fail-on',
      'none',
    ];
    const assessed = await ran(t, args);
    assert.equal(assessed.code, 0, assessed.err);
    const { items } = await now.json<Page<Run>>('/runs');
    assert.equal(items[0]?.run, (JSON.parse(assessed.out) as { run: string }).run);
  });

  await t.test('an assessment through a console that stops is told how to go on, and goes on by itself', async () => {
    let held = true;
    const asked = Promise.withResolvers<void>();
    const { address } = await serve(t, (question, response) => {
      if (held && question.includes('q-')) asked.resolve();
      else sendJson(response, completion(refusal));
    });
    const suite = join(data, '..', 'suite.jsonl');
    const guest = duheng(t, ['assess', address, '--model', 'm', '--suite', suite, '--data', data]);
    await asked.promise;
    now.running.child.kill('SIGTERM');
    assert.equal((await now.running.ended).code, 0);
    const { code, err } = await guest.ended;
    assert.ok(code === 75 || code === 130, `${code} ${err}`);
    const [, stopped = ''] = /--resume ([0-9a-f-]{36})/.exec(err) ?? [];
    held = false;
    const resumed = await ran(t, ['assess', '--resume', stopped, '--data', data, '--json', '--fail-on', 'none']);
    assert.equal(resumed.code, 0, resumed.err);
    assert.equal((JSON.parse(resumed.out) as { counts: { pass: number } }).counts.pass, 2);
  });

  await t.test('a ledger damaged in its midst is refused with its code and place, and left as it is', async () => {
    const ledger = join(data, 'ledger', 'main');
    const [segment = ''] = (await readdir(ledger)).filter((name) => name.endsWith('.seg')).sort();
    const file = await open(join(ledger, segment), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.from([0xff, 0x00, 0xff]), 0, 3, Math.floor(size / 2));
    await file.close();
    const before = await segmentsOf(ledger);
    const ended = await ran(t, ['start', '--data', data, '--no-open', '--port', '0']);
    assert.equal(ended.code, 65, ended.err);
    assert.match(ended.err, /000000\.seg[\s\S]*ledger\.corrupt/);
    assert.doesNotMatch(ended.err, /\.ts:\d+/, 'no stack');
    assert.deepEqual(await segmentsOf(ledger), before);
  });
});

test('a practice system that moved to another port leaves no run behind that cannot end', async (t) => {
  const data = join(await emptyFolder(t), 'data');
  const first = await started(t, data);
  await readUntil(await follow(first, await running(first)), /event: progress/);
  first.running.child.kill('SIGKILL');
  await first.running.ended;
  const holder = createServer();
  const port = Number(await readFile(join(data, 'practice-port'), 'utf8'));
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  t.after(() => holder.close());
  const again = await started(t, data);
  const run = await running(again);
  const [newest, older] = (await again.json<Page<Run>>('/runs')).items;
  assert.equal(newest?.run, run);
  assert.equal(older?.finished?.status, 'cancelled');
  assert.match(await readUntil(await follow(again, run), /event: finished/), /"status":"complete"/);
});

describe('what start cannot use', () => {
  test('a port that is taken is refused by its number', async (t) => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    t.after(() => holder.close());
    const { port } = holder.address() as AddressInfo;
    const data = join(await emptyFolder(t), 'data');
    const ended = await ran(t, ['start', '--data', data, '--no-open', '--port', String(port)]);
    assert.equal(ended.code, 69, ended.err);
    assert.match(ended.err, new RegExp(`Port ${port} is taken[\\s\\S]*server\\.port_taken`));
  });

  test('a data directory that is a file, lies under one, or holds something else', async (t) => {
    const folder = await emptyFolder(t);
    await writeFile(join(folder, 'file'), 'x');
    await mkdir(join(folder, 'photos'));
    await writeFile(join(folder, 'photos', 'a.jpg'), 'x');
    const tries = [
      [join(folder, 'file'), 73, /store\.data_unusable/],
      [join(folder, 'file', 'below'), 73, /store\.data_unusable/],
      [join(folder, 'photos'), 66, /store\.not_a_data_directory/],
    ] as const;
    for (const [data, code, pattern] of tries) {
      const ended = await ran(t, ['start', '--data', data, '--no-open', '--port', '0']);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, pattern);
      assert.doesNotMatch(ended.err, /\.ts:\d+/);
    }
    assert.deepEqual(await readdir(join(folder, 'photos')), ['a.jpg']);
  });

  test('a disk that takes no more is told as such', {
    skip: process.platform === 'win32' && 'needs ulimit',
  }, async (t) => {
    const data = join(await emptyFolder(t), 'data');
    const ended = await ran(t, ['start', '--data', data, '--no-open', '--port', '0'], { limits: 'ulimit -f 1;' });
    assert.ok(ended.code !== 0 || ended.signal !== null);
    assert.match(ended.err, /\((store|ledger)\.[a-z_]+\)/);
  });
});
