/** What this room takes from the room that measures, in one place. */
export {
  type AssessmentCheck,
  type Assessments,
  type CaseDetail,
  type CaseRow,
  correctForGrader,
  type Figure,
  looksAt,
  type Measured,
  type Metric,
  mcnemar,
  type PairedTest,
  type RunReader,
  type RunResult,
  readCatalogue,
  type Verdict,
  wilson,
} from '../assess/index.ts';
