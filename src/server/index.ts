export { ServerError } from './frame/error.ts';
export { listen, localEnvironment, localServer } from './frame/http.ts';
export type { IdempotencyStore, RememberedAnswer } from './frame/idempotency.ts';
export { answersMigrations, idempotencyIn } from './frame/kept-answers.ts';
export { keptText, tokenIn } from './frame/kept-text.ts';
export { describeProblem, type ProblemDetails, type ProblemText } from './frame/problem.ts';
export { problemTable } from './problems/index.ts';
export { consoleDirectory, createFront, createServer } from './server.ts';
export type { Reports, Services } from './services.ts';
