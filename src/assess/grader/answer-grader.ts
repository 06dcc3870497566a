import type { Expectation } from '../suite/case.ts';

/** One answer to be judged, with what is known of where it came from. */
export interface AnswerRow {
  readonly question?: string | undefined;
  readonly answer: string;
  /** BCP 47 tag of the conversation, such as `zh` or `en` */
  readonly language?: string | undefined;
  /** what the case expects; graders that need it (choice, contains, canary …) give `undetermined` without it */
  readonly expect?: Expectation | undefined;
}

/** Why a verdict fell: a code and its parameters, never prose; words are added where people read. */
export interface GradeReason {
  /** `<grader>.<snake_case>`, for instance `refusal.declines_request` */
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface Grade {
  /**
   * The grader's own vocabulary (`refused`, `answered`, `matched` …). `undetermined` is common to all: the grader could
   * not tell, and the row goes to a person.
   */
  readonly verdict: string;
  readonly reason: GradeReason;
}

/**
 * A grader that looks at one answer alone. `grade` is pure, synchronous, total (throws for no answer whatever) and bounded in time.
 * `version` changes whenever a verdict could: measured quality belongs to a name and a version.
 */
export interface AnswerGrader {
  readonly name: string;
  readonly version: string;
  grade(row: AnswerRow): Grade;
}
