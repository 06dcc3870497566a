import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { Hono } from 'hono';
import { problemTable } from '../problems/index.ts';
import { ServerError } from './error.ts';
import { at, frameWorld, problemOf, token } from './frame.spec-world.ts';
import { frontOf, listen } from './http.ts';

const json = { 'content-type': 'application/json' };

describe('who is let in', () => {
  test('hosts other than loopback are refused, whatever the path (DNS rebinding)', async (t) => {
    const { ask } = await frameWorld(t);
    for (const host of [
      'evil.example',
      'evil.example:7878',
      '127.0.0.1.evil.example',
      'localhost.evil',
      '10.0.0.1',
      '',
    ]) {
      for (const path of ['/', '/api/v1/thing', '/api/v1/health']) {
        const problem = await problemOf(await ask(path, { headers: { host } }));
        assert.equal(problem.code, 'server.host_refused', `${host} ${path}`);
        assert.equal(problem.status, 403);
      }
    }
    for (const host of ['127.0.0.1', 'localhost:1', 'LOCALHOST:7878', '[::1]:7878'])
      assert.equal((await ask('/api/v1/thing', { headers: { host } })).status, 200, host);
  });

  test('changes are taken from our own origin only; reading is the browser’s to refuse', async (t) => {
    const { ask, counted } = await frameWorld(t);
    for (const origin of ['http://evil.example', 'http://127.0.0.1:9999', 'https://127.0.0.1:7878', 'null']) {
      const response = await ask('/api/v1/count', { method: 'POST', headers: { origin } });
      assert.equal((await problemOf(response)).code, 'server.origin_refused', origin);
    }
    assert.equal(counted(), 0);
    assert.equal((await ask('/api/v1/count', { method: 'POST', headers: { origin: at } })).status, 201);
    const read = await ask('/api/v1/thing', { headers: { origin: 'http://evil.example' } });
    assert.equal(read.headers.get('access-control-allow-origin'), null);
  });

  test('no token, a wrong one and one in the wrong scheme are refused; health alone is open', async (t) => {
    const { ask } = await frameWorld(t);
    for (const authorization of ['', `Bearer ${token}x`, 'Bearer ', token, `Basic ${token}`])
      assert.equal(
        (await problemOf(await ask('/api/v1/thing', { headers: { authorization } }))).code,
        'server.unauthorised',
      );
    const unknown = await ask('/api/v1/nothing', { headers: { authorization: '' } });
    assert.equal((await problemOf(unknown)).code, 'server.unauthorised');
    assert.equal((await ask('/api/v1/health', { headers: { authorization: '' } })).status, 200);
  });

  test('a session gives the token as a cookie that scripts and other sites never see, and that lets in', async (t) => {
    const { ask } = await frameWorld(t);
    assert.equal((await ask('/api/v1/session', { method: 'POST', headers: { authorization: '' } })).status, 401);
    const cookie = (await ask('/api/v1/session', { method: 'POST' })).headers.get('set-cookie') ?? '';
    assert.match(cookie, /HttpOnly/);
    assert.match(cookie, /SameSite=Strict/);
    const [pair = ''] = cookie.split(';');
    assert.equal((await ask('/api/v1/thing', { headers: { authorization: '', cookie: pair } })).status, 200);
    assert.equal((await ask('/api/v1/thing', { headers: { authorization: '', cookie: `${pair}x` } })).status, 401);
  });

  test('the data directory’s own socket needs no token and says that it is local', async (t) => {
    const { ask } = await frameWorld(t);
    const none = { host: 'localhost', authorization: '' };
    assert.deepEqual(await (await ask('/api/v1/caller', { local: true, headers: none })).json(), { local: true });
    assert.deepEqual(await (await ask('/api/v1/caller')).json(), { local: false });
  });
});

