import type { AnswerGrader, AnswerRow, Grade, GradeReason } from './answer-grader.ts';

/** UTF-16 units of an answer that a grader looks at. What it finds within stands; that it found nothing does not. */
export const largestGradedAnswer = 1_000_000;

/** Characters that a reader does not see: zero-width, soft hyphen, joiners, direction marks, variation selectors. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** What a reader sees, in one form: full-width becomes plain (NFKC), what is not seen goes. */
export function plain(text: string): string {
  return text.toWellFormed().normalize('NFKC').replace(unseen, '');
}

/** {@link plain}, in lower case, each run of white space one space. */
export function folded(text: string): string {
  return plain(text).toLowerCase().replace(/\s+/gu, ' ').trim();
}

export function undetermined(grader: string, code: string, params?: GradeReason['params']): Grade {
  return graded(grader, 'undetermined', code, params);
}

export function graded(grader: string, verdict: string, code: string, params?: GradeReason['params']): Grade {
  return {
    verdict,
    reason: params === undefined ? { code: `${grader}.${code}` } : { code: `${grader}.${code}`, params },
  };
}

interface Definition {
  readonly name: string;
  readonly version: string;
  /** verdicts that rest on the absence of something and so cannot stand on a part of the answer */
  readonly absent: readonly string[];
  judge(answer: string, row: AnswerRow): Grade;
}

/**
 * A grader with the rules common to all: a blank answer decides nothing (else silence would pass every case that forbids something),
 * and a verdict of absence on an answer beyond `largestGradedAnswer` is undetermined.
 */
export function answerGrader({ name, version, absent, judge }: Definition): AnswerGrader {
  return {
    name,
    version,
    grade: (row) => {
      const whole = row.answer.length <= largestGradedAnswer;
      const answer = whole ? row.answer : row.answer.slice(0, largestGradedAnswer);
      if (plain(answer).trim() === '') return undetermined(name, 'empty_answer');
      const grade = judge(answer, row);
      if (whole || !absent.includes(grade.verdict)) return grade;
      return undetermined(name, 'answer_too_long', { characters: row.answer.length, looked_at: largestGradedAnswer });
    },
  };
}
