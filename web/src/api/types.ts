import type { ItemView, PostureView } from '../../../src/server/api-types.ts';

export type {
  CaseRowView,
  CaseView,
  CheckView,
  CodeListsView,
  EditionView,
  ExceptionView,
  GateView,
  ItemView,
  JudgementView,
  ObservationView,
  Page,
  PostureView,
  Problem,
  ProgressView,
  RunBody,
  RunResultView,
  RunView,
  SystemView,
} from '../../../src/server/api-types.ts';

export type Bilingual = { readonly zh: string; readonly en: string };
export type ItemPosture = PostureView['items'][number];
export type ItemState = ItemPosture['state'];
export type ScopedState = Exclude<ItemState, 'not_applicable'>;
export type Contribution = ItemView['posture']['contributions'][number];
export type Parameters = Readonly<Record<string, string | number | boolean | null>>;
