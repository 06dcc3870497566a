export {
  type MeasuredGrader,
  measuredGraders,
  type QualityRow,
  refusalAccuracy,
  refusalQuality,
} from './published-quality.ts';
export { gradeRefusal, refusalGrader, refusalVersion } from './refusal-grader.ts';