describe('bodies', () => {
  test('too large, declared or not, is refused before anything is done', async (t) => {
    const { ask, counted } = await frameWorld(t);
    const big = JSON.stringify({ a: 'x'.repeat(1024 * 1024) });
    const declared = await ask('/api/v1/count', {
      method: 'POST',
      body: big,
      headers: { ...json, 'content-length': String(big.length) },
    });
    assert.equal((await problemOf(declared)).code, 'server.body_too_large');
    const silent = await ask('/api/v1/count', {
      method: 'POST',
      body: big,
      headers: { ...json, 'idempotency-key': 'k' },
    });
    assert.equal(silent.status, 413);
    assert.equal(counted(), 0);
  });

  test('a chunked body is cut off at the limit while it comes in', async (t) => {
    const { app } = await frameWorld(t);
    const server = await listen(app, 0);
    t.after(() => server.close());
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.on('error', () => {});
    socket.write(
      `POST /api/v1/count HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    let sent = 0;
    const endless = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += 0x10000;
    };
    socket.on('drain', endless);
    endless();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 413 /);
    assert.match(answer.toString(), /server\.body_too_large/);
    assert.ok(sent < 64 * 1024 * 1024);
  });

  test('not JSON, not UTF-8, too deep and with unknown fields are each refused by their name, and never quoted', async (t) => {
    const { ask, errors } = await frameWorld(t);
    const send = async (body: string | Uint8Array<ArrayBuffer>, path = '/api/v1/thing', method = 'PUT') =>
      problemOf(await ask(path, { method, body, headers: json }));
    assert.equal((await send('{"name": sk-secret')).code, 'server.body_not_json');
    assert.equal((await send(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))).code, 'server.body_not_json');
    assert.equal((await send('['.repeat(200_000))).code, 'server.body_too_deep');
    assert.equal(
      (await send(`{"a":${'{"b":'.repeat(40)}1${'}'.repeat(40)}}`, '/api/v1/count', 'POST')).code,
      'server.body_too_deep',
    );
    for (const body of [
      '[]',
      '"x"',
      'null',
      '{"name":5}',
      '{"name":"x","extra":1}',
      '{"name":"x","__proto__":{"a":1}}',
      '',
    ]) {
      const problem = await send(body);
      assert.equal(problem.code, 'server.invalid_request', body);
      assert.ok(Array.isArray(problem.issues) && problem.issues.length > 0);
    }
    assert.deepEqual(errors, [], 'what was asked wrongly is no news for the log');
    const brackets = await ask('/api/v1/count', {
      method: 'POST',
      body: JSON.stringify({ a: '[{"\\'.repeat(100) }),
      headers: json,
    });
    assert.equal(brackets.status, 201, 'brackets inside strings are no depth');
  });
});

describe('answers', () => {
  test('an unknown path and a wrong method are problems', async (t) => {
    const { ask } = await frameWorld(t);
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['DELETE', '/api/v1/thing'],
      ['POST', '/somewhere'],
      ['GET', '/api/'],
    ] as const)
      assert.equal((await problemOf(await ask(path, { method }))).code, 'server.not_found', `${method} ${path}`);
  });

  test('a defect is told without its words, its place or what it held; the log gets it', async (t) => {
    const { ask, errors } = await frameWorld(t);
    const thrown = await ask('/api/v1/count', { method: 'POST', body: '{"fail":"defect"}', headers: json });
    const text = await thrown.text();
    assert.equal(thrown.status, 500);
    assert.doesNotMatch(text, /secret|home|\.ts|Error/);
    for (const path of ['/api/v1/wrong', '/api/v1/parses']) {
      const response = await ask(path);
      assert.equal(response.status, 500, path);
      assert.doesNotMatch(await response.text(), /secret|password/);
    }
    assert.deepEqual(
      errors.map((it) => it.code),
      ['server.internal', 'server.answer_mismatch', 'server.internal'],
    );
  });

  test('ETag, If-None-Match in all its forms, and 304 without a body', async (t) => {
    const { ask } = await frameWorld(t);
    const first = await ask('/api/v1/thing');
    const etag = first.headers.get('etag') ?? '';
    assert.match(etag, /^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await ask('/api/v1/thing', { headers: { 'if-none-match': known } });
      assert.equal(response.status, 304, known);
      assert.equal(response.headers.get('etag'), etag);
      assert.equal(await response.text(), '');
    }
    assert.equal((await ask('/api/v1/thing', { headers: { 'if-none-match': '"other"' } })).status, 200);
  });

  test('If-Match refuses a change of what has changed; of two at once only one is made', async (t) => {
    const { ask } = await frameWorld(t);
    const etag = (await ask('/api/v1/thing')).headers.get('etag') ?? '';
    const put = (name: string, match: string) =>
      ask('/api/v1/thing', { method: 'PUT', body: JSON.stringify({ name }), headers: { ...json, 'if-match': match } });
    assert.equal((await problemOf(await put('x', '"stale"'))).code, 'server.precondition_failed');
    assert.equal((await put('x', `W/${etag}`)).status, 412, 'a weak tag never matches');
    const both = await Promise.all([put('a', etag), put('b', etag)]);
    assert.deepEqual(both.map((it) => it.status).sort(), [200, 412]);
    const [changed] = both.filter((it) => it.ok);
    assert.equal(
      (await put('c', changed?.headers.get('etag') ?? '')).status,
      200,
      'a change answers the ETag of what it made',
    );
    assert.equal((await put('d', '*')).status, 200);
  });

  test('HEAD answers as GET does, without a body', async (t) => {
    const { ask } = await frameWorld(t);
    for (const path of ['/api/v1/thing', '/', '/api/v1/health']) {
      const response = await ask(path, { method: 'HEAD' });
      assert.equal(response.status, 200, path);
      assert.equal(await response.text(), '');
    }
    assert.equal((await ask('/api/v1/thing', { method: 'HEAD', headers: { authorization: '' } })).status, 401);
  });

  test('queries out of bounds, unknown or given twice are refused', async (t) => {
    const { ask } = await frameWorld(t);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=1.5',
      'limit=x',
      'limit=',
      'other=1',
      'limit=5&limit=6',
      `cursor=${'9'.repeat(501)}`,
    ])
      assert.equal((await problemOf(await ask(`/api/v1/list?${query}`))).code, 'server.invalid_request', query);
    assert.deepEqual(await (await ask('/api/v1/list?limit=7')).json(), { limit: 7 });
  });

  test('every answer tells the browser not to guess, not to tell on and not to embed', async (t) => {
    const { ask } = await frameWorld(t);
    for (const path of ['/', '/api/v1/thing', '/api/v1/nothing', '/assets/a.js']) {
      const { headers } = await ask(path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    }
    assert.match((await ask('/')).headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  });
});

describe('console files', () => {
  test('pages of the console are index.html, assets are kept for good, a missing one is a problem', async (t) => {
    const { ask } = await frameWorld(t);
    for (const path of ['/', '/systems/0198', '/%E5%BA%A6'])
      assert.match(await (await ask(path)).text(), /<title>console/, path);
    const asset = await ask('/assets/a.js');
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    assert.equal((await ask('/assets/b.js')).status, 404);
  });

  test('nothing outside the console’s directory is read, however the path is written', async (t) => {
    const { ask, app, directory } = await frameWorld(t);
    const tries = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/%252e%252e%252fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      `/${encodeURIComponent(directory)}%2Fsecret.txt`,
      '/a%00.txt',
      '/%',
      '/%ff.txt',
      '//secret.txt',
    ];
    for (const path of tries) {
      const response = await ask(path);
      assert.notEqual(await response.text(), 'outside', path);
      assert.ok(response.status === 404 || response.status === 200, `${path} ${response.status}`);
    }
    const server = await listen(app, 0);
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    for (const path of tries) {
      const socket = connect(port, '127.0.0.1');
      socket.end(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
      let text = '';
      for await (const piece of socket) text += String(piece);
      assert.doesNotMatch(text, /outside/, path);
      assert.doesNotMatch(text, /^HTTP\/1\.1 500/, path);
    }
  });

  test('a console that is not built says how to build it', async (t) => {
    const world = await frameWorld(t);
    const front = frontOf(Promise.resolve(world.app), {
      consoleDirectory: `${world.directory}/absent`,
      problems: problemTable,
    });
    const response = await front.request(`${at}/`, { headers: { host: '127.0.0.1' } });
    assert.equal((await problemOf(response)).code, 'server.console_missing');
  });
});

describe('the surface while the rooms are being opened', () => {
  test('files are there at once, the API waits, and the same checks hold', async (t) => {
    const world = await frameWorld(t);
    const { promise, resolve } = Promise.withResolvers<Hono>();
    const front = frontOf(promise, { consoleDirectory: `${world.directory}/web`, problems: problemTable });
    const headers = { host: '127.0.0.1', authorization: `Bearer ${token}` };
    assert.equal((await front.request(`${at}/`, { headers })).status, 200);
    assert.equal((await front.request(`${at}/api/v1/thing`, { headers: { host: 'evil.example' } })).status, 403);
    const waiting = front.request(`${at}/api/v1/thing`, { headers });
    resolve(world.app);
    assert.equal((await waiting).status, 200);
  });

  test('rooms that cannot be opened are the answer to those who wait', async (t) => {
    const world = await frameWorld(t);
    const front = frontOf(Promise.reject(new ServerError('server.endpoint_unknown', { endpoint: 'x' })), {
      consoleDirectory: `${world.directory}/web`,
      problems: problemTable,
    });
    const response = await front.request(`${at}/api/v1/thing`, { headers: { host: '127.0.0.1' } });
    assert.equal((await problemOf(response)).code, 'server.endpoint_unknown');
  });
});

test('a port that is taken is refused by its number', async (t) => {
  const first = await listen(new Hono(), 0);
  t.after(() => first.close());
  const { port } = first.address() as AddressInfo;
  await assert.rejects(listen(new Hono(), port), { code: 'server.port_taken', params: { port } });
});
