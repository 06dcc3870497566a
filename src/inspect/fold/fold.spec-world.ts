import fc from 'fast-check';
import { createFolder, type Folded, type Folder, type FoldOptions, plainFolding, readFoldTables } from './index.ts';

const tables = readFoldTables();

/** A folder over tables that all tests share. */
export const folder = (options: Partial<FoldOptions> = {}): Folder => createFolder(options, tables);

/** A folder with these steps and no other. */
export const only = (options: Partial<FoldOptions>): Folder => folder({ ...plainFolding, ...options });

export function textOf({ units, length }: Folded): string {
  let text = '';
  for (let at = 0; at < length; at++) text += String.fromCharCode(units[at] ?? 0);
  return text;
}

/** One unit of a normal form with its span, as a value that can be compared. */
export interface FoldedUnit {
  readonly unit: string;
  readonly start: number;
  readonly end: number;
}

/** The units of a normal form, copied out of its buffer. */
export function unitsOf({ units, length, starts, ends }: Folded): FoldedUnit[] {
  return Array.from({ length }, (_, at) => ({
    unit: String.fromCharCode(units[at] ?? 0),
    start: starts[at] ?? -1,
    end: ends[at] ?? -1,
  }));
}

/** Everything that a stream gives for these pieces, laid end to end. */
export function streamed(pieces: readonly string[], by: Folder): FoldedUnit[] {
  const stream = by.stream();
  return [...pieces.flatMap((piece) => unitsOf(stream.push(piece))), ...unitsOf(stream.end())];
}

const disguises = [
  ...[
    '炸弹',
    '乾隆',
    '薴',
    '妈妈',
    'Hello',
    'ＡＢＣ',
    '①⑴⒈❶٣𝟛',
    '𝓗𝓮',
    'ﬁ',
    'ß',
    'İı',
    '㎏㈱',
    'ｶﾞ',
    'ﷺ',
    'Ω',
    'Å',
    '〇壹',
  ],
  ...[
    'e\u0301',
    'a\u0323\u0307\u0334',
    '\u1112\u1161\u11ab',
    '가\u11a8',
    '\u09c7\u09be',
    '\u0dd9\u0dcf\u0dca',
    '\u0344',
    'か\u3099',
  ],
  ...[
    '\u200b',
    '\u200d',
    '\u202e',
    '\ufe0f',
    '\u{e0041}',
    '\r\n',
    ' ',
    '.',
    '-',
    '👨\u200d👩\u200d👧',
    '🇨🇳',
    '1\ufe0f\u20e3',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\u{1d165}\u{1d16e}',
    '\u{2f800}',
    'рассвет',
    'ΟΔΥΣΣΕΥΣ',
    '000',
    'aaaa',
    '$h1t',
    '\u0300',
    '\u11a8',
    '𠮷𠮷𠮷',
  ],
];

/** Text of disguises and of anything else, lone surrogates among it. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...disguises) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((it) => String.fromCharCode(it)) },
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

export const anyOptions: fc.Arbitrary<FoldOptions> = fc.record({
  compatibility: fc.boolean(),
  width: fc.boolean(),
  case: fc.boolean(),
  simplified: fc.boolean(),
  invisible: fc.boolean(),
  marks: fc.boolean(),
  lookalikes: fc.boolean(),
  digits: fc.boolean(),
  numerals: fc.boolean(),
  leet: fc.boolean(),
  separators: fc.boolean(),
  repeats: fc.constantFrom(0, 1, 2),
});

/** A text cut at these places. */
export function cut(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((it) => it % (text.length + 1)).sort((a, b) => a - b), text.length];
  return cuts.slice(1).map((end, at) => text.slice(cuts[at], end));
}
