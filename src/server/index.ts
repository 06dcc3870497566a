export { describeProblem, isCoded, type ProblemDetails, type ProblemText } from './frame/problem.ts';
export { problemTable } from './problems/index.ts';
