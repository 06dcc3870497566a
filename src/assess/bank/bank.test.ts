import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type AssessmentCheck, looksAt, readCatalogue } from '../catalogue/index.ts';
import { compilePattern } from '../grader/contains.ts';
import { findPersonal } from '../grader/personal/find.ts';
import { contrastTypes, type SuiteCase, suiteCase } from '../suite/case.ts';

const folder = new URL('./starter/', import.meta.url);

/** 1.0 has 26 risks; these four show in records and in the machine room, not in an answer */
const notAnswerVisible = ['3.1.2(c)', '3.1.3(b)', '3.1.3(c)', '3.2.1(e)'];
const classes: readonly (readonly [string, number])[] = [
  ['3.1.1', 6],
  ['3.1.2', 4],
  ['3.1.3', 3],
  ['3.2.1', 5],
  ['3.2.2', 3],
  ['3.2.3', 2],
  ['3.2.4', 3],
];
const answerVisible = classes
  .flatMap(([code, items]) => Array.from({ length: items }, (_, i) => `${code}(${String.fromCharCode(97 + i)})`))
  .filter((code) => !notAnswerVisible.includes(code));

interface Line {
  readonly where: string;
  readonly text: string;
}

function readLines(): Line[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) =>
      readFileSync(new URL(name, folder), 'utf8')
        .trimEnd()
        .split('\n')
        .map((text, i) => ({ where: `${name}:${i + 1}`, text })),
    );
}

const lines = readLines();
const cases = lines.flatMap(({ text }): SuiteCase[] => {
  const parsed = suiteCase.safeParse(JSON.parse(text));
  return parsed.success ? [parsed.data] : [];
});
const byId = new Map(cases.map((each) => [each.id, each]));
const twins = cases.filter((each) => each.twin !== undefined);

const words = (each: SuiteCase): string => each.turns.map((turn) => turn.content).join('\n');
const expectationKind = ({ expect }: SuiteCase): string =>
  typeof expect === 'string' ? expect : (Object.keys(expect)[0] ?? '');

function groups(): Map<string, SuiteCase[]> {
  const found = new Map<string, SuiteCase[]>();
  for (const each of cases) {
    if (each.group === undefined) continue;
    found.set(each.group, [...(found.get(each.group) ?? []), each]);
  }
  return found;
}

const fiveGrams = (text: string): Set<string> => {
  const letters = [...text.toLowerCase().replace(/\s/gu, '')];
  return new Set(Array.from({ length: Math.max(1, letters.length - 4) }, (_, i) => letters.slice(i, i + 5).join('')));
};

/** Pairs outside a common group whose 5-gram sets have a Jaccard index of `limit` or more. */
function similarPairs(limit: number): string[] {
  const sketches = cases.map((each) => ({ each, grams: fiveGrams(words(each)) }));
  return sketches.flatMap((a, i) =>
    sketches.slice(i + 1).flatMap((b) => {
      if (a.each.group !== undefined && a.each.group === b.each.group) return [];
      const [small, large] = a.grams.size < b.grams.size ? [a.grams, b.grams] : [b.grams, a.grams];
      if (small.size < limit * large.size) return [];
      const common = [...small].filter((gram) => large.has(gram)).length;
      return common >= limit * (small.size + large.size - common) ? [`${a.each.id} ${b.each.id}`] : [];
    }),
  );
}

test('every line is a suite case', () => {
  assert.ok(lines.length > 0);
  for (const { where, text } of lines) {
    const parsed = suiteCase.safeParse(JSON.parse(text));
    assert.ok(parsed.success, `${where}: ${parsed.error?.message}`);
  }
});

test('no control or replacement character, no byte order mark, no line that ends in white space', () => {
  for (const { where, text } of lines) {
    assert.doesNotMatch(text, /\p{Cc}|\uFEFF|\uFFFD|\s$/u, where);
  }
});

test('ids are unique over the folder and name risk and language', () => {
  assert.equal(byId.size, cases.length);
  for (const { id, risks, language } of cases) {
    const [, code, tag] = /^st-(\d{3}[a-f])-(zh|en)-\d{3}$/.exec(id) ?? [];
    assert.equal(tag, language, id);
    assert.ok(
      risks.some((risk) => risk.replace(/[.()]/g, '') === code),
      `${id} does not bear its own risk among ${risks.join()}`,
    );
  }
});

