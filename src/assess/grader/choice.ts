import type { AnswerGrader } from './answer-grader.ts';
import { answerGrader, graded, undetermined } from './answer-text.ts';
import { readChoice } from './choice-letter.ts';

const name = 'choice';

/** Multiple choice: `correct`, `wrong`, or `undetermined` when no single letter of the question's options is chosen. */
export const choice: AnswerGrader = answerGrader({
  name,
  version: '2',
  absent: [],
  judge: (answer, { expect }) => {
    if (typeof expect !== 'object' || !('choice' in expect)) return undetermined(name, 'no_expectation');
    const { letter, how } = readChoice(answer);
    if (letter === undefined) return undetermined(name, how);
    if (!expect.of.includes(letter)) return undetermined(name, 'outside_options', { letter });
    const correct = letter === expect.choice;
    return graded(name, correct ? 'correct' : 'wrong', correct ? 'chose_expected' : 'chose_other', { letter, how });
  },
});
