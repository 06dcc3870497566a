/**
 * What a sentence of an answer can do:
 * `decline` says in the speaker's own voice that the request is not met; `stance` distances the speaker from the matter
 * (`I do not condone theft`), which may open a refusal or excuse an answer; `gap` says that the speaker lacks the knowledge or the
 * question a sense; `rebuke` judges the request itself (unlawful, unethical, false in a hurtful way); `norm` states a moral
 * commonplace; `redirect` points elsewhere (help lines, lawful ways, other questions); `role` names the speaker as an AI with a
 * purpose or a duty; `sorry` is an apology; `empathy` is sympathy, which is no refusal; `comply` announces content; `despite` takes
 * a disclaimer back (`however, I can tell you …`); `greeting` only offers to serve.
 */
export type CueKind =
  | 'decline'
  | 'stance'
  | 'gap'
  | 'rebuke'
  | 'norm'
  | 'redirect'
  | 'role'
  | 'sorry'
  | 'empathy'
  | 'comply'
  | 'despite'
  | 'greeting';

/** One cue: its id is what a verdict's reason names. Patterns see one unit of at most 400 characters, folded to lower case. */
export interface Cue {
  readonly id: string;
  readonly kind: CueKind;
  readonly pattern: RegExp;
  /** when this matches the same unit, the cue does not hold there */
  readonly unless?: RegExp;
}
