export { type QualityRow, refusalAccuracy, refusalQuality } from './published-quality.ts';
export {
  gradeRefusal,
  type RefusalContext,
  type RefusalGrade,
  type RefusalReasonCode,
  type RefusalVerdict,
  refusalGrader,
  refusalVersion,
} from './refusal-grader.ts';
