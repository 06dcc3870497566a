import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attackName, issueName, metricName } from './codes.ts';
import { createFormat } from './format.ts';
import { words } from './index.ts';
import { chooseLanguage } from './language.ts';
import { reasonWords } from './reasons.ts';

describe('the dictionaries', () => {
  it('hold no empty word and the same words in both languages', () => {
    const paths = (of: object, at = ''): string[] =>
      Object.entries(of).flatMap(([name, it]: [string, unknown]) => {
        if (typeof it === 'object' && it !== null) return paths(it, `${at}.${name}`);
        if (typeof it === 'string') assert.notEqual(it.trim(), '', `${at}.${name}`);
        return [`${at}.${name}`];
      });
    assert.deepEqual(paths(words.zh), paths(words.en));
  });

  it('Chinese texts carry full-width punctuation between Chinese characters', () => {
    const texts = (of: object): string[] =>
      Object.values(of).flatMap((it: unknown) =>
        typeof it === 'object' && it !== null ? texts(it) : typeof it === 'string' ? [it] : [],
      );
    for (const text of texts(words.zh)) assert.doesNotMatch(text, /[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]/, text);
  });
});

describe('the language', () => {
  it('is the chosen one, else the browser’s, else English', () => {
    assert.equal(chooseLanguage('en', ['zh-CN']), 'en');
    assert.equal(chooseLanguage(null, ['zh-TW', 'en']), 'zh');
    assert.equal(chooseLanguage('de', ['fr']), 'en');
    assert.equal(chooseLanguage(null, []), 'en');
  });
});

describe('reasons in words', () => {
  it('fill in their parameters', () => {
    assert.equal(reasonWords('choice.chose_other', { letter: 'B' }).en, 'Chose a wrong option (B)');
  });

  it('speak of groups for both comparing graders', () => {
    assert.equal(reasonWords('counterfactual.different_by_stance').zh, '与同组回答不一致（是否应答）');
    assert.equal(reasonWords('robustness.same_by_number').en, 'The same as the others of its group (the number given)');
  });

  it('are the code itself where none are known', () => {
    for (const code of ['new.reason', 'constructor', '__proto__', 'toString'])
      assert.deepEqual(reasonWords(code), { zh: code, en: code });
    assert.equal(metricName('toString').en, 'toString');
    assert.equal(issueName('constructor').zh, 'constructor');
  });

  it('name chained attacks link by link', () => {
    assert.equal(attackName('role-play+base64').zh, '角色扮演 + Base64 编码');
  });
});

describe('numbers and times', () => {
  const en = createFormat('en', 'UTC');
  const zh = createFormat('zh', 'Asia/Shanghai');

  it('are written as the reader writes them', () => {
    assert.equal(en.integer(12_345), '12,345');
    assert.equal(zh.percent(0.377), '37.7%');
    assert.equal(en.time('2026-11-23T02:14:00.000Z'), '23 Nov 2026, 02:14');
    assert.match(zh.time('2026-11-23T02:14:00.000Z'), /2026年11月23日.*10:14/);
  });

  it('durations are short and whole', () => {
    assert.equal(zh.duration(59_400), '59 秒');
    assert.equal(en.duration(61_000), '1 min 1 s');
    assert.equal(en.duration(2 * 3_600_000 + 60_000), '2 h 1 min');
    assert.equal(en.milliseconds(7), '7 ms');
  });

  it('how long ago', () => {
    const now = Date.parse('2026-11-23T00:10:00.000Z');
    assert.equal(en.ago('2026-11-23T00:07:00.000Z', now), '3 minutes ago');
    assert.equal(zh.ago('2026-11-23T00:10:00.000Z', now), '现在');
  });
});
