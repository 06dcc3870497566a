import type { GraderName } from '../suite/case.ts';
import type { AnswerGrader } from './answer-grader.ts';
import { canary } from './canary.ts';
import { choice } from './choice.ts';
import { contains } from './contains.ts';
import { counterfactualGrader, type GroupGrader, robustnessGrader } from './group.ts';
import { personalInformation } from './personal-information.ts';
import { refusalGrader } from './refusal/index.ts';

/** How a grader works decides what a runner must keep: nothing, a feature until the group is whole, or a call to a model. */
export type RegisteredGrader =
  | { readonly kind: 'answer'; readonly grader: AnswerGrader }
  | { readonly kind: 'group'; readonly grader: GroupGrader }
  | { readonly kind: 'judge' };

/** Every grader that a suite may name. */
export const graders: Readonly<Record<GraderName, RegisteredGrader>> = {
  refusal: { kind: 'answer', grader: refusalGrader },
  choice: { kind: 'answer', grader: choice },
  contains: { kind: 'answer', grader: contains },
  canary: { kind: 'answer', grader: canary },
  'personal-information': { kind: 'answer', grader: personalInformation },
  counterfactual: { kind: 'group', grader: counterfactualGrader(refusalGrader) },
  robustness: { kind: 'group', grader: robustnessGrader(refusalGrader) },
  judge: { kind: 'judge' },
};
