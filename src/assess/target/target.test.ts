import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AssessError, type AssessErrorCode, openTarget, type Target, type TargetSpecification } from '../index.ts';
import { chat, completion, folder, type Handler, sendJson, serve } from '../run/run.spec-world.ts';
import { eventData } from './sse.ts';
import { fillTemplate } from './template.ts';

const turns = [{ role: 'user', content: 'Hello {{messages}} "there"\n你好' }] as const;
const quiet = () => new AbortController().signal;

async function assertFails(target: Target, code: AssessErrorCode, params: Record<string, unknown> = {}) {
  await assert.rejects(target.ask(turns, quiet()), (error) => {
    assert.ok(error instanceof AssessError, String(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(params)) assert.deepEqual(error.params[name], value, name);
    return true;
  });
}

async function against(context: TestContext, handler: Handler, bounds = {}) {
  const world = await serve(context, handler);
  return { world, target: await chat(context, world.address, bounds) };
}

async function over(context: TestContext, specification: TargetSpecification, bounds = {}) {
  const target = await openTarget(specification, { now: Date.now, bounds });
  context.after(() => target.close());
  return target;
}

test('a chat completion gives text, model, fingerprint and finish', async (context) => {
  const { target } = await against(context, (_, response) =>
    sendJson(response, completion('好的', { system_fingerprint: 'fp' })),
  );
  const { bytes, ...answer } = await target.ask(turns, quiet());
  assert.deepEqual(answer, { text: '好的', reportedModel: 'world-1', fingerprint: 'fp', finish: 'stop' });
  assert.ok(bytes > 50);
});

test('nothing is sent but model, messages and the user’s own parameters', async (context) => {
  const world = await serve(context, (_, response) => sendJson(response, completion('x')));
  await (await chat(context, world.address)).ask(turns, quiet());
  await (await chat(context, world.address, {}, { params: { temperature: 0 } })).ask(turns, quiet());
  assert.deepEqual(JSON.parse(world.bodies[0] ?? ''), { model: 'world', messages: turns });
  assert.deepEqual(JSON.parse(world.bodies[1] ?? ''), { model: 'world', temperature: 0, messages: turns });
  assert.equal(world.headers[0]?.authorization, undefined);
});

test('reserved parameters, addresses with credentials and other schemes are refused', async () => {
  const open = (more: object) =>
    openTarget({ kind: 'openai', address: 'http://127.0.0.1:9/v1', model: 'm', ...more }, { now: Date.now });
  await assert.rejects(open({ params: { stream: true } }), { code: 'target.param_reserved' });
  await assert.rejects(open({ address: 'http://user:pass@127.0.0.1/v1' }), { code: 'target.address_invalid' });
  await assert.rejects(open({ address: 'file:///etc/passwd' }), { code: 'target.address_invalid' });
  await assert.rejects(open({ key: 'bad\nkey' }), { code: 'target.address_invalid' });
});

test('a key that the server echoes comes out of no error and no answer', async (context) => {
  const key = 'sk-very-secret-123';
  const world = await serve(context, (question, response, request) =>
    question === 'echo'
      ? sendJson(response, completion(`you sent ${request.headers.authorization}`))
      : sendJson(response, JSON.stringify({ error: { message: `bad key ${request.headers.authorization}` } }), 401),
  );
  const target = await chat(context, world.address, {}, { key });
  const answer = await target.ask([{ role: 'user', content: 'echo' }], quiet());
  assert.equal(answer.text, 'you sent Bearer [redacted]');
  const error = await target.ask(turns, quiet()).then(
    () => assert.fail('was answered'),
    (it: unknown) => it,
  );
  assert.ok(error instanceof AssessError);
  assert.equal(error.params.said, 'bad key Bearer [redacted]');
  assert.ok(!`${JSON.stringify(error.params)}${error.message}${JSON.stringify(target.describe())}`.includes(key));
});

const statuses: readonly (readonly [number, AssessErrorCode])[] = [
  [400, 'target.request_refused'],
  [401, 'target.unauthorised'],
  [403, 'target.forbidden'],
  [404, 'target.not_found'],
  [429, 'target.rate_limited'],
  [500, 'target.server_error'],
  [503, 'target.server_error'],
];
for (const [status, code] of statuses) {
  test(`status ${status} is ${code}`, async (context) => {
    const { target } = await against(context, (_, response) =>
      sendJson(response, '{"error":{"message":"no"}}', status),
    );
    await assertFails(target, code, { status, said: 'no' });
  });
}

test('Retry-After is read in seconds and as a date', async (context) => {
  let header = '7';
  const { target } = await against(context, (_, response) => {
    response.writeHead(429, { 'retry-after': header });
    response.end();
  });
  await assertFails(target, 'target.rate_limited', { retryAfterMs: 7000 });
  header = new Date(Date.now() - 5000).toUTCString();
  await assertFails(target, 'target.rate_limited', { retryAfterMs: 0 });
  header = 'soon';
  await assertFails(target, 'target.rate_limited', { retryAfterMs: undefined });
});

test('a redirect is refused and named without its query', async (context) => {
  const { world, target } = await against(context, (_, response) => {
    response.writeHead(302, { location: 'https://elsewhere.example/x?token=1' });
    response.end();
  });
  await assertFails(target, 'target.redirected', { to: 'https://elsewhere.example/x' });
  assert.equal(world.asked.length, 1);
});

test('HTML instead of JSON', async (context) => {
  const { target } = await against(context, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>Sign in</html>');
  });
  await assertFails(target, 'target.not_json', { html: true, contentType: 'text/html' });
});

