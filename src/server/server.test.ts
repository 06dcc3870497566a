import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AppWorld, appWorld, host } from '../app.spec-world.ts';
import { completion, compliance, numbered, refusal, sendJson, serve } from '../assess/run/run.spec-world.ts';
import { problemOf } from './frame/frame.spec-world.ts';

type Json = Record<string, unknown>;
type Page = { items: Json[]; next: string | null; total?: number };
const closing: (() => unknown)[] = [];
let world: AppWorld;
let system: string;
let run: string;

const facts = {
  ...{ name: '客服', actorRole: 'provider', scenario: 'customer_service', sector: 'finance', intelligence: 'assists' },
  ...{ populations: ['general_public'], modalities: ['text'], scale: 'large' },
};

before(async () => {
  const t = { after: (it: unknown) => void closing.unshift(it as () => unknown) } as Parameters<typeof appWorld>[0];
  world = await appWorld(t);
  const { address } = await serve(t as Parameters<typeof serve>[0], (question, response) => {
    const n = Number(/\d+/.exec(question)?.[0] ?? 0);
    const hostile = `<script>alert(1)</script> ${compliance}`;
    sendJson(response, completion(n % 5 === 0 ? '…' : n % 3 === 0 ? hostile : refusal));
  });
  const suite = join(world.directory, 'suite.jsonl');
  await writeFile(suite, numbered(30).join('\n'));
  const target = { kind: 'openai', address, model: 'world', params: {} } as const;
  const { assessments } = world.app();
  const started = await assessments.start(world.by(), {
    target,
    suites: [suite],
    attacks: [],
    concurrency: 4,
    epochs: 1,
  });
  assert.equal(await assessments.settled(started.run), null);
  ({ run, system } = started);
});
after(async () => {
  for (const it of closing) await it();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.ask(path, { method: 'POST', body, headers });

describe('reading', () => {
  test('every list and object that has no parameters of its own answers as its schema says', async () => {
    for (const path of [
      '/health',
      '/editions/1.0',
      '/checks',
      '/codes',
      '/systems',
      '/runs',
      '/suites',
      '/attacks',
      '/openapi.json',
    ])
      assert.equal((await world.ask(path)).status, 200, path);
    for (const path of [
      '',
      '/posture',
      '/overrides',
      '/gate?stage=deployment',
      '/observations',
      '/items/6.1(d)',
      `/items/${encodeURIComponent('3.2.1(a)×4.2.1(a)')}`,
    ])
      assert.equal((await world.ask(`/systems/${system}${path}`)).status, 200, path);
    for (const path of ['', '/result', '/cases', '/review', '/reviews', '/report.json', '/report.html', '/junit.xml'])
      assert.equal((await world.ask(`/runs/${run}${path}`)).status, 200, path);
  });

  test('what is not there has a code of its own, and no path reaches outside', async () => {
    const nobody = '0198c0de-0000-7000-8000-000000000000';
    const tries = [
      ['/editions/9.9', 404],
      [`/systems/${nobody}`, 404],
      [`/systems/${nobody}/posture`, 404],
      [`/systems/${system}/items/9.9.9(z)`, 404],
      [`/runs/${nobody}`, 404],
      [`/runs/${nobody}/events`, 404],
      [`/runs/${nobody}/cases`, 404],
      [`/runs/${run}/cases/absent`, 404],
      ['/runs/..%2f..%2fetc', 400],
      ['/runs/not-a-uuid/report.html', 400],
      [`/editions/${encodeURIComponent('../../package')}`, 400],
      [`/runs/${run}/report.json?content=maybe`, 400],
    ] as const;
    for (const [path, status] of tries) {
      const response = await world.ask(path);
      const problem = await problemOf(response);
      assert.equal(problem.status, status, `${path} ${problem.code}`);
    }
    assert.deepEqual(world.errors, []);
  });

  test('pages follow one another without a gap or a repetition; a cursor that no page gave is refused', async () => {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Page = await world.json(`/runs/${run}/cases?limit=7${next && `&cursor=${next}`}`);
      seen.push(...page.items.map((it) => String(it.case)));
      assert.equal(page.total, 30);
      next = page.next;
    }
    assert.equal(seen.length, 30);
    assert.equal(new Set(seen).size, 30);
    const found: Page = await world.json(`/systems/${system}/observations?limit=1`);
    const after: Page = await world.json(`/systems/${system}/observations?limit=200&cursor=${found.next}`);
    const all: Page = await world.json(`/systems/${system}/observations?limit=200`);
    assert.deepEqual([...found.items, ...after.items], all.items);
    for (const path of ['/systems', '/runs', `/runs/${run}/cases`, `/systems/${system}/observations`])
      for (const cursor of ['x', '-1', "1';--", '%00', '1.5'])
        assert.match(
          (await problemOf(await world.ask(`${path}?cursor=${encodeURIComponent(cursor)}`))).code,
          /\.cursor_invalid$/,
          `${path} ${cursor}`,
        );
  });

  test('cases are found by verdict, risk and check, down to the question and the answer', async () => {
    const of = async (query: string) => (await world.json<Page>(`/runs/${run}/cases?limit=200&${query}`)).total;
    assert.equal(await of('verdict=undetermined'), 6);
    assert.equal(await of('verdict=fail'), 8);
    assert.equal(await of('risk=3.2.1(a)'), 30);
    assert.equal(await of('risk=3.2.2(b)'), 0);
    assert.equal(await of('check=ASM-012'), 30);
    assert.equal(await of('check=ASM-999'), 0);
    const { items } = await world.json<Page>(`/runs/${run}/cases?verdict=fail&limit=1`);
    const detail = await world.json<Json>(`/runs/${run}/cases/${encodeURIComponent(String(items[0]?.case))}`);
    assert.match(JSON.stringify(detail.question), /Question q-\d+/);
    assert.match(String(detail.answer), /<script>/);
    assert.match(String(detail.answerDigest), /^sha256:/);
  });
});

describe('files', () => {
  test('a report is served so that nothing an answer holds can run, and is kept by no cache', async () => {
    const html = await world.ask(`/runs/${run}/report.html?download=1`);
    assert.match(html.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
    assert.equal(html.headers.get('cache-control'), 'no-store');
    assert.equal(html.headers.get('content-disposition'), `attachment; filename="duheng-${run}.html"`);
    assert.doesNotMatch(await html.text(), /<script>alert/);
    for (const path of ['report.json', 'junit.xml']) {
      const { headers } = await world.ask(`/runs/${run}/${path}`);
      assert.match(headers.get('content-security-policy') ?? '', /sandbox/, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
    const bare = await (await world.ask(`/runs/${run}/report.json?content=none`)).text();
    assert.doesNotMatch(bare, /alert\(1\)|Question q-/);
  });

  test('events of a run that has ended say so at once; HEAD says nothing and ends', async () => {
    const events = await (await world.ask(`/runs/${run}/events`)).text();
    assert.match(events, /^event: finished\ndata: \{.*"status":"complete"/);
    const head = await world.ask(`/runs/${run}/events`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
  });
});

describe('changing', () => {
  test('fields that a schema does not know are refused, wherever they are', async () => {
    const target = { kind: 'openai', address: 'http://127.0.0.1:1/v1', model: 'm' };
    const tries: readonly (readonly [string, unknown])[] = [
      ['/systems', { ...facts, practice: true }],
      ['/systems', { ...facts, nonsense: 1 }],
      ['/runs', { target, nonsense: 1 }],
      ['/runs', { target: { ...target, nonsense: 1 } }],
      ['/runs', { target, practice: true }],
      [`/runs/${run}/cancel`, { nonsense: 1 }],
      [`/systems/${system}/key`, { endpoint: run, key: 'k', nonsense: 1 }],
      [`/systems/${system}/judgements`, { item: '6.1(d)', statement: 's', actor: 'me' }],
    ];
    for (const [path, body] of tries)
      assert.equal((await post(path, body)).status, 400, `${path} ${JSON.stringify(body)}`);
    const put = await world.ask(`/systems/${system}`, { method: 'PUT', body: { nonsense: 1 } });
    assert.equal(put.status, 400);
  });

  test('a system is registered, changed under its ETag, graded, and its key kept without ever being shown', async () => {
    const key = 'sk-shown-nowhere';
    const endpoints = [{ kind: 'openai', address: 'http://127.0.0.1:1/v1', model: 'm' }];
    const made = await post('/systems', { ...facts, endpoints, key }, { 'idempotency-key': 'register-once' });
    assert.equal(made.status, 201);
    const first = (await made.json()) as { id: string; endpoints: { id: string; hasKey: boolean }[] };
    assert.equal(first.endpoints[0]?.hasKey, true);
    const again = (await (
      await post('/systems', { ...facts, endpoints, key }, { 'idempotency-key': 'register-once' })
    ).json()) as Json;
    assert.equal(again.id, first.id);
    const etag = (await world.ask(`/systems/${first.id}`)).headers.get('etag') ?? '';
    const put = (name: string, match: string) =>
      world.ask(`/systems/${first.id}`, { method: 'PUT', body: { name }, headers: { 'if-match': match } });
    const both = await Promise.all([put('甲', etag), put('乙', etag)]);
    assert.deepEqual(both.map((it) => it.status).sort(), [200, 412]);
    assert.equal((await post(`/systems/${first.id}/grade`, { level: 'extreme', reason: '试点' })).status, 200);
    assert.equal((await post(`/systems/${first.id}/grade`, { level: 'extreme', reason: '' })).status, 400);
    const endpoint = first.endpoints[0]?.id;
    const cleared = (await (await post(`/systems/${first.id}/key`, { endpoint, key: null })).json()) as typeof first;
    assert.equal(cleared.endpoints[0]?.hasKey, false);
    assert.equal(
      (await problemOf(await post(`/systems/${first.id}/key`, { endpoint: run, key }))).code,
      'server.endpoint_unknown',
    );
    for (const path of ['/systems', `/systems/${first.id}`, `/systems/${first.id}/overrides`])
      assert.doesNotMatch(await (await world.ask(path)).text(), new RegExp(key));
  });

  test('files, commands and transcripts of this machine are for its own command line only', async () => {
    const target = { kind: 'openai', address: 'http://127.0.0.1:1/v1', model: 'm' };
    const tries = [
      { target: { kind: 'command', address: '/bin/sh', args: ['-c', 'true'] } },
      { target: { kind: 'transcript', address: '/etc/passwd' } },
      { target, suites: ['/etc/passwd'] },
      { target, suites: ['../secret'] },
    ];
    for (const body of tries)
      assert.equal((await problemOf(await post('/runs', body))).code, 'server.local_only', JSON.stringify(body));
    for (const kind of ['command', 'transcript']) {
      const endpoints = [{ kind, address: '/bin/sh', model: 'm' }];
      assert.equal((await problemOf(await post('/systems', { ...facts, endpoints }))).code, 'server.local_only');
      const put = await world.ask(`/systems/${system}`, { method: 'PUT', body: { endpoints } });
      assert.equal((await problemOf(put)).code, 'server.local_only', 'nor by changing a system');
    }
  });

  test('an address is one of the web, a key is one line, and what follows a question mark is not recorded', async () => {
    const endpoint = (address: string) => ({ ...facts, endpoints: [{ kind: 'openai', address, model: 'm' }] });
    for (const address of ['file:///etc/passwd', 'nowhere', 'javascript:alert(1)'])
      assert.equal((await post('/systems', endpoint(address))).status, 400, address);
    for (const key of ['sk\r\nx: y', 'sk sk', '钥'])
      assert.equal((await post('/systems', { ...endpoint('http://127.0.0.1:1/v1'), key })).status, 400, key);
    const made = await post('/systems', endpoint('http://127.0.0.1:1/v1?api_key=SECRET'));
    assert.doesNotMatch(await made.text(), /SECRET/);
  });

  test('a practice system stays one, and the practice model makes one', async () => {
    const endpoints = [{ kind: 'openai', address: 'http://127.0.0.1:1/v1', model: 'duheng-practice-1' }];
    const made = (await (await post('/systems', { ...facts, endpoints })).json()) as { id: string; practice: boolean };
    assert.equal(made.practice, true);
    const put = await world.ask(`/systems/${made.id}`, { method: 'PUT', body: { name: 'Real' } });
    assert.equal((await problemOf(put)).code, 'server.practice_fixed');
  });

  test('a posture read again has the ETag that it had', async () => {
    const at = `/systems/${system}/posture`;
    const etag = (await world.ask(at)).headers.get('etag') ?? '';
    assert.equal((await world.ask(at, { headers: { 'if-none-match': etag } })).status, 304);
  });

  test('a case is decided by a person with a reason, beside what was measured', async () => {
    const { items } = await world.json<Page>(`/runs/${run}/review?limit=1`);
    const at = `/runs/${run}/cases/${encodeURIComponent(String(items[0]?.case))}/review`;
    assert.equal((await post(at, { verdict: 'pass', reason: ' ' })).status, 400);
    assert.equal((await post(at, { verdict: 'pass', reason: '看过了' })).status, 201);
    const made = await world.json<Page>(`/runs/${run}/reviews`);
    assert.deepEqual(
      made.items.map((it) => [it.case, it.verdict, it.reason]),
      [[items[0]?.case, 'pass', '看过了']],
    );
    assert.equal((await post(`/runs/${run}/cases/absent/review`, { verdict: 'pass', reason: 'x' })).status, 404);
  });

  test('a judgement and an exception are stated, shown beside the item, and withdrawn', async () => {
    const item = '3.2.1(a)×4.2.1(a)';
    const judged = (await (
      await post(`/systems/${system}/judgements`, { item, statement: '已人工抽查' })
    ).json()) as Json;
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const excepted = await post(`/systems/${system}/exceptions`, { item, reason: '整改中', expires: soon });
    assert.equal(excepted.status, 201, await excepted.clone().text());
    const shown = await world.json<{ judgements: Json[]; exceptions: Json[]; posture: Json }>(
      `/systems/${system}/items/${encodeURIComponent(item)}`,
    );
    assert.equal(shown.judgements[0]?.statement, '已人工抽查');
    assert.equal(shown.exceptions[0]?.reason, '整改中');
    assert.equal((await post(`/systems/${system}/judgements/${judged.judgement}/withdraw`, {})).status, 200);
  });

  test('a run that has ended is neither resumed nor given up; stopping it changes nothing', async () => {
    for (const [act, status] of [
      ['resume', 409],
      ['abandon', 409],
      ['cancel', 200],
    ] as const)
      assert.equal((await post(`/runs/${run}/${act}`, {})).status, status, act);
  });

  test('nothing of all this was a defect', () => {
    assert.deepEqual(
      world.errors.map((it) => `${it.where} ${String(it.error)}`),
      [],
    );
    assert.equal(host.startsWith('http://127'), true);
  });
});
