import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { AssessError, createGrading, openTarget, type SuiteCase, type TargetSpecification } from '../index.ts';
import { completion, type Handler, line, sendJson, serve } from '../run/run.spec-world.ts';
import { cutAtCharacter, foreignWord } from './foreign.ts';

const key = 'sk-secret-KEY-424242';
const turns = [{ role: 'user', content: 'Hello' }] as const;
const quiet = () => new AbortController().signal;
const kinds = ['openai', 'openai-stream', 'anthropic', 'ollama', 'http'] as const;
type Kind = (typeof kinds)[number];

const escaped = (text: string) =>
  [...text].map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** What the endpoint of a kind answers, JSON text for the words, so that a test chooses the escapes. */
function bodyOf(kind: Kind, text: readonly string[], model: string, finish: string): string {
  const whole = text.join('');
  if (kind === 'openai')
    return `{"model":"${model}","system_fingerprint":"${model}","choices":[{"finish_reason":"${finish}","message":{"content":"${whole}"}}]}`;
  if (kind === 'openai-stream') {
    const pieces = text.map((it) => `data: {"model":"${model}","choices":[{"delta":{"content":"${it}"}}]}\n\n`);
    return `${pieces.join('')}data: {"choices":[{"delta":{},"finish_reason":"${finish}"}]}\n\ndata: [DONE]\n\n`;
  }
  if (kind === 'anthropic')
    return `{"model":"${model}","stop_reason":"${finish}","content":[${text.map((it) => `{"type":"text","text":"${it}"}`).join(',')}]}`;
  if (kind === 'ollama') {
    const pieces = text.map((it) => `{"model":"${model}","message":{"content":"${it}"},"done":false}\n`);
    return `${pieces.join('')}{"model":"${model}","message":{"content":""},"done":true,"done_reason":"${finish}"}\n`;
  }
  return `{"data":"${whole}"}`;
}

async function open(context: TestContext, kind: Kind, handler: Handler) {
  const { address } = await serve(context, handler);
  const base = { address, key, model: 'm', params: kind === 'anthropic' ? { max_tokens: 9 } : {} };
  const specification: TargetSpecification =
    kind === 'http' ? { kind, address, key, body: '{"q":"{{prompt}}"}', answer: '$.data' } : { kind, ...base };
  const target = await openTarget(specification, { now: Date.now });
  context.after(() => target.close());
  return target;
}

function handlerOf(kind: Kind, body: string): Handler {
  return (_, response) => {
    response.writeHead(200, { 'content-type': kind === 'openai-stream' ? 'text/event-stream' : 'application/json' });
    response.end(body);
  };
}

for (const kind of kinds) {
  test(`${kind}: a key that comes back in pieces or escaped is in no part of the answer`, async (context) => {
    for (const pieces of [[...key], [escaped(key)], [key]]) {
      const name = pieces.join('');
      const target = await open(context, kind, handlerOf(kind, bodyOf(kind, ['your ', ...pieces], name, name)));
      const answer = await target.ask(turns, quiet());
      assert.equal(answer.text, 'your [redacted]');
      assert.doesNotMatch(JSON.stringify(answer), /424242/);
      if (kind !== 'http') assert.equal(answer.reportedModel, '[redacted]');
    }
  });

  test(`${kind}: names with half a character, controls or no end come out fit for a record`, async (context) => {
    const odd = `m\\ud800\\u0000\\u001b[31m${'a'.repeat(284)}\\ud83d\\ude00${'b'.repeat(20_000)}`;
    const target = await open(context, kind, handlerOf(kind, bodyOf(kind, ['x'], odd, odd)));
    const { reportedModel, finish } = await target.ask(turns, quiet());
    for (const given of kind === 'http' ? [] : [reportedModel, finish]) {
      const word = given ?? '';
      assert.ok(word.isWellFormed() && word.length <= 300 && word.startsWith('m'), word);
      assert.doesNotMatch(word, /\p{Cc}/u);
    }
  });
}

