import { Converter } from 'opencc-js/t2cn';
import confusables from 'unhomoglyph/data.json' with { type: 'json' };
import { handMadeLookalikes, lookalikeScripts } from './lookalikes.ts';
import { type CodePointRanges, packMap, packRanges } from './packed.ts';

type Replacement = (character: string, codePoint: number) => string | undefined;

const last = 0x10ffff;

/** Biome's, so that what is written is as Biome would have it. */
const lineWidth = 120;

const isSurrogate = (codePoint: number): boolean => codePoint >= 0xd800 && codePoint <= 0xdfff;
const isHangulSyllable = (codePoint: number): boolean => codePoint >= 0xac00 && codePoint <= 0xd7a3;

/** Code points that are never in running text and weigh down a table: private use, noncharacters and what is not assigned. */
const unassigned = /^[\p{Co}\p{Cn}]$/u;

function mapOf(replacement: Replacement): string {
  const map = new Map<number, readonly number[]>();
  for (let codePoint = 0; codePoint <= last; codePoint++) {
    if (isSurrogate(codePoint)) continue;
    const character = String.fromCodePoint(codePoint);
    if (unassigned.test(character)) continue;
    const other = replacement(character, codePoint);
    if (other !== undefined && other !== character) map.set(codePoint, pointsOf(other));
  }
  return packMap(map);
}

function rangesOf(belongs: (character: string, codePoint: number) => boolean): string {
  const ranges: [number, number][] = [];
  for (let codePoint = 0; codePoint <= last; codePoint++) {
    if (isSurrogate(codePoint) || !belongs(String.fromCodePoint(codePoint), codePoint)) continue;
    const open = ranges.at(-1);
    if (open?.[1] === codePoint) open[1] = codePoint + 1;
    else ranges.push([codePoint, codePoint + 1]);
  }
  return packRanges(ranges satisfies CodePointRanges);
}

const pointsOf = (text: string): number[] => [...text].map((it) => it.codePointAt(0) ?? 0);
const one = (text: string): boolean => [...text].length === 1;
const nfd = (text: string): string => text.normalize('NFD');
const nfkc = (text: string): string => text.normalize('NFKC');

const invisible = /^(?:\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]|(?![\t-\r\u0085])\p{Cc})$/u;
const mark = /^(?!\p{Default_Ignorable_Code_Point})[\p{Mn}\p{Me}]$/u;
const separator =
  /^(?!\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier})(?:[\p{Z}\p{P}\p{S}]|[\t-\r\u0085])$/u;

const withoutMarks = (text: string): string =>
  [...nfd(text)]
    .filter((it) => !mark.test(it))
    .join('')
    .normalize('NFC');

const widthForms = (codePoint: number): boolean => codePoint === 0x3000 || (codePoint >= 0xff00 && codePoint <= 0xffef);

/** Full case folding by the engine's own case tables; dotless ı stays apart from i, as in Unicode's CaseFolding.txt (status T is not used). */
function caseFolded(character: string): string {
  if (character === 'ı') return character;
  return character.toUpperCase().toLowerCase().normalize('NFC');
}

/** Runs of ten digits stand in the order of their values (Unicode, section 4.6). */
function decimalDigit(character: string, codePoint: number): string | undefined {
  if (!/\p{Nd}/u.test(character) || codePoint < 0x80) return undefined;
  let start = codePoint;
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--;
  return String((codePoint - start) % 10);
}

/** Circled digits that NFKC leaves: first code point, count, first value. */
const circledDigits = [
  [0x24eb, 10, 11],
  [0x24f5, 10, 1],
  [0x24ff, 1, 0],
  [0x2776, 10, 1],
  [0x2780, 10, 1],
  [0x278a, 10, 1],
  [0x1f10b, 1, 0],
  [0x1f10c, 1, 0],
] as const;

function digitStyle(character: string, codePoint: number): string | undefined {
  for (const [first, count, value] of circledDigits) {
    if (codePoint >= first && codePoint < first + count) return String(value + codePoint - first);
  }
  if (codePoint < 0x80 || !/[\p{N}\p{So}]/u.test(character)) return undefined;
  const plain = /^\(?(\d{1,2}|[〇一二三四五六七八九十])[).,]?$/u.exec(nfkc(character))?.[1];
  return plain ?? decimalDigit(character, codePoint);
}

const toSimplified = Converter({ from: 't', to: 'cn' });

