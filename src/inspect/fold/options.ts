import { InspectError } from '../error.ts';

/** The steps of folding. Every step is off unless it is said to be on. */
export interface FoldOptions {
  /** Compatibility normalisation (NFKC): ligatures, squared words, styled letters, widths; composes Hangul and accented letters. */
  readonly compatibility: boolean;
  /** Full and half width alone, for those who do not want the rest of NFKC. */
  readonly width: boolean;
  /** Full case folding: ß becomes ss. */
  readonly case: boolean;
  /** Traditional to simplified, character by character, OpenCC's first choice: 乾隆 becomes 干隆, in terms and in text alike. */
  readonly simplified: boolean;
  /** Zero-width characters, bidi controls, variation selectors, tags and control characters other than white space are dropped. */
  readonly invisible: boolean;
  /** Combining marks are dropped and letters lose theirs: é becomes e, が becomes か. */
  readonly marks: boolean;
  /**
   * Letters of other scripts, stroked, small-capital, styled and boxed letters become the Latin letters they look like. Text in Greek or
   * Cyrillic becomes nonsense, the same in terms and in text; with `case`, a few letters whose two cases look different stay two.
   */
  readonly lookalikes: boolean;
  /** Digits of every script and style become ASCII: ①, ⑴, ⒈, ❶, ٣, 𝟛. */
  readonly digits: boolean;
  /** Chinese numerals become ASCII digits: 〇 to 九, 零, 壹 to 玖. Conflates 大陆 with 大6, in terms and in text alike. */
  readonly numerals: boolean;
  /** Digits and signs that stand for letters become letters: h3ll0, $h!t. No digit remains; i, l and 1 become one. */
  readonly leet: boolean;
  /** White space, punctuation and symbols other than emoji are dropped. The spans tell where: a unit starts after the last one's end. */
  readonly separators: boolean;
  /** At most so many of the same character in a row, digits excepted; 0 leaves all. */
  readonly repeats: number;
}

/** No step: units are those of the text. */
export const plainFolding: FoldOptions = {
  compatibility: false,
  width: false,
  case: false,
  simplified: false,
  invisible: false,
  marks: false,
  lookalikes: false,
  digits: false,
  numerals: false,
  leet: false,
  separators: false,
  repeats: 0,
};

/** Every step that neither joins what was apart nor takes digits or numerals for something else. */
export const usualFolding: FoldOptions = {
  ...plainFolding,
  compatibility: true,
  width: true,
  case: true,
  simplified: true,
  invisible: true,
  marks: true,
  lookalikes: true,
  digits: true,
};

/** The strongest disguise is seen through, at the price that more is taken for the same: each step but `leet`. */
export const strongFolding: FoldOptions = { ...usualFolding, numerals: true, separators: true, repeats: 1 };

const mostRepeats = 255;

/** The steps asked for, over `usualFolding`. Throws `inspect.fold_option_invalid`. */
export function foldOptions(given: Partial<FoldOptions>): FoldOptions {
  const options = { ...usualFolding, ...given };
  for (const [name, value] of Object.entries(options)) {
    if (!(name in usualFolding)) throw new InspectError('inspect.fold_option_invalid', { option: name });
    const valid =
      name === 'repeats'
        ? Number.isInteger(value) && Number(value) >= 0 && Number(value) <= mostRepeats
        : typeof value === 'boolean';
    if (!valid) throw new InspectError('inspect.fold_option_invalid', { option: name });
  }
  return options;
}
