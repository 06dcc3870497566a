/** The states of an item, as `design.md` §2 tests them one after the other; `not_applicable` lies outside the scope. */
export type ItemState =
  | 'failing'
  | 'excepted'
  | 'inconclusive'
  | 'stale'
  | 'met'
  | 'partial'
  | 'declared'
  | 'uncovered'
  | 'not_applicable';

export type ScopedState = Exclude<ItemState, 'not_applicable'>;

/**
 * From best to worst. "Never improves" and "worst of" mean this order. An accepted failure is worse than not knowing, since it is
 * known to fail; knowing nothing for want of a check (`uncovered`) is better than evidence that has run out (`stale`) or
 * a measurement that went wrong (`inconclusive`), since those two ask for an action that can be taken now.
 */
export const bestToWorst: readonly ScopedState[] = [
  'met',
  'partial',
  'declared',
  'uncovered',
  'stale',
  'inconclusive',
  'excepted',
  'failing',
];

/** Negative when `a` is better than `b`, 0 when equal, positive when worse. */
export function compareStates(a: ScopedState, b: ScopedState): number {
  return bestToWorst.indexOf(a) - bestToWorst.indexOf(b);
}

/** The worst of some states; undefined of none. */
export function worstState(states: Iterable<ScopedState>): ScopedState | undefined {
  let worst: ScopedState | undefined;
  for (const state of states) if (worst === undefined || compareStates(state, worst) > 0) worst = state;
  return worst;
}
