import { foldingTables } from './folding-data.ts';
import { type CodePointMap, type CodePointRanges, unpackMap, unpackRanges } from './packed.ts';

/** What the steps of folding look up. */
export interface FoldTables {
  /** NFKC of single characters. */
  readonly compatibility: CodePointMap;
  /** The part of NFKC that concerns full and half width. */
  readonly width: CodePointMap;
  /** Letters with their combining marks taken off. */
  readonly unmarked: CodePointMap;
  /** OpenCC's first choice of simplified character. */
  readonly simplified: CodePointMap;
  /** Full case folding. */
  readonly cased: CodePointMap;
  /** Digits of every script and style as ASCII digits. */
  readonly digits: CodePointMap;
  /** The Latin letter that a sign is taken for. */
  readonly lookalikes: CodePointMap;
  /** The same, small letters also after their capitals. */
  readonly smallLookalikes: CodePointMap;
  readonly invisible: CodePointRanges;
  readonly marks: CodePointRanges;
  readonly separators: CodePointRanges;
  /** What can change the character before it under canonical composition. */
  readonly joining: CodePointRanges;
  /** What can be changed by a following character that is no combining mark: Hangul, vowel signs of Indic scripts. */
  readonly heads: CodePointRanges;
}

/** Unpacks the shipped tables, in a few milliseconds. */
export function readFoldTables(): FoldTables {
  const packed = foldingTables;
  return {
    compatibility: unpackMap(packed.compatibility),
    width: unpackMap(packed.width),
    unmarked: unpackMap(packed.unmarked),
    simplified: unpackMap(packed.simplified),
    cased: unpackMap(packed.cased),
    digits: unpackMap(packed.digits),
    lookalikes: unpackMap(packed.lookalikes),
    smallLookalikes: unpackMap(packed.smallLookalikes),
    invisible: unpackRanges(packed.invisible),
    marks: unpackRanges(packed.marks),
    separators: unpackRanges(packed.separators),
    joining: unpackRanges(packed.joining),
    heads: unpackRanges(packed.heads),
  };
}