const lookalikeOf = new Map<string, string>([
  ...Object.entries<string>(confusables).filter(([from, to]) => one(from) && lookalikeScripts.test(from) && to !== ''),
  ...handMadeLookalikes,
]);

/** The Latin letter that a sign is taken for; letters with a stroke by the letter under it. Precomposed letters are left to the step for marks. */
function lookalike(character: string): string | undefined {
  if (/^[\0-\x7f]$/.test(character) || nfd(character) !== character) return undefined;
  const to = withoutMarks(lookalikeOf.get(character) ?? '');
  if (!/^[A-Za-z]$/.test(to)) return undefined;
  // The skeletons of UTS #39 write every upright stroke as l, so that capital I in its many scripts comes out as l.
  return to === 'l' && character.toLowerCase() !== character ? 'I' : to;
}

/** Small letters take after their capitals where they resemble no Latin letter themselves, so that В and в fold alike. */
function lookalikeOfSmall(character: string): string | undefined {
  const own = lookalike(character);
  if (own !== undefined) return own;
  const upper = character.toUpperCase();
  return upper !== character && one(upper) ? lookalike(upper)?.toLowerCase() : undefined;
}

/** Whether a character can change what stands before it under canonical composition: its combining class is not 0, or it is the second of a pair. */
function joins(character: string, codePoint: number, seconds: ReadonlySet<number>): boolean {
  const reordered = (text: string): boolean => nfd(text) !== text;
  // U+0334 has combining class 1, U+0345 has 240: the lowest and the highest that are given.
  if (nfd(character) !== character) return false;
  return seconds.has(codePoint) || reordered(`${character}\u0334`) || reordered(`\u0345${character}`);
}

function pairs(): { readonly seconds: ReadonlySet<number>; readonly heads: ReadonlySet<number> } {
  const seconds = new Set<number>();
  const heads = new Set<number>();
  for (let codePoint = 0; codePoint <= last; codePoint++) {
    if (isSurrogate(codePoint)) continue;
    const character = String.fromCodePoint(codePoint);
    const parts = [...nfd(character)];
    const second = parts.at(-1) ?? '';
    if (parts.length < 2 || nfd(character).normalize('NFC') !== character) continue;
    seconds.add(second.codePointAt(0) ?? 0);
    if (!mark.test(second) && !isHangulSyllable(codePoint)) {
      for (const head of parts.slice(0, -1).join('').normalize('NFC')) heads.add(head.codePointAt(0) ?? 0);
    }
  }
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable += 28) heads.add(syllable);
  for (let lead = 0x1100; lead <= 0x1112; lead++) heads.add(lead);
  return { seconds, heads };
}

/** The text of `folding-data.ts`, derived from the engine's Unicode tables, OpenCC and Unicode's confusables. */
export function foldingData(): string {
  const { seconds, heads } = pairs();
  const tables: Readonly<Record<string, string>> = {
    compatibility: mapOf((it, codePoint) => (isHangulSyllable(codePoint) ? it : nfkc(it))),
    width: mapOf((it, codePoint) => (widthForms(codePoint) ? nfkc(it) : undefined)),
    unmarked: mapOf((it, codePoint) => (isHangulSyllable(codePoint) || mark.test(it) ? it : withoutMarks(it))),
    simplified: mapOf((it) => (/\p{Script=Han}/u.test(it) && nfkc(it) === it ? toSimplified(it) : undefined)),
    cased: mapOf(caseFolded),
    digits: mapOf(digitStyle),
    lookalikes: mapOf(lookalike),
    smallLookalikes: mapOf(lookalikeOfSmall),
    invisible: rangesOf((it) => invisible.test(it)),
    marks: rangesOf((it) => mark.test(it)),
    separators: rangesOf((it) => separator.test(it)),
    joining: rangesOf((it, codePoint) => joins(it, codePoint, seconds)),
    heads: rangesOf((_, codePoint) => heads.has(codePoint)),
  };
  const lines = Object.entries(tables).map(([name, packed]) => {
    const line = `  ${name}: '${packed}',`;
    return `${line.length <= lineWidth ? line : line.replace(': ', ':\n    ')}\n`;
  });
  return `// Written by write-tables.ts from Unicode ${process.versions.unicode} (Node's ICU; Unicode License v3), opencc-js (OpenCC's data, Apache-2.0) and
// unhomoglyph (MIT; Unicode's confusables.txt 13.0.0).
/** The tables of folding in the form of \`packed.ts\`. */
export const foldingTables = {
${lines.join('')}} as const;
`;
}
