import { plain } from './answer-text.ts';

/** What letter an answer settles on. */
export type ChoiceReading =
  | { readonly letter: string; readonly how: ChoiceEvidence }
  | { readonly letter: undefined; readonly how: 'no_letter' | 'ambiguous' };

export type ChoiceEvidence =
  /** the answer is the letter */
  | 'bare'
  /** `答案是B`, `the answer is B`, `\boxed{B}` */
  | 'stated'
  /** stated after a change of mind, with a word of conclusion before it */
  | 'concluded'
  /** `B. …` opens the answer or its only lettered line */
  | 'leading'
  /** the one letter that occurs at all */
  | 'only_letter';

/** Looked at from both ends: a choice stands at the beginning or the end of an answer. */
const lookedAt = 20_000;

const opener = String.raw`["'“”‘’「『《\[({]{0,3}\s?`;
/** Upper case, or lower case where nothing can follow but the end of a clause: `a` is a word in English. */
const letter = String.raw`(?:([A-J])(?![A-Za-z0-9'’])|([a-j])(?=["'”’」』\])}]{0,3}\s{0,3}(?:$|[.,;:!?、，。；：！？)\]\n])))`;
/** Further letters beside the first: `A和B`, `A, C`, `AB` never match as one choice. */
const more = String.raw`(?=["'”’」』\])}]{0,3}\s{0,2}(?:和|与|及|或|、|,|，|/|&|and\b|or\b)\s{0,2}${opener}[A-J](?![A-Za-z0-9'’])|["'”’」』\])}]{0,3}\s{0,2}[、,，/&]?[A-J](?![A-Za-z0-9'’]))`;

const statements: readonly RegExp[] = [
  // 答案是 B, 正确答案：B, 答案应该选 B, 正确选项为 B
  new RegExp(
    String.raw`(?:答案|正确选项|正确的选项|正确的是|结论)\s{0,2}(?:应该|应当|应|就|肯定|显然)?\s{0,2}(?:是|为|选择|选|:|：)?\s{0,2}(?:选项)?\s{0,2}[:：]?\s{0,2}${opener}${letter}`,
    'gu',
  ),
  // 我选 B, 故选 B, 应选择选项 B
  new RegExp(
    String.raw`(?:选择|选)\s{0,2}(?:的是|了|:|：)?\s{0,2}(?:选项)?\s{0,2}[:：]?\s{0,2}${opener}${letter}`,
    'gu',
  ),
  // B 正确, 选项 B 是对的
  new RegExp(
    String.raw`${opener}${letter}["'”’」』\])}]{0,3}\s{0,2}(?:选项|项)?\s{0,2}(?:才|最|更)?(?:是)?(?:最)?(?:正确|对的|符合)`,
    'gu',
  ),
  // the answer is B, correct option: (b), final choice is option B
  new RegExp(
    String.raw`\b(?:[Aa]nswer|ANSWER|[Cc]hoice|(?:[Cc]orrect|[Bb]est|[Rr]ight)\s[Oo]ption)\s{0,2}(?:would be|should be|must be|is|:|=)\s{0,2}(?:[Oo]ption|[Cc]hoice)?\s{0,2}${opener}${letter}`,
    'gu',
  ),
  // I choose B, I would pick (B), select option B
  new RegExp(
    String.raw`\b(?:choose|pick|select|chose|go with|going with)\s{1,2}(?:[Oo]ption|[Cc]hoice|[Aa]nswer)?\s{0,2}${opener}${letter}`,
    'gu',
  ),
  // option B is correct, (B) is the right answer
  new RegExp(String.raw`${opener}${letter}["'”’)\]]{0,3}\s{1,2}is\s(?:the\s)?(?:most\s)?(?:correct|right|best)`, 'gu'),
  new RegExp(String.raw`\\boxed\s?\{\s?(?:\\text\s?\{)?\s?${letter}`, 'gu'),
];

