import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../../store/index.ts';
import { describeOnEachEngine } from '../../store/store.spec-world.ts';
import { frameWorld, problemOf } from './frame.spec-world.ts';
import { answersMigrations, idempotencyIn } from './kept-answers.ts';

const day = 24 * 3_600_000;

describeOnEachEngine('idempotency keys', (engine) => {
  async function world(t: import('node:test').TestContext, gate?: () => Promise<void>) {
    const store = await engine.empty();
    await migrate(store, answersMigrations);
    const time = { now: Date.parse('2026-11-23T08:00:00.000Z') };
    const answers = idempotencyIn(store, () => time.now);
    const frame = await frameWorld(t, { answers, ...(gate && { gate }) });
    const post = (key: string, body = '{}', path = '/api/v1/count') =>
      frame.ask(path, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      });
    return { ...frame, post, time, answers };
  }

  test('the same request gets the first answer again, and is done once', async (t) => {
    const { post, counted } = await world(t);
    const first = await post('k');
    const again = await post('k');
    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(await again.text(), await first.text());
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(counted(), 1);
    assert.equal((await post('other')).headers.get('idempotency-replayed'), null);
    assert.equal(counted(), 2);
  });

  test('another body, query or path under the same key is refused', async (t) => {
    const { post, counted } = await world(t);
    await post('k');
    for (const [body, path] of [
      ['{"a":1}', undefined],
      ['{}', '/api/v1/count?a=1'],
      ['{}', '/api/v1/session'],
    ] as const)
      assert.equal((await problemOf(await post('k', body, path))).code, 'server.idempotency_mismatch');
    assert.equal(counted(), 1);
  });

  test('of twenty at once one is done; the others are told that it goes on, or get its answer', async (t) => {
    const { post, counted } = await world(t);
    const all = await Promise.all(Array.from({ length: 20 }, () => post('k')));
    assert.equal(counted(), 1);
    for (const it of all) assert.ok(it.status === 201 || it.status === 409, String(it.status));
    assert.equal((await post('k')).headers.get('idempotency-replayed'), 'true');
  });

  test('a request that failed is forgotten and may be sent again', async (t) => {
    const { post, counted } = await world(t);
    for (const fail of ['coded', 'defect']) {
      assert.ok((await post(fail, JSON.stringify({ fail }))).status >= 400);
      assert.equal((await post(fail)).status, 201, 'also with another body');
    }
    assert.equal(counted(), 4);
  });

  test('an answer is kept for a day', async (t) => {
    const { post, counted, time } = await world(t);
    await post('k');
    time.now += day - 1;
    assert.equal((await post('k')).headers.get('idempotency-replayed'), 'true');
    time.now += 1;
    assert.equal((await post('k')).headers.get('idempotency-replayed'), null);
    assert.equal(counted(), 2);
    time.now += day / 2;
    assert.equal((await post('k')).headers.get('idempotency-replayed'), 'true', 'kept anew under the same key');
  });

  test('a key that is empty or too long is refused', async (t) => {
    const { post, counted } = await world(t);
    assert.equal((await problemOf(await post('k'.repeat(201)))).code, 'server.idempotency_key_invalid');
    assert.equal((await post('k'.repeat(200))).status, 201);
    assert.equal(counted(), 1);
  });

  test('what was done is answered even where it cannot be remembered', async (t) => {
    const errors: unknown[] = [];
    const frame = await frameWorld(t, {
      answers: { recall: async () => null, remember: () => Promise.reject(new Error('disk')) },
    });
    const response = await frame.ask('/api/v1/count', { method: 'POST', headers: { 'idempotency-key': 'k' } });
    errors.push(...frame.errors);
    assert.equal(response.status, 201);
    assert.equal(errors.length, 1);
  });
});
