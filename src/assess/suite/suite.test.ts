import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  AssessError,
  assessProblems,
  bankDirectory,
  createGrading,
  type Fault,
  loadSuite,
  type Suite,
  type SuiteCase,
  suiteCaseSchema,
} from '../index.ts';
import { suiteFaultCodes } from '../problems/suite.ts';
import { folder, line, numbered } from '../run/run.spec-world.ts';
import { linesOf } from './encoding.ts';

const { accepts } = createGrading();

async function load(content: string | Buffer, name = 'suite.jsonl'): Promise<Suite> {
  const path = join(await folder(), name);
  await writeFile(path, content);
  return loadSuite(path, { bank: bankDirectory, accepts });
}

async function casesOf(suite: Suite): Promise<SuiteCase[]> {
  const found: SuiteCase[] = [];
  for await (const it of suite.cases()) found.push(it);
  return found;
}

async function faultsOf(content: string, name?: string): Promise<readonly Fault[]> {
  try {
    await load(content, name);
  } catch (error) {
    assert.ok(error instanceof AssessError, String(error));
    assert.equal(error.code, 'suite.invalid');
    return error.faults;
  }
  return assert.fail('was accepted');
}

const brief = (faults: readonly Fault[]) => faults.map((it) => `${it.line} ${it.field} ${it.code}`);

test('the published schema is current', () => {
  const path = join(import.meta.dirname, '../../../docs/schemas/suite-case.schema.json');
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), JSON.parse(JSON.stringify(suiteCaseSchema())));
});

test('JSONL and YAML of the same cases give the same digest', async () => {
  const jsonl = await load(`${line({ id: 'a' })}\n\n${line({ id: 'b' })}\r\n`);
  const yaml = await load(`# two\n- ${line({ id: 'a' })}\n- ${line({ id: 'b' })}\n`, 'suite.yaml');
  const under = await load(`cases:\n  - ${line({ id: 'a' })}\n  - ${line({ id: 'b' })}\n`, 'suite.yml');
  assert.equal(jsonl.count, 2);
  assert.equal(jsonl.digest, yaml.digest);
  assert.equal(jsonl.digest, under.digest);
  assert.deepEqual(
    (await casesOf(yaml)).map((it) => it.id),
    ['a', 'b'],
  );
});

test('byte order mark, UTF-16 and GB18030 are read and said', async () => {
  const text = `${line({ id: 'a', language: 'zh', scenario: '问答' })}\n`;
  const digest = (await load(text)).digest;
  const marked = await load(`\ufeff${text}`);
  const wide = await load(Buffer.from(`\ufeff${text}`, 'utf16le'));
  const bare = await load(Buffer.from(text, 'utf16le').swap16());
  // 问答 in GB18030
  const gb = await load(
    Buffer.concat(
      text
        .split('问答')
        .flatMap((it, at) => (at === 0 ? [Buffer.from(it)] : [Buffer.from([0xce, 0xca, 0xb4, 0xf0]), Buffer.from(it)])),
    ),
  );
  assert.deepEqual(
    [marked, wide, bare, gb].map((it) => it.digest),
    [digest, digest, digest, digest],
  );
  assert.deepEqual(
    [marked, wide, bare, gb].map((it) => it.notices[0]?.code),
    ['suite.byte_order_mark', 'suite.decoded_as_utf16', 'suite.decoded_as_utf16', 'suite.decoded_as_gb18030'],
  );
});

test('what is in no known encoding, empty, missing or a folder is refused by name', async () => {
  await assert.rejects(load(Buffer.from([0x7b, 0xff, 0xff, 0xff, 0x7d])), { code: 'suite.encoding_unknown' });
  await assert.rejects(load('\n \n'), { code: 'suite.empty' });
  await assert.rejects(loadSuite('/nowhere/x.jsonl', { bank: bankDirectory, accepts }), { code: 'suite.not_found' });
  await assert.rejects(loadSuite('no-such-suite', { bank: bankDirectory, accepts }), { code: 'suite.not_found' });
  const directory = await folder();
  await assert.rejects(loadSuite(directory, { bank: bankDirectory, accepts }), { code: 'suite.unreadable' });
});