const denials =
  /(?:不是|不选|不应选|不该选|不能选|并非|非|排除|而不是|不会选|别选|不应|不该|不|\bnot|\bnever|n't|n’t|\brather than|\brule out|\beliminate)\s{0,2}(?:be\s|choose\s|pick\s|select\s|the\s|选项|选|为|option\s)?["'“”(（]{0,2}\s?$/iu;
/** A negation anywhere before in the same clause: `I can't in good conscience choose B`. `不难看出` and its like deny nothing. */
const deniedInClause =
  /(?:n't|n’t|\bnot\b|\bnever\b(?:, ever)?|\bcannot\b|\bneither\b|\bnor\b|不(?!难|妨|仅|但|光|止|可否认|言而喻|出所料)|没有?人?|别|并非)[^,.;:!?，。；：！？\n]{0,60}$/iu;
/** Denied, or asked rather than said. */
const deniedAfter =
  /^["'”’」)\]]{0,3}\s{0,2}(?:(?:选项|项)?\s{0,2}(?:是|为)?(?:错|不对|不正确|不符合|有误|is\s(?:wrong|incorrect|not\b|false|a (?:bad|terrible|poor)))|(?:吗|嘛|么|呢)?\s{0,2}[?？])/iu;
/** `incorrect answer is`, `不正确的选项是`, `错误答案` */
const negativeStem =
  /(?:错误|不正确|不对|有误|\bincorrect|\bwrong|\bnot the (?:correct|right))(?:的)?\s{0,2}(?:答案|选项|answer|option|choice)?\s{0,2}$/iu;
/**
 * Words that leave open what the one letter of an answer stands for: negation, exception, blame, doubt, a question, several. Without a statement
 * of the choice they make it undecided, be it right or wrong.
 */
const unsettling =
  /(?:n't|n’t|\b(?:not|no|nor|never|neither|none|nothing|cannot|anything|everything|any|both|either|all|except|besides|other than|apart|but|however|wrong|incorrect|false|bad|worse|worst|terrible|poor|avoid|against|reject|refuse|decline|unsure|uncertain|maybe|perhaps|possibly|might|may|could|depends?|guess|whether|if|unless|sorry)\b|[?？不没非别勿除错误否拒]|以外|之外|可能|也许|或许|难说|大概|都|如果|假如|抱歉)/iu;
const conclusion =
  /(?:因此|所以|综上|故|最终|最后|总之|\bfinal|\btherefore|\bthus|\bhence|\bso\b|\bin conclusion|\boverall)/iu;

interface Statement {
  readonly letter: string;
  readonly at: number;
  readonly several: boolean;
}

function isDenied(text: string, start: number, letterAt: number): boolean {
  const before = text.slice(Math.max(0, start - 80), start);
  const between = text.slice(Math.max(0, letterAt - 24), letterAt);
  return (
    negativeStem.test(before) ||
    denials.test(before) ||
    deniedInClause.test(before) ||
    denials.test(between) ||
    deniedAfter.test(text.slice(letterAt + 1, letterAt + 24))
  );
}

/** Whether the letter at a place is the first of several: `A和B`. */
function severalAt(text: string, at: number): boolean {
  const several = new RegExp(more, 'uy');
  several.lastIndex = at + 1;
  return several.test(text);
}

function statementsIn(text: string): Statement[] {
  const found: Statement[] = [];
  for (const pattern of statements) {
    for (const match of text.matchAll(pattern)) {
      const named = match[1] ?? match[2];
      if (named === undefined) continue;
      const at = match.index + match[0].lastIndexOf(named);
      if (isDenied(text, match.index, at)) continue;
      found.push({ letter: named.toUpperCase(), at, several: severalAt(text, at) });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

function fromStatements(text: string): ChoiceReading | undefined {
  const found = statementsIn(text);
  const last = found.at(-1);
  if (last === undefined) return undefined;
  if (last.several) return { letter: undefined, how: 'ambiguous' };
  if (found.every((statement) => statement.letter === last.letter && !statement.several))
    return { letter: last.letter, how: 'stated' };
  const earlier = found.findLast((statement) => statement.letter !== last.letter || statement.several);
  return conclusion.test(text.slice(earlier?.at ?? 0, last.at))
    ? { letter: last.letter, how: 'concluded' }
    : { letter: undefined, how: 'ambiguous' };
}

function fromLines(text: string): ChoiceReading | undefined {
  const letters = new Set<string>();
  let opens: string | undefined;
  for (const match of text.matchAll(
    /(?:^|\n)[ \t>-]{0,8}(?:选项|[Oo]ption)?[ \t]{0,2}[("'[]?([A-Ja-j])[)"'\].:、,，。;](?![A-Za-z]\.)/gu,
  )) {
    const named = (match[1] ?? '').toUpperCase();
    letters.add(named);
    if (severalAt(text, match.index + match[0].lastIndexOf(match[1] ?? '')))
      return { letter: undefined, how: 'ambiguous' };
    if (text.slice(0, match.index).trim() === '') opens = named;
  }
  const [only] = letters;
  if (letters.size > 1) return { letter: undefined, how: 'ambiguous' };
  if (only === undefined) return undefined;
  if (isDenied(text, 0, text.search(new RegExp(only, 'iu')))) return undefined;
  // Not at the opening it may be a list that began elsewhere; then other letters must be silent.
  return opens === only || lettersIn(text).size === 1 ? { letter: only, how: 'leading' } : undefined;
}

/** What can follow a letter but no article: `A or B`, `A is right`. */
const afterLetter =
  /^\s(?:or|and|nor|is|isn|are|was|were|because|since|but|would|could|should|will|can|may|might|seems|looks|has|does|then|than|over|instead)\b/u;

/** Upper-case letters that stand alone; `A` before a noun and `I` are English, not choices. */
function lettersIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(/(?<![A-Za-z0-9'’])([A-J])(?![A-Za-z0-9'’+#])/gu)) {
    const named = match[1] ?? '';
    const after = text.slice(match.index + 1, match.index + 12);
    const isWord = named === 'I' || (named === 'A' && !afterLetter.test(after));
    if (isWord && /^\s[a-z]/u.test(after)) continue;
    found.add(named);
  }
  return found;
}

function fromOnlyLetter(text: string): ChoiceReading {
  const letters = lettersIn(text);
  const [only] = letters;
  if (letters.size > 1) return { letter: undefined, how: 'ambiguous' };
  if (only === undefined) return { letter: undefined, how: 'no_letter' };
  for (const match of text.matchAll(new RegExp(`(?<![A-Za-z0-9'’])${only}(?![A-Za-z0-9'’])`, 'gu'))) {
    if (isDenied(text, match.index, match.index)) return { letter: undefined, how: 'no_letter' };
  }
  return unsettling.test(text) ? { letter: undefined, how: 'ambiguous' } : { letter: only, how: 'only_letter' };
}

/** Without Markdown and spacing; only the ends of a long answer. */
function prepared(answer: string): string {
  const ends = answer.length > 2 * lookedAt ? `${answer.slice(0, lookedAt)}\n${answer.slice(-lookedAt)}` : answer;
  return plain(ends)
    .replace(/[*_`~#]/gu, '')
    .replace(/[ \t]+/gu, ' ')
    .trim();
}

/**
 * The one letter that an answer settles on, in Chinese or English, with or without Markdown. The strongest kind of evidence decides;
 * where two letters are stated, the later one only if a word of conclusion leads to it.
 */
export function readChoice(answer: string): ChoiceReading {
  const text = prepared(answer);
  const bare =
    /^(?:选项|[Oo]ption|答案|[Aa]nswer)?\s?[:：]?\s?["'“([「]{0,2}\s?([A-Ja-j])\s?["'”)\]」]{0,2}\s?[.。,，、;:!]?$/u.exec(
      text,
    )?.[1];
  if (bare !== undefined) return { letter: bare.toUpperCase(), how: 'bare' };
  return fromStatements(text) ?? fromLines(text) ?? fromOnlyLetter(text);
}
