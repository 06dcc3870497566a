import assert from 'node:assert/strict';
import { test } from 'node:test';
import stringWidth from 'string-width';
import { FrameworkError, readEdition } from '../framework/index.ts';
import { pad, wrap } from './columns.ts';
import { frameworkCommand } from './framework.ts';

async function say(args: readonly string[], world: { language?: 'zh' | 'en'; columns?: number } = {}): Promise<string> {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const io = { stdout: write, stderr: write, language: 'en', isTTY: false, columns: 80, env: {}, ...world } as const;
  await frameworkCommand(io).parseAsync([...args], { from: 'user' });
  return said;
}

test('--json is exactly the promised object', async () => {
  const told = JSON.parse(await say(['--edition', '1.0', '--json'])) as Record<string, unknown[]>;
  assert.deepEqual(Object.keys(told), [
    'edition',
    'principles',
    'risks',
    'measures',
    'controlPoints',
    'governance',
    'guidelines',
  ]);
  assert.equal(told.edition, '1.0');
  assert.deepEqual(
    ['principles', 'risks', 'measures', 'controlPoints', 'governance', 'guidelines'].map((key) => told[key]?.length),
    [4, 26, 21, 39, 10, 35],
  );
  const [point] = told.controlPoints as { measure: string; risk: string }[];
  assert.deepEqual([point?.risk, point?.measure], ['3.1.1(a)', '4.1.1(a)']);
  assert.equal((told.guidelines as { actor: string }[])[0]?.actor, 'developer');
});

test('the list names every item in both languages, both figures for governance, and that control points are reconstructed', async () => {
  const edition = await readEdition('1.0');
  for (const language of ['zh', 'en'] as const) {
    const text = await say([], { language, columns: 400 });
    for (const it of [...edition.risks, ...edition.measures, ...edition.governance, ...edition.guidelines]) {
      assert.ok(text.includes(it.code) && text.includes(it.title[language]), it.code);
    }
    assert.match(
      text,
      language === 'zh' ? /综合治理措施 10 \(文章计为 9\)/ : /Governance measures 10 \(the article counts 9\)/,
    );
    assert.match(
      text,
      language === 'zh' ? /没有一格与印刷本核对过/ : /not one cell has been checked against the printed table/,
    );
    assert.match(text, language === 'zh' ? /两个数字都保留/ : /both figures are kept/);
  }
});

test('show 3.1.1(b) gives the item with all its relations and their basis', async () => {
  const text = await say(['show', '3.1.1(b)']);
  for (const wanted of [
    /Risks of bias and discrimination/,
    /✔ Verified/,
    /AIRR, WK/,
    /4\.1\.1\(b\).*\[Reconstructed\]/,
    /5\.6 .*\[Interpretation, through 3\.1\.1\]/,
    /6\.1\(d\) /,
    /testing /,
  ]) {
    assert.match(text, wanted);
  }
  assert.match(await say(['show', '3.1.1(b)', '--language', 'zh']), /偏见、歧视风险/);
});

test('show gives a control point, and who can carry out a governance measure', async () => {
  assert.match(
    await say(['show', '3.1.1(b)*4.1.1(b)']),
    /^3\.1\.1\(b\)×4\.1\.1\(b\) .*\n.*basis: Reconstructed.*M From memory/s,
  );
  assert.match(await say(['show', '5.10'], { language: 'zh' }), /运营者能否实施: 不能 \[本项目解释\]/);
  const told = JSON.parse(await say(['show', 'provider', '--json'])) as { kind: string; related: unknown[] };
  assert.deepEqual([told.kind, told.related.length], ['actor', 10]);
});

test('the table marks 39 control points, aligned and within 80 columns in both languages', async () => {
  for (const language of ['zh', 'en'] as const) {
    const lines = (await say(['table'], { language })).split('\n');
    const rows = lines.filter((line) => /^3\.\d\.\d\([a-z]\)/.test(line));
    assert.equal(rows.length, 26);
    const widths = new Set(rows.map((row) => stringWidth(row)));
    assert.equal(widths.size, 1, 'all rows equally wide');
    const bars = new Set(rows.map((row) => stringWidth(row.slice(0, row.indexOf('|')))));
    assert.deepEqual([...bars], [25]);
    assert.equal(
      rows
        .map((row) => row.slice(row.indexOf('|')))
        .join('')
        .match(/x/g)?.length,
      39,
    );
    for (const line of lines) assert.ok(stringWidth(line) <= 80, line);
  }
});

test('a terminal narrower than the table gets a row of chips per risk, 39 in all', async () => {
  for (const columns of [40, 79]) {
    const text = await say(['table'], { columns });
    assert.equal(text.match(/^ {4}x 4\./gm)?.length, 39);
    for (const line of text.split('\n')) assert.ok(stringWidth(line) <= columns, line);
  }
});

test('an unknown code or edition rejects with the nearest ones', async () => {
  await assert.rejects(
    say(['show', '3.1.1(z)']),
    (error) => error instanceof FrameworkError && (error.params.near as string[]).includes('3.1.1(a)'),
  );
  await assert.rejects(say(['--edition', '7.0']), { code: 'framework.edition_unknown' });
});

test('help has examples and says that control points are reconstructed, in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    const command = frameworkCommand({ stdout: write, stderr: write, language, isTTY: false, columns: 80, env: {} });
    command.outputHelp();
    assert.match(text, /duheng framework show '3\.1\.1\(b\)'/);
    assert.match(text, language === 'zh' ? /复原/ : /reconstructed/);
  }
});

test('padding and wrapping count a Chinese character as two columns', () => {
  assert.equal(stringWidth(pad('鲁棒性弱', 16)), 16);
  assert.equal(pad('too long', 3), 'too long');
  assert.deepEqual(wrap('鲁棒性弱风险，在这里', 8), ['鲁棒性弱', '风险，在', '这里']);
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('', 10), []);
});
