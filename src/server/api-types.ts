import type { z } from 'zod';
import type { problemDetails } from './frame/problem.ts';
import type { checkView, editionView } from './schema/framework.ts';
import type {
  exceptionView,
  gateView,
  itemView,
  judgementView,
  observationView,
  postureView,
} from './schema/posture.ts';
import type { caseRowView, caseView, progressView, runBody, runResultView, runView, targetBody } from './schema/run.ts';
import type { codeListsView, systemView } from './schema/system.ts';

/** What the console reads and sends: inferred from the schemas that validate the API. The only part of `src` that `web/` may name. */
export type EditionView = z.output<typeof editionView>;
export type CheckView = z.output<typeof checkView>;
export type SystemView = z.output<typeof systemView>;
export type CodeListsView = z.output<typeof codeListsView>;
export type PostureView = z.output<typeof postureView>;
export type ItemView = z.output<typeof itemView>;
export type ObservationView = z.output<typeof observationView>;
export type JudgementView = z.output<typeof judgementView>;
export type ExceptionView = z.output<typeof exceptionView>;
export type GateView = z.output<typeof gateView>;
export type RunView = z.output<typeof runView>;
export type ProgressView = z.output<typeof progressView>;
export type RunResultView = z.output<typeof runResultView>;
export type CaseRowView = z.output<typeof caseRowView>;
export type CaseView = z.output<typeof caseView>;
export type RunBody = z.input<typeof runBody>;
export type TargetBody = z.input<typeof targetBody>;
export type Problem = z.output<typeof problemDetails>;
export type Page<T> = { items: T[]; next: string | null };
