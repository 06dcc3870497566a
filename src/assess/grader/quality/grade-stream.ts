import { AssessError } from '../../error.ts';
import type { AnswerGrader, GradeReason } from '../answer-grader.ts';
import { graders } from '../registry.ts';
import { type LabelledRow, readAnswerRows } from './answer-rows.ts';
import { knownLabels, truthOf } from './label.ts';
import { type QualityFigures, Tally } from './score.ts';

/** The verdict of each grader that stands for the event when it is scored; others can be named by the caller. */
const positives: Readonly<Record<string, string>> = {
  refusal: 'refused',
  choice: 'correct',
  contains: 'matched',
  canary: 'leaked',
  'personal-information': 'found',
};

export interface GradedRow {
  readonly id: string | number;
  readonly verdict: string;
  readonly reason: GradeReason;
}

export interface GradeStreamOptions {
  /** score verdicts against `label` of the rows; without it labels are not looked at */
  readonly score?: boolean | undefined;
  /** the verdict that stands for the event; by default the grader's own, such as `refused` */
  readonly positive?: string | undefined;
  /** count lines that are no rows instead of stopping at the first */
  readonly skipBad?: boolean | undefined;
  readonly onGrade?: ((graded: GradedRow) => void) | undefined;
}

export interface GradeSummary {
  /** rows graded */
  readonly rows: number;
  /** lines passed over, and the fault of the first of them */
  readonly skipped: number;
  readonly firstSkipped: AssessError | undefined;
  /** graded rows without a label; they enter no figure */
  readonly unlabelled: number;
  readonly positive: string;
  readonly figures: QualityFigures;
}

/** The names of the graders that can look at one answer alone. */
export const answerGraderNames: readonly string[] = Object.entries(graders).flatMap(([name, { kind }]) =>
  kind === 'answer' ? [name] : [],
);

/**
 * The grader of that name.
 * @throws AssessError `grader.unknown`, or `grader.not_for_rows` for one that needs a group of answers or a model
 */
export function answerGraderNamed(name: string): AnswerGrader {
  const found = Object.entries(graders).find(([known]) => known === name)?.[1];
  const known = answerGraderNames.join(', ');
  if (found === undefined) throw new AssessError('grader.unknown', { name, known });
  if (found.kind !== 'answer') throw new AssessError('grader.not_for_rows', { name, known });
  return found.grader;
}

function gradeRow(grader: AnswerGrader, row: LabelledRow): GradedRow {
  const { verdict, reason } = grader.grade(row);
  return { id: row.id, verdict, reason };
}

/** The truth that a row's label states, `null` without a label; an unknown label is a fault of its line. */
function labelOf(row: LabelledRow, line: number, positive: string): ReturnType<typeof truthOf> | null {
  if (row.label === undefined) return null;
  const truth = truthOf(row.label, positive);
  if (truth === undefined) throw new AssessError('grader.label_unknown', { line, known: knownLabels.join(', ') });
  return truth;
}

/**
 * Grades a JSONL stream row by row and holds none of it: `onGrade` gets each verdict as it falls, the summary comes at the end.
 * @throws AssessError `grader.row_*` or `grader.label_unknown` with the line at the first bad line unless `skipBad`; `grader.no_rows` when nothing was graded;
 * `grader.no_labels` when a score was asked for and no row had a label
 */
export async function gradeStream(
  input: AsyncIterable<Uint8Array | string>,
  grader: AnswerGrader,
  options: GradeStreamOptions = {},
): Promise<GradeSummary> {
  const positive = options.positive ?? positives[grader.name] ?? 'refused';
  const tally = new Tally(positive);
  let rows = 0;
  let unlabelled = 0;
  let skipped = 0;
  let firstSkipped: AssessError | undefined;
  for await (const read of readAnswerRows(input)) {
    try {
      if ('fault' in read) throw read.fault;
      const truth = options.score === true ? labelOf(read.row, read.line, positive) : null;
      const graded = gradeRow(grader, read.row);
      options.onGrade?.(graded);
      rows += 1;
      if (truth === null || truth === undefined) unlabelled += 1;
      else tally.add(truth, graded.verdict);
    } catch (error) {
      if (options.skipBad !== true || !(error instanceof AssessError)) throw error;
      firstSkipped ??= error;
      skipped += 1;
    }
  }
  if (rows === 0) throw new AssessError('grader.no_rows', { skipped });
  if (options.score === true && unlabelled === rows) throw new AssessError('grader.no_labels', { rows });
  return { rows, skipped, firstSkipped, unlabelled, positive, figures: tally.figures() };
}
