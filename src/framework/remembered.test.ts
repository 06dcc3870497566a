import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { rememberIn } from './remembered.ts';
import { readYaml, recallingYaml } from './yaml.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'duheng-remembered-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const text = 'risks:\n  - code: 3.1.1(a)\n    title: { zh: 名, en: name }\n';

/** How often the text was parsed. */
function counted() {
  const count = { parsed: 0 };
  const parsing = (it: string): unknown => {
    count.parsed += 1;
    return parse(it);
  };
  return { count, parsing };
}

describe('what a shipped text parses to', () => {
  test('is parsed once and recalled by another process as the same values, each time anew', (t) => {
    const folder = join(folderFor(t), 'not', 'made', 'yet');
    const { count, parsing } = counted();
    const first = rememberIn(folder)(text, parsing);
    const second = rememberIn(folder)(text, parsing);
    assert.equal(count.parsed, 1);
    assert.deepEqual(second, first);
    assert.deepEqual(first, parse(text));
    Reflect.set(Object(second), 'risks', 'changed');
    assert.deepEqual(rememberIn(folder)(text, parsing), first);
  });

  test('is never given for another text, be it longer by a blank', (t) => {
    const { count, parsing } = counted();
    const remember = rememberIn(folderFor(t));
    remember(text, parsing);
    assert.deepEqual(remember(`${text} `, parsing), parse(text));
    assert.deepEqual(remember('other: 1', parsing), { other: 1 });
    assert.equal(count.parsed, 3);
  });

  for (const [damage, harm] of [
    ['a changed value', (kept: string) => kept.replace('3.1.1(a)', '3.1.1(b)')],
    ['a cut-off end', (kept: string) => kept.slice(0, -3)],
    ['nothing in it', () => ''],
    ['something else', () => 'rubbish'],
  ] as const) {
    test(`a file with ${damage} is made anew`, (t) => {
      const folder = folderFor(t);
      const { count, parsing } = counted();
      rememberIn(folder)(text, parsing);
      const [name = ''] = readdirSync(folder);
      writeFileSync(join(folder, name), harm(readFileSync(join(folder, name), 'utf8')));
      assert.deepEqual(rememberIn(folder)(text, parsing), parse(text));
      assert.equal(count.parsed, 2);
      rememberIn(folder)(text, parsing);
      assert.equal(count.parsed, 2, 'mended');
    });
  }

  test('where nothing can be kept it is parsed each time', (t) => {
    const folder = folderFor(t);
    const { count, parsing } = counted();
    const remember = rememberIn(join(folder, 'a file'));
    writeFileSync(join(folder, 'a file'), '');
    assert.deepEqual([remember(text, parsing), remember(text, parsing)], [parse(text), parse(text)]);
    assert.equal(count.parsed, 2);
  });

  test('nobody else may read or write what is kept', { skip: process.platform === 'win32' && 'no modes here' }, (t) => {
    const folder = folderFor(t);
    chmodSync(folder, 0o755);
    rememberIn(join(folder, 'own'))(text, parse);
    const [name = ''] = readdirSync(join(folder, 'own'));
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    assert.deepEqual([modeOf(join(folder, 'own')), modeOf(join(folder, 'own', name))], ['700', '600']);
  });
});

describe('a recalled YAML file', () => {
  test('gives the values and the lines of one that was read anew', (t) => {
    const read = recallingYaml(rememberIn(folderFor(t)));
    const plain = readYaml('x.yaml', text);
    for (const it of [read('x.yaml', text), read('x.yaml', text)]) {
      assert.deepEqual([it.file, it.value, it.faults], [plain.file, plain.value, plain.faults]);
      for (const path of [['risks'], ['risks', 0, 'title'], ['absent']])
        assert.equal(it.lineOf(path), plain.lineOf(path), path.join('.'));
    }
  });

  test('with faults is kept by nobody and says the same faults each time', (t) => {
    const folder = folderFor(t);
    const read = recallingYaml(rememberIn(folder));
    for (const broken of ['a: [', 'a: 1\na: 2', 'a: &x 1\nb: *x']) {
      const { faults } = readYaml('x.yaml', broken);
      assert.ok(faults.length > 0);
      assert.deepEqual([read('x.yaml', broken).faults, read('x.yaml', broken).faults], [faults, faults]);
    }
    assert.deepEqual(readdirSync(folder), []);
  });
});