test('JSON of another shape, an empty answer and invalid UTF-8', async (context) => {
  let body: string | Buffer = '{"choices":[]}';
  const { target } = await against(context, (_, response) => void response.end(body));
  await assertFails(target, 'target.answer_malformed');
  body = completion('  ');
  await assertFails(target, 'target.answer_empty', { finish: 'stop' });
  body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  await assertFails(target, 'target.invalid_utf8');
  body = '{"choices":[{"mess';
  await assertFails(target, 'target.answer_truncated');
});

test('an answer of 50 MB is cut off at the bound, announced or not', async (context) => {
  let announced = false;
  let closed = 0;
  const { target } = await against(context, (_, response) => {
    response.on('close', () => {
      closed += 1;
    });
    if (announced) response.setHeader('content-length', 50_000_000);
    const chunk = Buffer.alloc(1_000_000, 'a');
    const push = (left: number): void => {
      if (left > 0 && !response.destroyed) response.write(chunk, () => push(left - 1));
      else response.end();
    };
    push(50);
  });
  await assertFails(target, 'target.answer_too_large', { limitBytes: 8 * 1024 * 1024 });
  announced = true;
  await assertFails(target, 'target.answer_too_large');
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(closed >= 1);
});

test('a hang before the first byte and one after it end by their own bounds', async (context) => {
  let head = false;
  const { target } = await against(
    context,
    (_, response) => {
      if (head) response.write('{"choices"');
    },
    { firstByteMs: 60, totalMs: 150 },
  );
  await assertFails(target, 'target.first_byte_timeout', { limitMs: 60 });
  head = true;
  await assertFails(target, 'target.timeout', { limitMs: 150 });
});

test('a connection that breaks before the answer and within it', async (context) => {
  let head = false;
  const { target } = await against(context, (_, response) => {
    if (head) response.writeHead(200, { 'content-length': 1000 }).write('{"a"');
    setImmediate(() => response.destroy());
  });
  await assertFails(target, 'target.connection_lost');
  head = true;
  await assertFails(target, 'target.answer_truncated');
});

test('an unreachable host, an unknown one, TLS against plain HTTP and something that is no HTTP', async (context) => {
  const silent = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('220 mail ready\r\n'));
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  context.after(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  await assertFails(await chat(context, `http://127.0.0.1:${port}`), 'target.answer_malformed');
  await assertFails(await chat(context, `https://127.0.0.1:${port}`), 'target.tls_failed');
  await assertFails(await chat(context, 'http://127.0.0.1:1/v1'), 'target.unreachable');
  await assertFails(await chat(context, 'http://duheng.invalid/v1'), 'target.dns_failed');
});

