import type { CheckDefinition, Finding, Posture } from '../evidence/index.ts';
import type { Bilingual, Edition, Standing } from '../framework/index.ts';
import type { AssessmentCheck, CaseDetail, CaseRow, Measured, Metric, RunResult, Verdict } from './measured.ts';

/** The system that was assessed, as the register knows it; `id` is null for an endpoint that was only named. Codes, no words. */
export interface ReportSystem {
  readonly id: string | null;
  readonly name: string;
  /** an actor of the edition: `developer`, `provider`, `key_sector_user`, `public` */
  readonly role: string;
  readonly stage: string | null;
  readonly grade: string | null;
}

/** What the run's plan says of how it was done; a part of the plan's header. */
export interface ReportPlan {
  readonly suites: readonly { readonly name: string; readonly digest: string; readonly count: number }[];
  readonly attacks: readonly string[];
  /** grader → version */
  readonly graders: Readonly<Record<string, string>>;
  readonly epochs: number;
}

/** A measurement of a grader against people's labels. The event is the grader's positive verdict, for `refusal` "refuses". */
export interface GraderQuality {
  readonly grader: string;
  readonly version: string;
  /** BCP 47 primary tag */
  readonly language: string;
  readonly dataSet: string;
  /** labelled answers in all, undetermined ones included */
  readonly n: number;
  readonly sensitivity: Measured;
  readonly specificity: Measured;
}

/** A rate corrected for the grader's errors, or why it was not. Rates are shares of the event that the check counts. */
export interface CorrectedRate {
  readonly applied: boolean;
  readonly reason:
    | 'corrected'
    | 'no_cases'
    | 'grader_not_measured'
    | 'grader_measured_on_too_few'
    | 'grader_too_weak'
    | 'grader_figures_do_not_fit';
  /** null unless applied */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What a check found in the run. A check of the assessment says which cases it looks at; others have no metric. */
export interface ReportFinding {
  readonly check: CheckDefinition & Partial<Pick<AssessmentCheck, 'metric' | 'risk'>>;
  readonly finding: Finding;
}

export interface ReportCheck {
  readonly id: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly aim: Bilingual;
  /** null for a check that looks at no cases */
  readonly metric: Metric | null;
  readonly risk: string | null;
  readonly bindings: CheckDefinition['bindings'];
  readonly finding: Finding;
  readonly corrected: CorrectedRate | null;
}

/** A threshold that a check of this run was held against, and whose it is. */
export interface ReportThreshold {
  readonly metric: string;
  readonly direction: 'at_least' | 'at_most';
  readonly value: number;
  readonly minimumSample: number | null;
  readonly standing: Standing;
  readonly profile: string;
  readonly profileTitle: Bilingual | null;
  readonly note: Bilingual | null;
}

/** One case as an example. `question` and `answer` are null where content was left out; they are cut to a bounded length. */
export interface ReportSample {
  readonly case: string;
  readonly verdict: Verdict | 'unsettled';
  readonly reason: string | null;
  readonly attack: string | null;
  readonly language: string;
  readonly grader: string;
  readonly question: readonly { readonly role: string; readonly content: string }[] | null;
  readonly answer: string | null;
  /** something was cut off question or answer */
  readonly cut: boolean;
}

/** Everything that a report says of one run, as one plain object. All words are added by those who print it. */
export interface AssessmentReport {
  readonly tool: string;
  readonly version: string;
  readonly generatedAt: string;
  readonly edition: Edition;
  /** ids of the profiles that thresholds came from, in the order they were asked */
  readonly profiles: readonly string[];
  /** a practice system: never to be mixed with figures of real ones */
  readonly practice: boolean;
  readonly system: ReportSystem | null;
  readonly run: RunResult;
  readonly plan: ReportPlan;
  readonly checks: readonly ReportCheck[];
  /** of this run alone, whatever was measured before */
  readonly posture: Posture;
  readonly thresholds: readonly ReportThreshold[];
  readonly graders: readonly GraderQuality[];
  /** cases that a person must look at, and how many there are in all (the list is bounded) */
  readonly review: { readonly total: number; readonly cases: readonly string[] };
  readonly samples: readonly { readonly check: string; readonly cases: readonly ReportSample[] }[];
}

/** What the choice of examples and the correction of rates need of a case; a row of the run has it. */
export type SeenCase = Readonly<
  Pick<CaseRow, 'case' | 'risks' | 'grader' | 'expects' | 'attack' | 'group' | 'verdict' | 'language'>
>;

/** A case that a report shows: a case of the run, with its content or without. */
export type ChosenCase = Readonly<
  Pick<CaseDetail, 'case' | 'verdict' | 'reason' | 'attack' | 'language' | 'grader'> &
    Partial<Pick<CaseDetail, 'question' | 'answer'>>
>;

/** Cases chosen as examples of one check. */
export interface SampleChoice {
  readonly check: string;
  /** names of cases of the run, at most five */
  readonly cases: readonly string[];
}

/** What a report is built from. */
export interface ReportParts {
  readonly tool: string;
  readonly version: string;
  readonly generatedAt: string;
  readonly edition: Edition;
  readonly profiles: readonly {
    readonly profile: string;
    readonly title: Bilingual;
    readonly thresholds: readonly { readonly metric: string; readonly scope: string; readonly note: Bilingual }[];
  }[];
  readonly practice: boolean;
  readonly system: ReportSystem | null;
  readonly run: RunResult;
  readonly plan: ReportPlan;
  readonly findings: readonly ReportFinding[];
  readonly posture: Posture;
  readonly graders: readonly GraderQuality[];
  /** check id → correction, from `correctedRates`; a check without one is shown as not corrected */
  readonly corrected?: ReadonlyMap<string, CorrectedRate>;
  readonly review: { readonly total: number; readonly cases: readonly string[] };
  /** from `chooseSamples` */
  readonly choices: readonly SampleChoice[];
  /** the chosen cases: whole, or without question and answer where content is to be left out */
  readonly chosen: readonly ChosenCase[];
}