test('every fault comes with line and field, all at once', async () => {
  const { id: _, ...lacking } = JSON.parse(line({ id: 'x' })) as Record<string, unknown>;
  const faults = await faultsOf(
    [
      line({ id: 'a' }),
      '{"id": ',
      JSON.stringify(lacking),
      line({ id: 'b', surprise: 1 }),
      line({ id: 'c', turns: [{ role: 'robot', content: '' }] }),
      line({ id: 'd', expect: 'please' }),
      line({ id: 'e', expect: { matches: '(?=x)' }, grader: 'contains' }),
      line({ id: 'f', grader: 'choice' }),
      line({ id: 'a' }),
      line({ id: 'g', risks: ['nonsense'] }),
      line({ id: 'h', turns: [{ role: 'system', content: 'x' }] }),
      line({ id: 'i', grader: 'robustness', expect: 'same' }),
      '[1]',
      line({ id: 'j', risks: ['3.2.1(a)', '9.9.9(z)'] }),
    ].join('\n'),
  );
  assert.deepEqual(brief(faults), [
    '2  suite.not_json',
    '3 id suite.field_missing',
    '4 surprise suite.field_unknown',
    '5 turns[0].role suite.field_invalid',
    '5 turns[0].content suite.field_invalid',
    '6 expect suite.expectation_unknown',
    '7 expect.matches suite.regex_invalid',
    '8 expect suite.grader_refuses',
    '9 id suite.duplicate_id',
    '10 risks[0] suite.field_invalid',
    '11 turns suite.no_user_turn',
    '12 group suite.group_missing',
    '13  suite.field_invalid',
    '14 risks[1] suite.risk_unknown',
  ]);
});

test('no more than twenty faults are collected, and they are not held for a million lines', async () => {
  const faults = await faultsOf('x\n'.repeat(5000));
  assert.equal(faults.length, 20);
});

test('YAML: syntax, an alias and something other than a list are refused with their line', async () => {
  assert.deepEqual(
    brief(await faultsOf('- a: 1\n- {b: \n', 's.yaml')).map((it) => it.split(' ')[2]),
    ['suite.not_yaml'],
  );
  assert.deepEqual(brief(await faultsOf('a: 1\n', 's.yaml')), ['1  suite.not_a_list']);
  const bomb = '- &a {x: 1}\n- {y: *a}\n';
  assert.ok((await faultsOf(bomb, 's.yaml')).some((it) => it.line === 2));
  const block =
    'cases:\n  - id: a\n    language: en\n    risks: [3.2.1(a)]\n    scenario: s\n    turns:\n      - role: user\n        content: 5\n    expect: refuse\n    grader: nope\n    source: s\n    licence: CC0-1.0\n    colour: red\n';
  assert.deepEqual(
    (await faultsOf(block, 's.yaml')).map((it) => [it.line, it.field]).sort((a, b) => Number(a[0]) - Number(b[0])),
    [
      [8, 'turns[0].content'],
      [10, 'grader'],
      [13, 'colour'],
    ],
  );
  const faults = await faultsOf(`- ${line({ id: 'a' })}\n\n- ${line({ id: 'b', expect: 'x' })}\n`, 's.yaml');
  assert.deepEqual(brief(faults), ['3 expect suite.expectation_unknown']);
});

test('a line beyond its bound is a fault and is not kept', async () => {
  const path = join(await folder(), 'long.txt');
  await writeFile(path, `short\n${'x'.repeat(300_000)}\nlast`);
  const seen: (string | null)[] = [];
  for await (const it of linesOf(path, 'utf-8', 1000)) seen.push(it.text);
  assert.deepEqual(seen, ['short', null, 'last']);
});

test('a file that changes between its readings is refused', async () => {
  const path = join(await folder(), 'big.jsonl');
  const lines = numbered(40, { scenario: 'x', turns: [{ role: 'user', content: 'y'.repeat(99_000) }] });
  await writeFile(path, lines.join('\n').repeat(1));
  const more = numbered(20, { turns: [{ role: 'user', content: 'z'.repeat(99_000) }] }).map((it) =>
    it.replace('"q-', '"z-'),
  );
  await writeFile(path, [...lines, ...more].join('\n'));
  const suite = await loadSuite(path, { bank: bankDirectory, accepts });
  assert.equal((await casesOf(suite)).length, 60);
  await writeFile(path, lines.join('\n'));
  await assert.rejects(casesOf(suite), { code: 'suite.changed' });
});

test('lines come out as they went in, whatever the chunks', async () => {
  const path = join(await folder(), 'lines.txt');
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme' }).map((it) => it.replace(/[\r\n\ufeff]/g, '')),
        { minLength: 1 },
      ),
      async (given) => {
        await writeFile(path, `${given.join('\n')}\n`);
        const seen: (string | null)[] = [];
        for await (const it of linesOf(path, 'utf-8', 100_000)) seen.push(it.text);
        assert.deepEqual(seen, given);
      },
    ),
    { numRuns: 50 },
  );
});

test('every code of a fault has words in both languages', () => {
  for (const code of suiteFaultCodes) assert.ok(assessProblems[code], code);
  for (const [code, text] of Object.entries(assessProblems)) {
    assert.match(text.zh, /[\u4e00-\u9fff]/, code);
    assert.match(text.action.zh, /[\u4e00-\u9fff]/, code);
    assert.doesNotMatch(`${text.en}${text.action.en}`, /[\u4e00-\u9fff]/, code);
    const names = (it: string) => [...it.matchAll(/\{([A-Za-z]+)\}/g)].map((found) => found[1]).sort();
    assert.deepEqual(names(text.zh), names(text.en), code);
  }
});