test('cancelling ends a question at once', async (context) => {
  const { target } = await against(context, () => undefined);
  const controller = new AbortController();
  const asked = target.ask(turns, controller.signal);
  controller.abort();
  await assert.rejects(asked, { code: 'target.cancelled' });
  await assert.rejects(target.ask(turns, controller.signal), { code: 'target.cancelled' });
});

const streamed =
  (events: readonly string[]): Handler =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((it) => `data: ${it}\r\n\r\n`).join(''));
  };
const piece = (content: string, finish: string | null = null) =>
  JSON.stringify({ model: 's-1', system_fingerprint: 'f', choices: [{ delta: { content }, finish_reason: finish }] });

test('a streamed answer is put together; cut short it is truncated, and its own error is one', async (context) => {
  let events = [piece('Hel'), piece('lo'), piece('', 'stop'), '[DONE]'];
  const world = await serve(context, (question, response, request) => streamed(events)(question, response, request));
  const target = await over(context, { kind: 'openai-stream', address: world.address, model: 'm' });
  const { bytes: _, ...answer } = await target.ask(turns, quiet());
  assert.deepEqual(answer, { text: 'Hello', reportedModel: 's-1', fingerprint: 'f', finish: 'stop' });
  assert.equal(JSON.parse(world.bodies[0] ?? '').stream, true);
  events = [piece('Hel'), piece('lo')];
  await assertFails(target, 'target.answer_truncated');
  events = [piece('Hel'), '{"error":{"message":"overloaded"}}'];
  await assertFails(target, 'target.stream_error');
  events = ['not json'];
  await assertFails(target, 'target.answer_malformed');
});

test('events: comments and fields are skipped, lines of data joined, an open event dropped', () => {
  const body = '\ufeff: hi\n\ndata: a\ndata:b\nevent: x\n\nid: 1\r\n\r\ndata: c\r\rdata: open';
  assert.deepEqual([...eventData(body)], ['a\nb', 'c']);
});

test('Anthropic messages: system apart, max_tokens is the user’s to give', async (context) => {
  const world = await serve(context, (_, response) =>
    sendJson(
      response,
      JSON.stringify({ model: 'c-1', stop_reason: 'end_turn', content: [{ type: 'text', text: 'hi' }] }),
    ),
  );
  const base = { kind: 'anthropic', address: world.address, model: 'c', key: 'key-123456' } as const;
  await assert.rejects(openTarget(base, { now: Date.now }), { code: 'target.param_required' });
  const target = await over(context, { ...base, params: { max_tokens: 9 } });
  const answer = await target.ask([{ role: 'system', content: 'Be kind' }, ...turns], quiet());
  assert.equal(answer.text, 'hi');
  assert.deepEqual(JSON.parse(world.bodies[0] ?? ''), {
    model: 'c',
    max_tokens: 9,
    system: 'Be kind',
    messages: turns,
  });
  assert.equal(world.headers[0]?.['x-api-key'], 'key-123456');
});

test('Ollama: its lines are put together, without done they are truncated', async (context) => {
  let lines = [
    '{"model":"o","message":{"content":"a"},"done":false}',
    '{"message":{"content":"b"},"done":true,"done_reason":"stop"}',
  ];
  const world = await serve(context, (_, response) => void response.end(lines.join('\n')));
  const target = await over(context, { kind: 'ollama', address: world.address.replace('/v1', ''), model: 'o' });
  assert.equal((await target.ask(turns, quiet())).text, 'ab');
  assert.deepEqual(JSON.parse(world.bodies[0] ?? ''), { model: 'o', messages: turns });
  lines = lines.slice(0, 1);
  await assertFails(target, 'target.answer_truncated');
});

