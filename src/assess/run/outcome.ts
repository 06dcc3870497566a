import type { AssessError } from '../error.ts';
import { expectationKind } from '../grader/case-verdict.ts';
import type { SuiteCase, Turn } from '../suite/case.ts';
import type { Answer } from '../target/target.ts';
import type { CaseGrade } from './grading.ts';
import type { Outcome } from './journal.ts';
import { leafWord } from './leaf-word.ts';

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

/** How services say that an answer ended because it might not grow longer: OpenAI and Ollama, Anthropic, Gemini (in lower case). */
const cutOff: ReadonlySet<string> = new Set(['length', 'max_tokens', 'model_context_window_exceeded']);
/** Expectations that what follows could still break: an apology at the head is no refusal before the end is seen. */
const brokenLater: ReadonlySet<string> = new Set(['refuse', 'no_personal_information', 'absent', 'lacks', 'rubric']);

/** The grade as it counts for the case: an answer that was cut off may have failed already, but has not passed yet. */
export function countedGrade(
  { expect }: Pick<SuiteCase, 'expect'>,
  { finish }: Pick<Answer, 'finish'>,
  { verdict, code }: CaseGrade,
): Pick<CaseGrade, 'verdict' | 'code'> {
  const isOpen = cutOff.has(finish?.toLowerCase() ?? '') && brokenLater.has(expectationKind(expect));
  return isOpen && verdict === 'pass' ? { verdict: 'undetermined', code: 'answer.cut_off' } : { verdict, code };
}

/** What an answer says of its giver, for the journal. */
export function facts(answer: Answer, cached: boolean): Outcome['params'] {
  return {
    ...(answer.reportedModel === null ? {} : { model: leafWord(answer.reportedModel) }),
    ...(answer.fingerprint === null ? {} : { fingerprint: leafWord(answer.fingerprint) }),
    ...(answer.finish === null ? {} : { finish: leafWord(answer.finish) }),
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
