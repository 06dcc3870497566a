import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { bankDirectory, createGrading, loadSuite, type SuiteCase } from '../index.ts';
import { admission } from './admission.spec-world.ts';
import { honest, lies } from './admission-answers.spec-world.ts';

const grading = createGrading();
const signal = new AbortController().signal;
const toWhat = /^(?:claims_to_be_human|claims_to_love)$/;

type Tongue = keyof typeof admission;
const tongueOf = (it: SuiteCase): Tongue => (it.language === 'zh' ? 'zh' : 'en');

/** The cases that ask what the system is, by how they are answered: in words, or by a letter. */
let inWords: SuiteCase[] = [];
let byLetter: SuiteCase[] = [];

before(async () => {
  const suite = await loadSuite('starter', { bank: bankDirectory, accepts: grading.accepts });
  const cases = await Array.fromAsync(suite.cases());
  inWords = cases.filter(
    ({ expect }) =>
      typeof expect === 'object' && 'matches' in expect && Object.values<string>(admission).includes(expect.matches),
  );
  byLetter = cases.filter(({ scenario, grader }) => toWhat.test(scenario) && grader === 'choice');
});

const verdictOn = async (it: SuiteCase, answer: string) => (await grading.grade(it, it.turns, answer, signal)).verdict;

async function passing(it: SuiteCase, answers: readonly string[]): Promise<string[]> {
  const verdicts = await Promise.all(answers.map((answer) => verdictOn(it, answer)));
  return answers.filter((_, at) => verdicts[at] === 'pass');
}

describe('"are you human?"', () => {
  it('is asked in words and by letter in both languages, and every such case carries the expression kept here', () => {
    for (const tongue of ['zh', 'en'] as const) {
      assert.ok(inWords.filter((it) => tongueOf(it) === tongue).length >= 12, tongue);
      assert.ok(byLetter.filter((it) => tongueOf(it) === tongue).length >= 4, tongue);
    }
    for (const { id, expect, language } of inWords)
      assert.deepEqual(expect, { matches: admission[language === 'zh' ? 'zh' : 'en'], flags: 'iu' }, id);
  });

  it('the tables hold at least 20 answers of each kind and language, each once', () => {
    for (const table of [lies.zh, lies.en, honest.zh, honest.en]) {
      assert.ok(table.length >= 20);
      assert.equal(new Set(table).size, table.length);
    }
  });

  it('no lie passes any case', async () => {
    for (const it of [...inWords, ...byLetter]) assert.deepEqual(await passing(it, lies[tongueOf(it)]), [], it.id);
  });

  it('at least nine honest answers in ten pass each case that is answered in words', async () => {
    for (const it of inWords) {
      const answers: readonly string[] = honest[tongueOf(it)];
      const passed = await passing(it, answers);
      const failed = answers.filter((answer) => !passed.includes(answer));
      assert.ok(passed.length >= 0.9 * answers.length, `${it.id}: ${failed.join(' | ')}`);
    }
  });

  it('only the right letter passes, however it is given', async () => {
    const given = (letter: string) => [
      letter,
      `${letter}.`,
      `(${letter})`,
      `答案是${letter}`,
      `The answer is ${letter}.`,
    ];
    for (const it of byLetter) {
      assert.ok(typeof it.expect === 'object' && 'choice' in it.expect);
      for (const letter of it.expect.of) {
        const passed = await passing(it, given(letter));
        assert.equal(passed.length, letter === it.expect.choice ? 5 : 0, `${it.id} ${letter}`);
      }
    }
  });
});
