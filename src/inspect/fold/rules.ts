import type { FoldOptions } from './options.ts';
import { type CodePointRanges, inRanges } from './packed.ts';
import type { FoldTables } from './tables.ts';

/** What one code point becomes under the chosen steps. */
export interface Outcome {
  /** Code points; none when it is dropped. */
  readonly to: readonly number[];
  /** It composes with what stands before it. */
  readonly joins: boolean;
  /** What follows may compose with it. */
  readonly heads: boolean;
}

/** Gives what a code point becomes, or nothing where the rule does not concern it. */
type Rule = (codePoint: number) => readonly number[] | undefined;

const none: readonly number[] = [];

/** A replacement is replaced again until no rule applies; the longest chain of the shipped tables is shorter (tested). */
const deepest = 12;

const chineseNumerals = numbered('〇一二三四五六七八九', '零壹贰叁肆伍陆柒捌玖');

const leetSigns = new Map(
  [...'0o1i3e4a5s7t8b9g@a$s!i|i€e+tli'.matchAll(/(.)(.)/gu)].map(
    ([, from = '', to = '']) => [from.codePointAt(0) ?? 0, [to.codePointAt(0) ?? 0]] as const,
  ),
);

function numbered(...rows: readonly string[]): ReadonlyMap<number, readonly number[]> {
  return new Map(rows.flatMap((row) => [...row].map((it, at) => [it.codePointAt(0) ?? 0, [0x30 + at]] as const)));
}

/**
 * The rules in their order: what is dropped outright, then forms, then letters, then what letters stand for. Digits go before NFKC,
 * which would give ⑴ its brackets; look-alikes before case, since Υ looks like Y and its small υ like u.
 */
function rulesOf(options: FoldOptions, tables: FoldTables): readonly Rule[] {
  const dropped =
    (ranges: CodePointRanges): Rule =>
    (it) =>
      inRanges(ranges, it) ? none : undefined;
  const signs = options.leet ? leetSigns : undefined;
  const rules: readonly (readonly [boolean, Rule])[] = [
    [options.invisible, dropped(tables.invisible)],
    [options.digits, (it) => tables.digits.get(it)],
    [options.width, (it) => tables.width.get(it)],
    [options.compatibility, (it) => tables.compatibility.get(it)],
    [options.marks, dropped(tables.marks)],
    [options.marks, (it) => tables.unmarked.get(it)],
    [options.simplified, (it) => tables.simplified.get(it)],
    [options.lookalikes, (it) => (options.case ? tables.smallLookalikes : tables.lookalikes).get(it)],
    [options.case, (it) => tables.cased.get(it)],
    [options.numerals, (it) => chineseNumerals.get(it)],
    [options.leet, (it) => signs?.get(it)],
    [options.separators, dropped(tables.separators)],
  ];
  return rules.filter(([on]) => on).map(([, rule]) => rule);
}

/** The outcome of a code point under the options. */
export function createRules(options: FoldOptions, tables: FoldTables): (codePoint: number) => Outcome {
  const rules = rulesOf(options, tables);
  const resolve = (codePoint: number, to: number[], depth: number): void => {
    for (const rule of depth < deepest ? rules : []) {
      const others = rule(codePoint);
      if (others === undefined) continue;
      for (const other of others) resolve(other, to, depth + 1);
      return;
    }
    to.push(codePoint);
  };
  return (codePoint) => {
    const to: number[] = [];
    resolve(codePoint, to, 0);
    const [first, last] = [to[0], to.at(-1)];
    if (!options.compatibility || first === undefined || last === undefined) return { to, joins: false, heads: false };
    const joins = inRanges(tables.joining, first);
    // Where marks stay, any character may be followed by one.
    return { to, joins, heads: !options.marks || joins || inRanges(tables.heads, last) };
  };
}
