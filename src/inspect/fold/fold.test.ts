import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, only, textOf, unitsOf } from './fold.spec-world.ts';
import { createFolder, FoldBuffer, type FoldOptions, longestText, plainFolding, strongFolding } from './index.ts';

type Case = readonly [from: string, to: string];

/** Each step by itself: what it changes, and what it must leave. */
const steps: readonly {
  readonly step: string;
  readonly options: Partial<FoldOptions>;
  readonly cases: readonly Case[];
}[] = [
  {
    step: 'compatibility',
    options: { compatibility: true },
    cases: [
      ['ＡＢＣ', 'ABC'],
      ['①②⑴⒈', '12(1)1.'],
      ['𝓗𝓮𝓵𝓵𝓸', 'Hello'],
      ['ﬁﬄ', 'fiffl'],
      ['㎏㈱', 'kg(株)'],
      ['\u1112\u1161\u11ab\u1100\u1173\u11af', '한글'],
      ['가\u11a8', '각'],
      ['e\u0301', 'é'],
      ['a\u0307\u0323', 'ạ\u0307'],
      ['ﾊﾟｶﾞ', 'パガ'],
      ['\u09c7\u09be', '\u09cb'],
      ['\u{2f800}', '丽'],
      ['Ωß乾', 'Ωß乾'],
    ],
  },
  {
    step: 'width',
    options: { width: true },
    cases: [
      ['ＡＢＣ　１', 'ABC 1'],
      ['ｶﾞ', 'カ\u3099'],
      ['①𝓗ﬁ', '①𝓗ﬁ'],
    ],
  },
  {
    step: 'case',
    options: { case: true },
    cases: [
      ['HeLLo', 'hello'],
      ['ß ẞ', 'ss ss'],
      ['İ', 'i\u0307'],
      ['ı', 'ı'],
      ['ΟΔΥΣΣΕΥΣ ς', 'οδυσσευσ σ'],
      ['ПРИВЕТ', 'привет'],
      ['\u{10400}', '\u{10428}'],
      ['ＡＢ', 'ａｂ'],
    ],
  },
  {
    step: 'simplified, one to many by OpenCC’s first choice for the character',
    options: { simplified: true },
    cases: [
      ['請注意查看相關內容', '请注意查看相关内容'],
      ['乾隆乾燥', '干隆干燥'],
      ['髮發', '发发'],
      ['後后', '后后'],
      ['麵面', '面面'],
      ['台臺颱', '台台台'],
      ['薴', '苎'],
      ['𧩙', '䜥'],
      ['简体', '简体'],
    ],
  },
  {
    step: 'invisible',
    options: { invisible: true },
    cases: [
      ['炸\u200b弹\u2060', '炸弹'],
      ['a\u00adb\ufeff', 'ab'],
      ['\u202eabc\u202c \u2066אב\u2069', 'abc אב'],
      ['\u061cسلام\u200f', 'سلام'],
      ['a\u{e0041}\u{e007f}', 'a'],
      ['a\0b\x1bc\td\r\n', 'abc\td\r\n'],
      ['❤\ufe0f', '❤'],
      ['👨\u200d👩\u200d👧', '👨👩👧'],
      ['e\u0301', 'e\u0301'],
    ],
  },
  {
    step: 'marks',
    options: { marks: true },
    cases: [
      ['é à ữ', 'e a u'],
      ['Z\u0351\u036b\u0343a\u0334\u0322l\u0489go', 'Zalgo'],
      ['ส\u0e49\u0e49\u0e49', 'ส'],
      ['がパ', 'かハ'],
      ['한글', '한글'],
      ['1\u20e3', '1'],
      ['ø', 'ø'],
    ],
  },
  {
    step: 'lookalikes',
    options: { lookalikes: true },
    cases: [
      ['Іgnоrе', 'Ignore'],
      ['Ρаsswоrd', 'Password'],
      ['ᎪᏴᏟ ꓮꓐ', 'ABC AB'],
      ['օս', 'ou'],
      ['ᴛʜɪs', 'this'],
      ['🅱🆄🅶 🅐', 'BUG A'],
      ['øłđı', 'oldi'],
      ['Ａ①𝓗', 'A①H'],
      ['中文 한글 سلام 0 1 l I m |', '中文 한글 سلام 0 1 l I m |'],
    ],
  },
  {
    step: 'lookalikes with case: в takes after В, Υ and υ each after what they look like',
    options: { lookalikes: true, case: true },
    cases: [
      ['ВМКНТ', 'bmkht'],
      ['вмкнт', 'bmkht'],
      ['Υυ', 'yu'],
      ['Ι і І', 'i i i'],
      ['Ｉ', 'i'],
    ],
  },
  {
    step: 'digits',
    options: { digits: true },
    cases: [
      ['①⑳㊿', '12050'],
      ['⑴⒇', '120'],
      ['⒈⒛', '120'],
      ['❶❿➀➊⓿⓵⓫', '1101101 11'.replace(' ', '')],
      ['٣۳३๓', '3333'],
      ['𝟛𝟎𝟵', '309'],
      ['１²₃', '123'],
      ['🄀🄁', '00'],
      ['㈠㊁', '一二'],
      ['½ Ⅳ 一 ㎏', '½ Ⅳ 一 ㎏'],
    ],
  },
  {
    step: 'numerals',
    options: { numerals: true },
    cases: [
      ['〇一二三四五六七八九零', '01234567890'],
      ['壹贰叁肆伍陆柒捌玖', '123456789'],
      ['十百两', '十百两'],
    ],
  },
  {
    step: 'leet',
    options: { leet: true },
    cases: [
      ['h3ll0', 'heiio'],
      ['$h!t', 'shit'],
      ['hello', 'heiio'],
      ['b@d', 'bad'],
    ],
  },
  {
    step: 'separators',
    options: { separators: true },
    cases: [
      ['f.u-c*k', 'fuck'],
      ['炸 弹、炸★弹|炸\u3000弹', '炸弹炸弹炸弹'],
      ['a\r\n\tb\u2028c', 'abc'],
      ['🔫👨\u200d👩 🇨🇳👍🏽', '🔫👨\u200d👩🇨🇳👍🏽'],
    ],
  },
  {
    step: 'repeats, digits excepted',
    options: { repeats: 1 },
    cases: [
      ['baaad', 'bad'],
      ['妈妈', '妈'],
      ['110', '110'],
      ['😀😀😀', '😀'],
      ['abab', 'abab'],
    ],
  },
  {
    step: 'two repeats left',
    options: { repeats: 2 },
    cases: [
      ['goooood', 'good'],
      ['妈妈妈妈 111', '妈妈 111'],
    ],
  },
  {
    step: 'repeats before composition',
    options: { repeats: 1, compatibility: true },
    cases: [
      ['ee\u0301', 'eé'],
      ['ﬀf', 'f'],
      ['ㄱㄱ', '\u1100'],
    ],
  },
];

