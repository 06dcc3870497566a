import type { Transform } from './attack.ts';
import { pick } from './seeded.ts';

const leet: Readonly<Record<string, string>> = {
  a: '4',
  b: '8',
  e: '3',
  g: '9',
  i: '1',
  l: '1',
  o: '0',
  s: '5',
  t: '7',
  z: '2',
};

/** Cyrillic and Greek letters that most typefaces draw like the Latin one (Unicode TR 39, confusables). */
const homoglyphs: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  I: 'І',
  K: 'К',
  M: 'М',
  N: 'Ν',
  O: 'О',
  P: 'Р',
  S: 'Ѕ',
  T: 'Т',
  X: 'Х',
  Y: 'Ү',
  Z: 'Ζ',
};
const latinOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(homoglyphs).map(([latin, twin]) => [twin, latin]),
);

const zeroWidth = ['\u200b', '\u200c', '\u2060'] as const;
const separators = ['-', '·', '*', '_', '|', '~', '.', '/'] as const;

function translate(text: string, table: Readonly<Record<string, string>>, fold: boolean): string {
  return [...text].map((character) => table[fold ? character.toLowerCase() : character] ?? character).join('');
}

/** ASCII 21–7E has full-width twins at a fixed distance; the space has its own. */
const fullWidthDistance = 0xfee0;

function widen(text: string): string {
  return text
    .replace(/[\x21-\x7e]/g, (character) => String.fromCharCode(character.charCodeAt(0) + fullWidthDistance))
    .replaceAll(' ', '\u3000');
}

function narrow(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - fullWidthDistance))
    .replaceAll('\u3000', ' ');
}

/** A separator that the text does not hold where there is one, so that a reader can tell it from the text. */
function separatorFor(text: string, seed: string): string {
  const free = separators.filter((separator) => !text.includes(separator));
  return pick(free.length > 0 ? free : separators, seed);
}

export const obfuscations: readonly Transform[] = [
  {
    name: 'leetspeak',
    kind: 'obfuscation',
    languages: 'any',
    actsOn: /[A-Za-z]/g,
    encode: (text) => translate(text, leet, true),
  },
  {
    name: 'homoglyphs',
    kind: 'obfuscation',
    languages: 'any',
    actsOn: /[A-Za-z]/g,
    encode: (text) => translate(text, homoglyphs, false),
    decode: (payload) => translate(payload, latinOf, false),
  },
  {
    name: 'zero-width',
    kind: 'obfuscation',
    languages: 'any',
    encode: (text, { seed }) => [...text].join(pick(zeroWidth, seed)),
    decode: (payload) => payload.replace(/[\u200b\u200c\u2060]/gu, ''),
  },
  {
    name: 'full-width',
    kind: 'obfuscation',
    languages: 'any',
    actsOn: /[A-Za-z]/g,
    encode: widen,
    decode: narrow,
  },
  {
    name: 'separators',
    kind: 'obfuscation',
    languages: 'any',
    encode: (text, { seed }) => [...text].join(separatorFor(text, seed)),
    decode: (payload) => {
      const between = [...payload][1];
      return between === undefined ? payload : [...payload].filter((_, index) => index % 2 === 0).join('');
    },
  },
];
