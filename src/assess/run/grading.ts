import type { SuiteCase, Turn } from '../suite/case.ts';
import type { Verdict } from './run-types.ts';

/** What a grader says of one answer: its verdict, or a feature that its group is judged by at the end. */
export interface CaseGrade {
  readonly verdict: Exclude<Verdict, 'error'> | 'error' | 'pending_group';
  readonly code: string;
  /** may quote the answer, so its words go to the content and only its numbers into the journal */
  readonly params: Readonly<Record<string, string | number>>;
  /** short, without content; null unless the verdict is pending */
  readonly feature: string | null;
}

/** A case of a group as the journal keeps it. */
export interface GroupMember {
  readonly id: string;
  readonly it: SuiteCase;
  readonly feature: string;
}

export interface GroupGrade {
  readonly verdict: Exclude<Verdict, 'error'>;
  readonly code: string;
}

/** What the run needs of the graders. */
export interface Grading {
  /** grader → version, for the plan: a run goes on only with the graders it began with */
  readonly versions: Readonly<Record<string, string>>;
  /** null, or a code of why this grader cannot judge what the case expects */
  accepts(it: SuiteCase): string | null;
  grade(it: SuiteCase, turns: readonly Turn[], answer: string, signal: AbortSignal): CaseGrade | Promise<CaseGrade>;
  /** Judges one group, given all its answered members in plan order; pure. */
  gradeGroup(grader: SuiteCase['grader'], members: readonly GroupMember[]): ReadonlyMap<string, GroupGrade>;
}