test('a key escaped in an error body is in no parameter, nor in one cut to its bound', async (context) => {
  for (const said of [escaped(key), key, `${'x'.repeat(190)}${escaped(key)}`]) {
    const target = await open(context, 'openai', (_, response) =>
      sendJson(response, `{"error":{"message":"bad ${said}","auth":"${escaped(key)}"}}`, 400),
    );
    const error = await target.ask(turns, quiet()).catch((it: unknown) => it);
    assert.ok(error instanceof AssessError);
    assert.equal(error.code, 'target.request_refused');
    assert.doesNotMatch(`${error.message}${JSON.stringify(error.params)}${String(error.cause)}`, /sk-secret|\\u/);
  }
});

test('a program that is asked gets no key from the environment, and what it says of it is taken out', async (context) => {
  const script = `process.stdout.write(JSON.stringify(process.env) + ${JSON.stringify(key)})`;
  const environment = {
    PATH: process.env.PATH,
    DUHENG_API_KEY: 'other-1',
    MINE: key,
    AUTH: `Bearer ${key}`,
    KEPT: 'yes',
  };
  const command = { kind: 'command', program: process.execPath, args: ['-e', script] } as const;
  const target = await openTarget({ ...command, key }, { now: Date.now, environment });
  context.after(() => target.close());
  const { text } = await target.ask(turns, quiet());
  assert.match(text, /"KEPT":"yes".*\[redacted\]$/);
  assert.doesNotMatch(text, /DUHENG_API_KEY|MINE|AUTH|424242/);
  const keyless = await openTarget(command, { now: Date.now, environment });
  context.after(() => keyless.close());
  assert.doesNotMatch((await keyless.ask(turns, quiet())).text, /DUHENG_API_KEY|other-1/);
});

const withheld: readonly (readonly [Kind, string])[] = [
  ['openai', '{"choices":[{"finish_reason":"content_filter","message":{"content":""}}]}'],
  ['openai', '{"choices":[{"finish_reason":"content_filter","message":{"role":"assistant","content":null}}]}'],
  ['openai', '{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"I can’t assist with that."}}]}'],
  ['openai-stream', 'data: {"choices":[{"delta":{},"finish_reason":"content_filter"}]}\n\ndata: [DONE]\n\n'],
  ['openai-stream', 'data: {"choices":[{"delta":{"refusal":"I’m sorry, I can’t help."},"finish_reason":"stop"}]}\n\n'],
  ['anthropic', '{"content":[],"stop_reason":"refusal"}'],
];
for (const [kind, body] of withheld) {
  test(`${kind}: a refusal by a field is an answer that refuses: ${body.slice(0, 90)}`, async (context) => {
    const target = await open(context, kind, handlerOf(kind, body));
    const { text } = await target.ask(turns, quiet());
    for (const language of ['en', 'zh']) {
      const it = JSON.parse(line({ id: 'a', language })) as SuiteCase;
      const { verdict } = await createGrading().grade(it, turns, text, quiet());
      assert.equal(verdict, 'pass', text);
    }
  });
}

test('an empty answer that nothing explains stays an error', async (context) => {
  const target = await open(context, 'openai', (_, response) => sendJson(response, completion('')));
  await assert.rejects(target.ask(turns, quiet()), { code: 'target.answer_empty' });
});

test('whatever an endpoint calls itself, the word is well-formed, bounded, printable and free of the key', () => {
  const unit = fc.constantFrom(
    '\ud83d\ude00',
    '\ud800',
    '\udc00',
    '\0',
    '\u001b',
    'a',
    key,
    key.slice(0, 9),
    key.slice(9),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 200 }), (units) => {
      const word = foreignWord(units.join(''), [key]) ?? '';
      assert.ok(word.isWellFormed() && word.length <= 300);
      assert.doesNotMatch(word, /\p{Cc}|sk-secret-KEY-424242/u);
    }),
  );
  assert.equal(cutAtCharacter('a\ud83d\ude00', 2), 'a');
});
