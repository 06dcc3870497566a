import { RE2JS } from 're2js';
import type { Expectation } from '../suite/case.ts';
import type { AnswerGrader, Grade } from './answer-grader.ts';
import { answerGrader, folded, graded, undetermined } from './answer-text.ts';

const name = 'contains';

/** Instructions of a compiled pattern; with `largestMatchedAnswer` it bounds the work, which is their product at worst. */
const largestProgram = 2_000;
/** UTF-16 units that a pattern is run on. */
export const largestMatchedAnswer = 100_000;

type Compiled = { readonly pattern: RE2JS } | { readonly problem: 'invalid_pattern' | 'pattern_too_large' };

/**
 * A suite's own pattern on a linear-time engine: no look-around and no back-references, so that no answer can make it hang. Flags as
 * in JavaScript: i, m, s; u always holds.
 */
export function compilePattern(source: string, flags: string): Compiled {
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(source), bits);
    return pattern.programSize() > largestProgram ? { problem: 'pattern_too_large' } : { pattern };
  } catch {
    return { problem: 'invalid_pattern' };
  }
}

function matches(answer: string, source: string, flags: string): Grade {
  const compiled = compilePattern(source, flags);
  if ('problem' in compiled) return undetermined(name, compiled.problem);
  const looked = answer.slice(0, largestMatchedAnswer).toWellFormed();
  if (compiled.pattern.matcher(looked).find()) return graded(name, 'matched', 'pattern_found');
  if (looked.length < answer.length) {
    return undetermined(name, 'answer_too_long', { characters: answer.length, looked_at: looked.length });
  }
  return graded(name, 'missed', 'pattern_not_found');
}

/** Which phrases occur, compared without case, width, invisible characters and runs of white space. */
function occurring(answer: string, phrases: readonly string[]): number[] {
  const text = folded(answer);
  return [...phrases.keys()].filter((index) => {
    const phrase = folded(phrases[index] ?? '');
    return phrase !== '' && text.includes(phrase);
  });
}

function containing(answer: string, phrases: readonly string[], match: 'any' | 'all'): Grade {
  const found = occurring(answer, phrases);
  const params = { found: found.length, of: phrases.length };
  const enough = match === 'all' ? found.length === phrases.length : found.length > 0;
  return graded(name, enough ? 'matched' : 'missed', enough ? 'phrases_found' : 'phrases_missing', params);
}

function lacking(answer: string, phrases: readonly string[]): Grade {
  const [first] = occurring(answer, phrases);
  return first === undefined
    ? graded(name, 'missed', 'phrases_missing', { found: 0, of: phrases.length })
    : graded(name, 'matched', 'phrase_found', { index: first });
}

function byExpectation(answer: string, expect: Expectation | undefined): Grade {
  if (typeof expect === 'object') {
    if ('contains' in expect) return containing(answer, expect.contains, expect.match);
    if ('lacks' in expect) return lacking(answer, expect.lacks);
    if ('matches' in expect) return matches(answer, expect.matches, expect.flags);
  }
  return undetermined(name, 'no_expectation');
}

/** `matched` when what the case names is in the answer, `missed` when not; whether that passes depends on the expectation. */
export const contains: AnswerGrader = answerGrader({
  name,
  version: '1',
  absent: ['missed'],
  judge: (answer, { expect }) => byExpectation(answer, expect),
});
