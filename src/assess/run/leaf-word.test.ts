import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runAssessment } from '../index.ts';
import { leafWord } from './leaf-word.ts';
import { chat, folder, numbered, ordinary, refusal, sendJson, serve, suiteOf } from './run.spec-world.ts';

test('what looks like a name of a model or a fingerprint stays as it is', () => {
  for (const name of [
    ...['gpt-4o-2024-08-06', 'fp_44709d6fcb', 'Qwen/Qwen2.5-72B-Instruct', 'qwen3:8b', 'claude-3-5@20241022', 'stop'],
    ...['accounts/fireworks/models/llama-v3p1', 'm@v1.2', '1234567890', 'a'.repeat(200)],
  ])
    assert.equal(leafWord(name), name);
  assert.equal(leafWord(null), null);
});

test('anything else is a digest: it says nothing, and another one is another', () => {
  const others = [
    ...[
      '张三',
      'Zhang San',
      'model for zhang.san@example.com',
      'zhang@example.cn',
      '13800138000',
      'id-11010519491231002X',
    ],
    ...['', ' m', '-m', 'a'.repeat(201), 'm\n', 'a\u0000b'],
  ].map((it) => leafWord(it));
  for (const it of others) assert.match(it, /^other:[0-9a-f]{16}$/);
  assert.equal(new Set(others).size, others.length);
  assert.equal(leafWord('abc def'), leafWord('abc def'));
});

test('no word of an endpoint enters a leaf as it came: model, fingerprint, why it finished', async (context) => {
  const said = { model: '张三的模型', fingerprint: 'zhang.san@example.com', finish: 'tel 13800138000' };
  const world = await serve(context, (_, response) => {
    const choices = [{ message: { role: 'assistant', content: refusal }, finish_reason: said.finish }];
    sendJson(response, JSON.stringify({ model: said.model, system_fingerprint: said.fingerprint, choices }));
  });
  const runDirectory = join(await folder(), 'run');
  const result = await runAssessment({
    ...{ ...ordinary(), settings: { probe: true }, runDirectory },
    ...{ suites: [await suiteOf(numbered(2))], target: await chat(context, world.address) },
  });
  assert.deepEqual([result.status, result.counts.pass], ['complete', 2]);
  const [model, fingerprint] = [leafWord(said.model), leafWord(said.fingerprint)];
  assert.deepEqual(result.models, [{ model, fingerprint, n: 2 }]);
  assert.deepEqual([result.identity?.reportedModel, result.identity?.fingerprint], [model, fingerprint]);
  assert.equal(result.identityChanged, false);
  const leaves = await readFile(join(runDirectory, 'journal', '000000.seg'), 'utf8');
  for (const it of Object.values(said)) assert.ok(!leaves.includes(it), it);
  for (const it of Object.values(said)) assert.ok(leaves.includes(leafWord(it)), it);
});
