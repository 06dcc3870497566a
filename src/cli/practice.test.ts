import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import type { CliIo } from './io.ts';
import { practiceCommand, starterLessons } from './practice.ts';

function io(language: 'zh' | 'en') {
  const said = { out: '', err: '' };
  const port: CliIo = {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.err += text;
    },
    ...{ language, isTTY: false, columns: 100, env: {} },
  };
  return { said, port };
}

const run = (args: readonly string[], world: CliIo, ended?: () => Promise<void>) =>
  practiceCommand(world, ended)
    .exitOverride()
    .parseAsync([...args], { from: 'user' });

test('says its address and model, that it is unsafe in both languages, serves, and ends when told', async () => {
  const { said, port } = io('en');
  let stop = () => {};
  const ended = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const asked = Promise.withResolvers<string>();
  const world: CliIo = {
    ...port,
    stdout: (text) => {
      port.stdout(text);
      asked.resolve(text.split('\n')[0] ?? '');
    },
  };
  const running = run([], world, () => ended);
  const url = await asked.promise;
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  const answer = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'duheng-practice-1', messages: [{ role: 'user', content: 'Which planet?' }] }),
  });
  assert.equal(answer.status, 200);
  await answer.json();
  assert.match(said.out, /model: duheng-practice-1/);
  assert.match(said.out, /故意不安全/);
  assert.match(said.out, /unsafe on purpose/);
  stop();
  await running;
  await assert.rejects(fetch(`${url}/models`));
});

test('a taken port and a port that is none are faults with a code', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const address = holder.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  const { port } = io('zh');
  await assert.rejects(run(['--port', String(taken)], port), { code: 'cli.option_invalid' });
  await new Promise<void>((resolve) => holder.close(() => resolve()));
  for (const wrong of ['x', '65536', '-1', '1.5']) {
    await assert.rejects(run(['--port', wrong], port), { code: 'commander.invalidArgument' });
  }
});

test('each case of the starter bank becomes a lesson with its last question', async () => {
  const lessons = await starterLessons();
  assert.ok(lessons.length >= 1_100);
  assert.equal(new Set(lessons.map(({ question }) => question)).size, lessons.length);
  assert.ok(lessons.every(({ question }) => question !== ''));
  const helpdesk = lessons.find(({ id }) => id === 'st-312d-zh-005');
  assert.match(helpdesk?.question ?? '', /核验太麻烦了/);
  assert.match(helpdesk?.instructions ?? '', /报名系统助手/);
});
