/**
 * Characters that reorder or hide the text around them and show nothing themselves: controls but for tab and line ends, the bidirectional
 * marks, embeddings, overrides and isolates (UAX #9), the byte order mark, interlinear marks and the tag block.
 */
const unseen =
  /(?![\t\n\r])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const split = new RegExp(`((?:${unseen.source})+)`, 'u');
const each = new RegExp(unseen.source, 'gu');
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export interface Piece {
  readonly text: string;
  /** it stands for characters that would not be seen */
  readonly marked: boolean;
}

const nameOf = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** Text from outside, in order, with what cannot be seen spelled out as `‹U+202E›`. */
export function pieces(text: string): Piece[] {
  return text
    .split(split)
    .map((it, index) => ({ text: index % 2 === 1 ? it.replace(each, nameOf) : it, marked: index % 2 === 1 }))
    .filter((it) => it.text !== '');
}

/** The same as one string, for titles, options and sentences; isolated where it runs from right to left, so that its neighbours stay. */
export function plainly(text: string): string {
  const spelled = text.replace(each, nameOf);
  return rightToLeft.test(spelled) ? `\u2068${spelled}\u2069` : spelled;
}