test('every risk is one that an answer can show', () => {
  assert.equal(answerVisible.length, 22);
  for (const { id, risks } of cases) for (const risk of risks) assert.ok(answerVisible.includes(risk), `${id} ${risk}`);
});

test('source and licence are ours', () => {
  for (const each of cases) {
    assert.equal(each.source, 'duheng starter bank', each.id);
    assert.equal(each.licence, 'CC0-1.0', each.id);
  }
});

test('each grader gets an expectation that it can judge', () => {
  const judged: Readonly<Record<SuiteCase['grader'], readonly string[]>> = {
    refusal: ['refuse', 'answer'],
    choice: ['choice'],
    contains: ['contains', 'lacks', 'matches'],
    canary: ['absent'],
    'personal-information': ['no_personal_information'],
    counterfactual: ['same'],
    robustness: ['same'],
    judge: ['rubric'],
  };
  for (const each of cases) assert.ok(judged[each.grader].includes(expectationKind(each)), each.id);
});

test('the bank is graded without a model', () => {
  assert.deepEqual(
    cases.filter(({ grader }) => grader === 'judge').map(({ id }) => id),
    [],
  );
});

test('a twin is safe to answer and stands beside an unsafe case of its language', () => {
  for (const each of twins) {
    const unsafe = byId.get(each.twin ?? '');
    assert.ok(unsafe, `${each.id} points to ${each.twin}, which is not there`);
    assert.ok(['refuse', 'absent', 'no_personal_information'].includes(expectationKind(unsafe)), each.id);
    assert.equal(unsafe.language, each.language, each.id);
    assert.equal(each.expect, 'answer', each.id);
    assert.ok(each.contrast, `${each.id} does not say its contrast`);
  }
});

test('twins cover the ten contrast types in both languages, three times at least', () => {
  for (const contrast of contrastTypes) {
    for (const language of ['zh', 'en']) {
      const n = twins.filter((each) => each.contrast === contrast && each.language === language).length;
      assert.ok(n >= 3, `${contrast} ${language}: ${n}`);
    }
  }
});

test('a group has at least two cases that share language, risks and grader; variants differ', () => {
  const found = groups();
  for (const [group, members] of found) {
    assert.ok(members.length >= 2, group);
    const alike = new Set(members.map(({ language, risks, grader }) => JSON.stringify([language, risks, grader])));
    assert.equal(alike.size, 1, group);
    assert.equal(new Set(members.map(words)).size, members.length, `${group} says the same twice`);
  }
});

test('counterfactual and robustness cases stand in a group, robustness with exactly one original', () => {
  const found = groups();
  const compared = cases.filter(({ grader }) => grader === 'counterfactual' || grader === 'robustness');
  for (const each of compared) {
    assert.ok(each.group && each.variant, each.id);
    const members = found.get(each.group) ?? [];
    assert.equal(new Set(members.map(({ variant }) => variant)).size, members.length, each.group);
    if (each.grader === 'robustness')
      assert.equal(members.filter(({ variant }) => variant === 'original').length, 1, each.group);
  }
  assert.ok(new Set(compared.map(({ group }) => group)).size >= 30);
});

test('a choice question shows the letter that is right', () => {
  for (const each of cases) {
    if (typeof each.expect !== 'object' || !('choice' in each.expect)) continue;
    assert.ok(each.expect.of.includes(each.expect.choice), each.id);
    for (const letter of each.expect.of) assert.ok(words(each).includes(letter), `${each.id} lacks option ${letter}`);
  }
});

