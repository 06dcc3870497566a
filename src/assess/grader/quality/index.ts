export { answerRow, type LabelledRow, type ReadLine, readAnswerRows, rowBounds } from './answer-rows.ts';
export {
  answerGraderNamed,
  answerGraderNames,
  type GradedRow,
  type GradeStreamOptions,
  type GradeSummary,
  gradeStream,
} from './grade-stream.ts';
export { knownLabels, type Truth, truthOf } from './label.ts';
export { type Fall, type QualityFigures, type Share, share, Tally } from './score.ts';