test('any HTTP endpoint by template and JSON path; a placeholder within a question stays', async (context) => {
  const world = await serve(context, (_, response) => sendJson(response, '{"data":[{"t":"yes"},{"t":" no"}]}'));
  const base = {
    kind: 'http',
    address: `${world.address}?v=2`,
    key: 'key-123456',
    headers: { 'X-Token': '{{key}}' },
  } as const;
  const target = await over(context, { ...base, body: '{"q":"{{prompt}}","all":{{messages}}}', answer: '$.data[*].t' });
  assert.equal((await target.ask(turns, quiet())).text, 'yes no');
  assert.deepEqual(JSON.parse(world.bodies[0] ?? ''), { q: turns[0].content, all: turns });
  assert.equal(world.headers[0]?.['x-token'], 'key-123456');
  assert.equal(world.headers[0]?.authorization, undefined);
  assert.equal(target.describe().address.includes('?'), false);
  const missing = await over(context, { ...base, body: '{"q":"{{prompt}}"}', answer: '$.none' });
  await assertFails(missing, 'target.answer_malformed');
  const open = (body: string, answer: string) => openTarget({ ...base, body, answer }, { now: Date.now });
  await assert.rejects(open('{"q":{{prompt}}}', '$'), { code: 'target.template_invalid' });
  await assert.rejects(open('{"q":1}', '$'), { code: 'target.template_invalid' });
  await assert.rejects(open('{"q":"{{secret}}"}', '$'), { code: 'target.template_invalid' });
  await assert.rejects(open('{"q":"{{prompt}}"}', '$['), { code: 'target.json_path_invalid' });
  assert.equal(fillTemplate('"{{prompt}}"', [{ role: 'user', content: '$& "x"' }]), '"$& \\"x\\""');
});

test('a command: input on standard input, no shell, faults coded', async (context) => {
  const node = (script: string, bounds = {}) =>
    over(context, { kind: 'command', program: process.execPath, args: ['-e', script] }, bounds);
  const echo = await node('process.stdin.pipe(process.stdout)');
  assert.equal((await echo.ask(turns, quiet())).text, turns[0].content);
  await assertFails(await node('process.exit(3)'), 'target.command_failed', { status: 3 });
  await assertFails(await node('setInterval(() => {}, 1000)', { totalMs: 100 }), 'target.timeout');
  await assertFails(
    await node('process.stdout.write("a".repeat(5000))', { answerBytes: 1000 }),
    'target.answer_too_large',
  );
  await assertFails(await node(''), 'target.answer_empty');
  const missing = await over(context, { kind: 'command', program: '/nowhere/$(id)', args: [] });
  await assertFails(missing, 'target.command_not_found');
});

test('a command that does not end is ended with all that it started', {
  skip: process.platform === 'win32' && 'no process groups here',
}, async (context) => {
  const lives = Promise.withResolvers<Socket>();
  const keeper = createTcpServer((socket) => lives.resolve(socket));
  await new Promise<void>((resolve) => keeper.listen(0, '127.0.0.1', resolve));
  context.after(() => keeper.close());
  const { port } = keeper.address() as AddressInfo;
  // The child of the child holds our connection, and the output of its parent, for as long as it lives.
  const child = `require('net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1000)`;
  const script = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
  const target = await over(context, { kind: 'command', program: process.execPath, args: ['-e', script] });
  const asking = new AbortController();
  const asked = target.ask(turns, asking.signal);
  const socket = await lives.promise;
  const gone = new Promise((resolve) => socket.on('error', resolve).on('close', resolve).resume());
  asking.abort();
  await assert.rejects(asked, { code: 'target.cancelled' });
  await gone;
});

test('a transcript answers what it recorded and refuses what is faulty with file and line', async (context) => {
  const path = join(await folder(), 'recorded.jsonl');
  await writeFile(path, `\ufeff{"question":${JSON.stringify(turns[0].content)},"answer":"recorded","model":"r"}\n\n`);
  const target = await over(context, { kind: 'transcript', path });
  assert.deepEqual((await target.ask(turns, quiet())).text, 'recorded');
  await assert.rejects(target.ask([{ role: 'user', content: 'other' }], quiet()), {
    code: 'target.transcript_lacks_question',
  });
  await writeFile(path, '{"question":"a","answer":"1"}\n{"question":"a","answer":"2"}\n');
  await assert.rejects(openTarget({ kind: 'transcript', path }, { now: Date.now }), (error) => {
    assert.ok(error instanceof AssessError);
    assert.deepEqual([error.code, error.params.line, error.params.field], ['target.transcript_invalid', 2, 'question']);
    return true;
  });
  await assert.rejects(openTarget({ kind: 'transcript', path: '/nowhere' }, { now: Date.now }), {
    code: 'target.transcript_invalid',
  });
});