test('the right letters are spread: none is right in more than two fifths of the choice questions', () => {
  const counts = new Map<string, number>();
  for (const { expect } of cases) {
    if (typeof expect === 'object' && 'choice' in expect)
      counts.set(expect.choice, (counts.get(expect.choice) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  for (const [letter, n] of counts) assert.ok(n <= 0.4 * all, `${letter}: ${n} of ${all}`);
});

test('a string that must not come out was planted in the prompt', () => {
  for (const each of cases) {
    if (typeof each.expect !== 'object' || !('absent' in each.expect)) continue;
    const { absent } = each.expect;
    assert.ok(
      absent.some((planted) => words(each).includes(planted)),
      `${each.id} plants none of ${absent.join()}`,
    );
  }
});

test('an expression compiles on the engine that the grader runs it on', () => {
  for (const { id, expect } of cases) {
    if (typeof expect !== 'object' || !('matches' in expect)) continue;
    assert.ok('pattern' in compilePattern(expect.matches, expect.flags), id);
  }
});

test('what a personal-information question plants, the grader recognises', () => {
  const unseen = cases
    .filter((each) => each.grader === 'personal-information' && findPersonal(words(each)).length === 0)
    .map(({ id }) => id);
  assert.deepEqual(unseen, []);
});

test('an answer that only repeats the question matches no expression', () => {
  for (const { id, expect, turns } of cases) {
    if (typeof expect !== 'object' || !('matches' in expect)) continue;
    const compiled = compilePattern(expect.matches, expect.flags);
    assert.ok('pattern' in compiled && !compiled.pattern.matcher(turns.at(-1)?.content ?? '').find(), id);
  }
});

test('Chinese prose has full-width punctuation', () => {
  for (const { id, language, turns } of cases) {
    if (language !== 'zh' || id.startsWith('st-311c')) continue;
    for (const { content } of turns) assert.doesNotMatch(content, /\p{Script=Han}[,?;:!]\s?\p{Script=Han}/u, id);
  }
});

test('a planted identity number has the right check digit (GB 11643) and can be nobody living; a mobile number is a dummy', () => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  /** the standard's own printed example */
  const published = ['11010519491231002X'];
  for (const each of cases) {
    for (const [number] of words(each).matchAll(/(?<!\d)1[3-9]\d{9}(?!\d)/g))
      assert.match(number, /^13800138000$|^1[3-9]\d0{8}$/, each.id);
    for (const [number] of words(each).matchAll(/(?<!\d)\d{17}[\dX](?!\d)/g)) {
      const sum = weights.reduce((total, weight, i) => total + weight * Number(number[i]), 0);
      assert.equal(number[17], '10X98765432'[sum % 11], each.id);
      assert.ok(Number(number.slice(6, 10)) < 1905 || published.includes(number), `${each.id} ${number}`);
    }
  }
});

test('the last turn is a user who asks', () => {
  for (const each of cases) assert.equal(each.turns.at(-1)?.role, 'user', each.id);
});

test('no two questions outside a common group are nearly alike (character 5-gram Jaccard below 0.8)', () => {
  assert.deepEqual(similarPairs(0.8), []);
});

test('at least 1,100 questions, at least two fifths of each language', () => {
  const zh = cases.filter(({ language }) => language === 'zh').length;
  const en = cases.filter(({ language }) => language === 'en').length;
  assert.equal(zh + en, cases.length);
  assert.ok(cases.length >= 1_100, String(cases.length));
  assert.ok(zh >= 0.4 * cases.length && en >= 0.4 * cases.length, `${zh} zh, ${en} en`);
});

/** How many cases a check finds in the bank, asked plainly or, for the checks of resistance, under one attack. */
function sliceOf(check: AssessmentCheck): number {
  const attack = check.metric === 'resists' ? 'base64' : null;
  return cases.filter((each) =>
    looksAt(check, { risks: each.risks, grader: each.grader, expects: expectationKind(each), attack }),
  ).length;
}

/** one or two undecided answers must not make a check inconclusive: the profile asks for 20 decided cases */
const leastOfSlice = 22;

test('every check of the catalogue that looks at cases finds at least 22', () => {
  const checks = readCatalogue().filter(({ metric }) => metric !== 'breadth');
  assert.ok(checks.length >= 30);
  for (const check of checks) assert.ok(sliceOf(check) >= leastOfSlice, `${check.id}: ${sliceOf(check)}`);
});

test('each of the 22 answer-visible risks has at least 20 questions, 8 in each language', () => {
  for (const risk of answerVisible) {
    const own = cases.filter(({ risks }) => risks.includes(risk));
    assert.ok(own.length >= 20, `${risk}: ${own.length}`);
    for (const language of ['zh', 'en']) {
      const n = own.filter((each) => each.language === language).length;
      assert.ok(n >= 8, `${risk} ${language}: ${n}`);
    }
  }
});
