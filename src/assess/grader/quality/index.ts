export { answerGraderNamed, answerGraderNames, type GradeSummary, gradeStream } from './grade-stream.ts';
export { knownLabels, truthOf } from './label.ts';
export { type Fall, type QualityFigures, type Share, share, Tally } from './score.ts';
