export type { AnswerGrader, Grade, GradeReason } from './answer-grader.ts';
export { type CaseVerdict, graderAccepts, verdictOf } from './case-verdict.ts';
export { createGrading, type JudgeModel } from './grading.ts';
export type { JudgePort } from './judge.ts';
export { graders, type RegisteredGrader } from './registry.ts';
