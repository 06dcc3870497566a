import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Fault, FrameworkError, parseEdition } from './index.ts';

const folder = new URL('./data/edition-1.0/', import.meta.url);
const shipped = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);

function faultsOf(files: Record<string, string>): readonly Fault[] {
  try {
    parseEdition(files);
  } catch (error) {
    assert.ok(error instanceof FrameworkError, String(error));
    assert.equal(error.code, 'framework.edition_invalid');
    return error.params.faults as readonly Fault[];
  }
  assert.fail('was not refused');
}

/** The shipped files with one text replaced, which must be there. */
function changed(name: string, from: string, to: string): Record<string, string> {
  const text = shipped[name] ?? '';
  assert.ok(text.includes(from), `${name} lacks ${from}`);
  return { ...shipped, [name]: text.replace(from, to) };
}

const lineOf = (files: Record<string, string>, name: string, text: string) =>
  (files[name] ?? '').slice(0, files[name]?.indexOf(text)).split('\n').length;

test('the shipped files are taken, whatever their names and in one file as in many', () => {
  assert.equal(parseEdition(shipped).risks.length, 26);
  assert.deepEqual(parseEdition({ 'all.yaml': Object.values(shipped).join('\n') }), parseEdition(shipped));
});

test('a duplicate code is refused with file, path and line', () => {
  const files = changed('risks.yaml', 'code: "3.1.1(b)"', 'code: "3.1.1(a)"');
  const fault = faultsOf(files).find((it) => it.reason === 'code_duplicate');
  assert.equal(fault?.file, 'risks.yaml');
  assert.equal(fault?.path, 'risks[1].code');
  assert.equal(fault?.line, lineOf(files, 'risks.yaml', 'title: { zh: "偏见') - 2);
  assert.deepEqual(fault?.params, { code: '3.1.1(a)' });
});

test('a dangling code is refused in a control point, a relation, a guideline, a domain and a source', () => {
  const cases = [
    ['control-points.yaml', 'measure: "4.1.1(a)"', 'measure: "4.9.9(a)"', 'controlPoints[0].measure'],
    ['relations.yaml', 'to: ["5.6"]', 'to: ["5.66"]', 'relations[2].to[0]'],
    ['guidelines.yaml', '    actor: developer', '    actor: nobody', 'guidelines[0].actor'],
    ['risks.yaml', 'domain: "3.1.1"', 'domain: "3.9.9"', 'risks[0].domain'],
    ['risks.yaml', 'sources: [AIRR, WK]', 'sources: [AIRR, NOWHERE]', 'risks[0].sources[1]'],
  ] as const;
  for (const [name, from, to, path] of cases) {
    const fault = faultsOf(changed(name, from, to)).find((it) => it.reason === 'code_dangling');
    assert.deepEqual([fault?.file, fault?.path], [name, path]);
    assert.equal(typeof fault?.line, 'number');
  }
});

test('a control point or a relation that stands twice is refused, the relation in either direction', () => {
  const cell = "  - { risk: '3.1.1(a)', measure: '4.1.1(a)', basis: reconstructed, confidence: memory, sources: [] }\n";
  const twice = { ...shipped, 'control-points.yaml': `${shipped['control-points.yaml']}${cell}` };
  assert.deepEqual(
    faultsOf(twice).map((it) => it.reason),
    ['code_duplicate', 'count_mismatch'],
  );
  const back = {
    ...shipped,
    'relations.yaml': `${shipped['relations.yaml']}  - { from: '5.6', to: ['4.1.1(a)'], basis: interpretation }\n`,
  };
  assert.deepEqual(
    faultsOf(back).map((it) => it.reason),
    ['relation_duplicate'],
  );
});

test('a count that does not agree with the items is refused', () => {
  const fault = faultsOf(changed('edition.yaml', 'ours: 26', 'ours: 27'))[0];
  assert.deepEqual(
    [fault?.reason, fault?.path, fault?.params],
    ['count_mismatch', 'counts[1].ours', { of: 'risks', stated: 27, found: 26 }],
  );
});

