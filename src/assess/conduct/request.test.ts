import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { completion, refusal, sendJson, serve } from '../run/run.spec-world.ts';
import { keepRequest, openRequested, readRequest, type TargetRequest } from './request.ts';

const turns = [{ role: 'user' as const, content: 'Hello' }];
const never = () => new AbortController().signal;
const now = () => 0;

describe('what a request opens', () => {
  test('{{key}} in a template and in params is the key on the wire, and stays a place in what is recorded', async (t) => {
    const world = await serve(t, (_, response) => sendJson(response, completion(refusal)));
    const key = 'sk-"quoted"\\-7d1f';
    const template = '{"auth":{"token":"{{ key }}"},"q":"{{prompt}}"}';
    const http: TargetRequest = { kind: 'http', address: world.address, model: null, params: {}, template };
    const params = { extra_body: { token: 'Bearer {{key}}', list: ['{{key}}', 1] } };
    const chat: TargetRequest = { kind: 'openai', address: world.address, model: 'm', params };
    for (const it of [http, chat]) {
      const target = await openRequested(it, key, now);
      await target.ask(turns, never());
      assert.doesNotMatch(JSON.stringify([target.params, target.describe()]), /7d1f/);
      assert.match(JSON.stringify(target.params), /\{\{ ?key ?\}\}/);
      await target.close();
      await assert.rejects(openRequested(it, undefined, now), {
        code: 'target.template_invalid',
        params: { why: 'no_key' },
      });
    }
    const [body, chatBody] = world.bodies.map((it) => JSON.parse(it) as Record<string, unknown>);
    assert.deepEqual(body, { auth: { token: key }, q: 'Hello' });
    assert.deepEqual(chatBody?.extra_body, { token: `Bearer ${key}`, list: [key, 1] });
  });

  test('a timeout bounds the whole answer, and is kept with the authority for the next session', async (t) => {
    const { address } = await serve(t, () => {});
    const asked: TargetRequest = { kind: 'openai', address, model: 'm', params: {}, timeoutSeconds: 1 };
    const target = await openRequested(asked, undefined, now);
    await assert.rejects(target.ask(turns, never()), /target\.(timeout|first_byte_timeout)/);
    await target.close();
    const directory = await mkdtemp(join(tmpdir(), 'duheng-request-'));
    t.after(() => rm(directory, { recursive: true }));
    const id = '0198c0de-0000-7000-8000-000000000000';
    const kept = { ...asked, certificateAuthority: '-----BEGIN CERTIFICATE-----' };
    const request = { v: 1 as const, system: id, endpoint: id, target: kept, suites: ['starter'], attacks: [] };
    await keepRequest(directory, { ...request, judge: null, queried: [] });
    assert.deepEqual((await readRequest(directory))?.target, kept);
    assert.match(await readFile(join(directory, 'request.json'), 'utf8'), /"timeoutSeconds":1/);
  });
});
