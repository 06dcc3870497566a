import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi, queryOf } from './api.ts';
import { ApiError, createClient } from './client.ts';

interface Sent {
  readonly path: string;
  readonly init: RequestInit;
}

/** A client on a wire of ours: what it sends, and what it makes of an answer. */
function clientOn(answer: () => Promise<Response>) {
  const sent: Sent[] = [];
  let refused = 0;
  const client = createClient({
    fetch: (path, init = {}) => {
      sent.push({ path: String(path), init });
      return answer();
    },
    newKey: () => `key-${sent.length}`,
    onUnauthorised: () => {
      refused += 1;
    },
  });
  return { client, sent, refused: () => refused };
}

const json =
  (body: unknown, status = 200) =>
  async () =>
    new Response(JSON.stringify(body), { status });
const failed = async (act: Promise<unknown>): Promise<ApiError> => {
  try {
    await act;
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('an ApiError was expected');
};

describe('requests', () => {
  it('escape codes, the multiplication sign included', async () => {
    const { client, sent } = clientOn(json({}));
    await createApi(client).item('s 1', '3.1.1(a)×4.1.1(a)');
    assert.equal(sent[0]?.path, '/api/v1/systems/s%201/items/3.1.1(a)%C3%974.1.1(a)');
  });

  it('to change something carry a fresh idempotency key', async () => {
    const { client, sent } = clientOn(json({}));
    await createApi(client).cancel('r');
    await createApi(client).cancel('r');
    const keys = sent.map((it) => new Headers(it.init.headers).get('idempotency-key'));
    assert.equal(new Set(keys).size, 2);
  });

  it('follow a list of systems to its last page', async () => {
    const pages = [
      { items: [{ id: 'a' }], next: 'c 2' },
      { items: [{ id: 'b' }], next: null },
    ];
    const { client, sent } = clientOn(async () => new Response(JSON.stringify(pages[sent.length - 1])));
    const { items } = await createApi(client).systems();
    assert.deepEqual(
      items.map((it) => it.id),
      ['a', 'b'],
    );
    assert.equal(sent[1]?.path, '/api/v1/systems?limit=200&cursor=c+2');
  });

  it('leave out what was not asked for', () => {
    assert.equal(queryOf({ verdict: undefined, limit: 20, check: 'A B' }), '?limit=20&check=A+B');
    assert.equal(queryOf({}), '');
  });
});

describe('errors', () => {
  it('keep the problem in both languages, with issues of fields', async () => {
    const problem = {
      code: 'register.system_invalid',
      status: 400,
      detail: { zh: '有误', en: 'wrong' },
      action: { zh: '改正', en: 'correct' },
      issues: [{ path: 'a', message: 'b' }],
      params: { faults: [{ path: 'endpoints.0.address', problem: 'too_small' }, { nonsense: 1 }, null] },
    };
    const error = await failed(clientOn(json(problem, 400)).client.get('/x'));
    assert.equal(error.code, 'register.system_invalid');
    assert.equal(error.detail.zh, '有误');
    assert.deepEqual(error.issues, [
      { path: 'a', message: 'b' },
      { path: 'endpoints.0.address', message: 'too_small' },
    ]);
  });

  it('are named where the server does not answer or answers with a page', async () => {
    const down = await failed(clientOn(() => Promise.reject(new TypeError('fetch failed'))).client.get('/x'));
    assert.equal(down.code, 'web.unreachable');
    const page = await failed(clientOn(async () => new Response('<html>', { status: 502 })).client.get('/x'));
    assert.equal(page.code, 'web.unexpected_answer');
    assert.equal(page.status, 502);
  });

  it('tell the page when the session is unknown', async () => {
    const wire = clientOn(json({ code: 'server.unauthorised', detail: {}, action: {} }, 401));
    await failed(wire.client.get('/x'));
    assert.equal(wire.refused(), 1);
  });
});

it('a session is opened with the token as a header, never in the address', async () => {
  const { client, sent } = clientOn(json({ ok: true }));
  assert.equal(await client.openSession('secret-token'), true);
  assert.equal(sent[0]?.path, '/api/v1/session');
  assert.equal(new Headers(sent[0]?.init.headers).get('authorization'), 'Bearer secret-token');
});