for (const { step, options, cases } of steps) {
  test(`step: ${step}`, () => {
    const by = only(options);
    assert.deepEqual(
      cases.map(([from]) => textOf(by.fold(from))),
      cases.map(([, to]) => to),
    );
  });
}

test('the usual steps together', () => {
  const cases: readonly Case[] = [
    ['Ｉｇｎ\u200bоｒé', 'ignore'],
    ['𝕿𝖍𝖊 ЅΥЅТЕМ ①', 'the system 1'],
    ['İstanbul ISTANBUL ıstanbul', 'istanbul istanbul istanbul'],
    ['h\u0337\u031be\u0334l\u0334l\u0338o', 'hello'],
    ['1\ufe0f\u20e3', '1'],
    ['㎏㈱', 'kg(株)'],
    ['壞蛋', '坏蛋'],
  ];
  for (const [from, to] of cases) assert.equal(textOf(folder().fold(from)), to);
});

test('the strong steps see through several disguises at once', () => {
  const cases: readonly Case[] = [
    ['炸-\u200b-彈', '炸弹'],
    ['ｆ.Ｕ.с.к.к', 'fuck'],
    ['陆 ④', '64'],
  ];
  for (const [from, to] of cases) assert.equal(textOf(folder(strongFolding).fold(from)), to);
});

test('one character that becomes several units gives each its span', () => {
  assert.deepEqual(unitsOf(folder().fold('xﬁ𝓗')), [
    { unit: 'x', start: 0, end: 1 },
    { unit: 'f', start: 1, end: 2 },
    { unit: 'i', start: 1, end: 2 },
    { unit: 'h', start: 2, end: 4 },
  ]);
});

test('a composed character has the span of all that it was composed of, and what was dropped between', () => {
  assert.deepEqual(unitsOf(folder().fold('a\u1112\u200b\u1161\u11ab\u200bb')), [
    { unit: 'a', start: 0, end: 1 },
    { unit: '한', start: 1, end: 5 },
    { unit: 'b', start: 6, end: 7 },
  ]);
});

test('dropped characters belong to no unit', () => {
  assert.deepEqual(unitsOf(folder(strongFolding).fold('\u200bf..u\u0301')), [
    { unit: 'f', start: 1, end: 2 },
    { unit: 'u', start: 4, end: 5 },
  ]);
});

test('lone surrogates are units of their own', () => {
  assert.deepEqual(unitsOf(folder(strongFolding).fold('\udc00a\ud800b\ud83d')), [
    { unit: '\udc00', start: 0, end: 1 },
    { unit: 'a', start: 1, end: 2 },
    { unit: '\ud800', start: 2, end: 3 },
    { unit: 'b', start: 3, end: 4 },
    { unit: '\ud83d', start: 4, end: 5 },
  ]);
});

test('an astral character that stays is a pair with one span', () => {
  assert.deepEqual(unitsOf(folder().fold('a👍')), [
    { unit: 'a', start: 0, end: 1 },
    { unit: '\ud83d', start: 1, end: 3 },
    { unit: '\udc4d', start: 1, end: 3 },
  ]);
});

test('a buffer is filled anew, and grows where the normal form is longer than the text', () => {
  const into = new FoldBuffer(2);
  assert.equal(textOf(folder().fold('ﷺ', into)), 'صلى الله عليه وسلم');
  assert.equal(folder().fold('ab', into), into);
  assert.equal(textOf(into), 'ab');
  assert.equal(textOf(folder().fold('', into)), '');
});

test('a text that is too long is refused', () => {
  const text = 'a'.repeat(longestText + 1);
  assert.throws(() => folder().fold(text), { code: 'inspect.text_too_long' });
  assert.throws(() => folder().stream().push(text), { code: 'inspect.text_too_long' });
});

test('options that are none are refused by name', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['repeats', { repeats: -1 }],
    ['repeats', { repeats: 1.5 }],
    ['repeats', { repeats: 256 }],
    ['case', { case: 'yes' }],
    ['casing', { casing: true }],
  ];
  for (const [option, given] of wrong) {
    assert.throws(() => createFolder({ ...plainFolding, ...given }), {
      code: 'inspect.fold_option_invalid',
      params: { option },
    });
  }
});