test('an unknown key is refused under its own path and line', () => {
  const files = changed('risks.yaml', '    domain: "3.1.1"\n', '    domain: "3.1.1"\n    severty: high\n');
  const fault = faultsOf(files)[0];
  assert.deepEqual([fault?.reason, fault?.file, fault?.path], ['field_invalid', 'risks.yaml', 'risks[0].severty']);
  assert.equal(fault?.line, lineOf(files, 'risks.yaml', 'severty'));
});

test('an unquoted 5.10, which YAML reads as 5.1, is refused', () => {
  const fault = faultsOf(changed('governance.yaml', 'code: "5.10"', 'code: 5.10'))[0];
  assert.deepEqual([fault?.reason, fault?.path], ['field_invalid', 'governance[9].code']);
});

test('all faults of all files are reported at once', () => {
  const files = {
    ...changed('risks.yaml', 'domain: "3.1.1"', 'domain: "3.9.9"'),
    ...{ 'guidelines.yaml': (shipped['guidelines.yaml'] ?? '').replace('    actor: developer', '    actor: 7') },
    'stray.yaml': 'strange: true\nrisks: []\n',
    'broken.yaml': 'risks: [',
  };
  const reasons = faultsOf(files).map((it) => `${it.file} ${it.reason}`);
  for (const wanted of [
    'broken.yaml yaml_invalid',
    'stray.yaml section_repeated',
    'guidelines.yaml field_invalid',
    'stray.yaml field_invalid',
    'risks.yaml code_dangling',
  ]) {
    assert.ok(reasons.includes(wanted), `${wanted} in ${reasons.join(', ')}`);
  }
});

test('a missing section is refused by name', () => {
  const { 'risks.yaml': _, ...rest } = shipped;
  assert.ok(faultsOf(rest).some((it) => it.reason === 'field_invalid' && it.path === 'risks'));
});

test('hostile YAML ends in a coded refusal', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghij'
      .split('')
      .map((it, index) => `${it}: &${it} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`),
  ].join('\n');
  const cases: Record<string, string> = {
    'an alias bomb': bomb,
    'one alias': 'a: &a 1\nb: *a',
    'deep nesting': '['.repeat(200_000),
    'deep mapping': `${'{a: '.repeat(50_000)}`,
    'a repeated key': 'risks: []\nrisks: []',
    'two documents': 'a: 1\n---\nb: 2',
    'a custom tag': 'a: !!js/function "x"',
    'a list at the top': '- 1',
    nothing: '',
    'a tab and bytes': '\t\u0000\u0001',
  };
  for (const [name, text] of Object.entries(cases)) {
    const faults = faultsOf({ 'hostile.yaml': text });
    assert.equal(faults[0]?.reason, 'yaml_invalid', name);
    assert.equal(faults[0]?.file, 'hostile.yaml', name);
  }
});

test('__proto__ as a section or key changes nothing and is refused', () => {
  assert.ok(faultsOf({ ...shipped, 'proto.yaml': '__proto__: { polluted: true }' }).length > 0);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('files too large or too many are refused before they are parsed', () => {
  assert.deepEqual(faultsOf({ 'big.yaml': ' '.repeat(300_000) })[0]?.reason, 'file_too_large');
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`${index}.yaml`, 'a: 1']));
  assert.equal(faultsOf(many)[0]?.reason, 'too_many_files');
});

test('whatever line is lost or garbled, the answer is an edition or a coded refusal', () => {
  const names = Object.keys(shipped);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.string({ maxLength: 30 }), (name, at, noise) => {
      const lines = (shipped[name] ?? '').split('\n');
      lines[at % lines.length] = noise;
      try {
        return parseEdition({ ...shipped, [name]: lines.join('\n') }).edition === '1.0';
      } catch (error) {
        return error instanceof FrameworkError && Array.isArray(error.params.faults) && error.params.faults.length > 0;
      }
    }),
    { numRuns: 40 },
  );
});
