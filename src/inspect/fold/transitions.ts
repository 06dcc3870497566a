import type { Outcome } from './rules.ts';

export type { Outcome } from './rules.ts';

/** An action at or above this is one unit and no more: the unit is in its lower 16 bits. */
export const plain = 0x10000;
const dropped = 1;

/** Outcomes of astral characters that are remembered; the text decides which they are, so their number is bounded. */
const mostRemembered = 16_384;

/** What every code point becomes, found once and then looked up. */
export interface Transitions {
  /** By UTF-16 unit: 0 = ask `outcome`, 1 = dropped, from `plain` on the one unit that it becomes. */
  readonly actions: Uint32Array;
  outcome(codePoint: number): Outcome;
}

/**
 * The table of a folder. It is filled as characters are met: a text has a few thousand different ones, so that a folder costs nothing
 * to make. Surrogates stay at 0, since a pair must be read as a whole.
 */
export class TransitionTable implements Transitions {
  readonly actions: Uint32Array;
  readonly #rules: (codePoint: number) => Outcome;
  readonly #special = new Map<number, Outcome>();

  constructor(rules: (codePoint: number) => Outcome) {
    this.actions = new Uint32Array(0x10000);
    this.#rules = rules;
  }

  outcome(codePoint: number): Outcome {
    const known = this.#special.get(codePoint);
    if (known !== undefined) return known;
    const outcome = this.#rules(codePoint);
    const action = actionOf(codePoint, outcome);
    if (action !== 0) this.actions[codePoint] = action;
    else if (codePoint <= 0xffff || this.#special.size < mostRemembered) this.#special.set(codePoint, outcome);
    return outcome;
  }
}

function actionOf(codePoint: number, { to, joins, heads }: Outcome): number {
  if (codePoint > 0xffff || (codePoint >= 0xd800 && codePoint <= 0xdfff) || joins || heads) return 0;
  const [unit] = to;
  if (unit === undefined) return dropped;
  return to.length === 1 && unit <= 0xffff ? plain + unit : 0;
}
