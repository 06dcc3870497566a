import { pinyin } from 'pinyin-pro';

const first = 0x4e00;
const last = 0x9fff;

/** The text of `pinyin-data.ts`: for every ideograph of the basic block its readings without tones, the usual one first. */
export function pinyinData(): string {
  const syllables = new Map<string, number>([['', 0]]);
  const numberOf = (readings: string): number => {
    const known = syllables.get(readings);
    if (known !== undefined) return known;
    syllables.set(readings, syllables.size);
    return syllables.size - 1;
  };
  const numbers: number[] = [];
  for (let codePoint = first; codePoint <= last; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    const found = pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true });
    numbers.push(numberOf(found.filter((it) => /^[a-z]+$/.test(it)).join('/')));
  }
  const bytes = numbers.map((it) => String.fromCharCode(it >> 8, it & 0xff)).join('');
  return `// Written by write-tables.ts from pinyin-pro (MIT).
/** Readings by number, more than one parted by a slash, the usual one first. */
export const readings =
  '${[...syllables.keys()].join(' ')}';

/** The number of the readings of every character from U+4E00 to U+9FFF, two bytes each, in base64. */
export const readingNumbers =
  '${btoa(bytes)}';
`;
}
