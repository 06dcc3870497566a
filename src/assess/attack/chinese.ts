import type { AttackName, Transform } from './attack.ts';

const han = /\p{Script=Han}/gu;

/** Simplified to traditional characters (OpenCC's tables). */
async function traditionalChinese(): Promise<Transform> {
  const { Converter } = await import('opencc-js/cn2t');
  const convert = Converter({ from: 'cn', to: 't' });
  return { name: 'traditional-chinese', kind: 'obfuscation', languages: ['zh'], encode: (text) => convert(text) };
}

/** Syllables without tones, parted by spaces; what is not Chinese stays. */
async function toPinyin(): Promise<Transform> {
  const { pinyin } = await import('pinyin-pro');
  return {
    name: 'pinyin',
    kind: 'obfuscation',
    languages: ['zh'],
    actsOn: han,
    encode: (text) => pinyin(text, { toneType: 'none', nonZh: 'consecutive' }),
  };
}

/** 拆字: 好 becomes 女子. */
async function splitCharacters(): Promise<Transform> {
  const { characterParts } = await import('../../inspect/index.ts');
  const parts = characterParts();
  return {
    name: 'split-characters',
    kind: 'obfuscation',
    languages: ['zh'],
    encode: (text) => [...text].map((character) => parts.get(character) ?? character).join(''),
  };
}

/** Tables of a megabyte load only when one of these is asked for. */
export const chineseLoaders: Readonly<Partial<Record<AttackName, () => Promise<Transform>>>> = {
  'traditional-chinese': traditionalChinese,
  pinyin: toPinyin,
  'split-characters': splitCharacters,
};
