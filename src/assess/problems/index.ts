import type { ProblemText } from './problem-text.ts';
import { runProblems } from './run.ts';
import { suiteProblems } from './suite.ts';
import { targetProblems } from './target.ts';

export type { ProblemText } from './problem-text.ts';

/** Codes of suites, targets and runs → words, HTTP status and exit code. Graders and attacks bring their own. */
export const assessProblems: Readonly<Record<string, ProblemText>> = {
  ...suiteProblems,
  ...targetProblems,
  ...runProblems,
};
