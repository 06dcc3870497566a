import type { AssessError } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import type { Answer } from '../target/target.ts';
import type { CaseGrade } from './grading.ts';
import type { Outcome } from './journal.ts';

/** Numbers of a grader may enter the journal; its words may quote the answer and go to the content. */
export function partsOf(params: CaseGrade['params']): Pick<Outcome, 'params' | 'noted'> {
  const numbers: Record<string, number> = {};
  let words = false;
  for (const [key, value] of Object.entries(params)) {
    if (typeof value === 'number') numbers[key] = value;
    else words = true;
  }
  return { params: numbers, noted: words ? params : null };
}

/** What an answer says of its giver, for the journal. */
export function facts(answer: Answer, cached: boolean): Outcome['params'] {
  return {
    ...(answer.reportedModel === null ? {} : { model: answer.reportedModel }),
    ...(answer.fingerprint === null ? {} : { fingerprint: answer.fingerprint }),
    ...(answer.finish === null ? {} : { finish: answer.finish }),
    ...(cached ? { cached: true } : {}),
  };
}

/** The outcome of a question that got no answer. */
export function errorOutcome(
  error: AssessError,
  turns: readonly Turn[],
  attempts: number,
  milliseconds: number,
): Outcome {
  const { status } = error.params;
  const params = typeof status === 'number' ? { status } : {};
  return {
    verdict: 'error',
    reason: error.code,
    params,
    feature: null,
    noted: null,
    turns,
    answer: null,
    attempts,
    milliseconds,
  };
}
