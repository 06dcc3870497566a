import type { Edition } from '../framework/index.ts';
import { bestToWorst, type ScopedState, worstState } from './state.ts';
import type { Headline, ItemPosture, RollUp, StateCounts } from './types.ts';

type Scoped = ItemPosture & { readonly state: ScopedState };

/** How many of the states there are, every state named. */
export function countStates(states: Iterable<ScopedState>): StateCounts {
  const counts = Object.fromEntries(bestToWorst.map((it) => [it, 0])) as Record<ScopedState, number>;
  for (const state of states) counts[state] += 1;
  return counts;
}

/** Items with a fresh conclusive measurement over items in scope, with all the numbers beside it. */
export function headlineOf(items: readonly Scoped[], practice: boolean): Headline {
  const states = countStates(items.map((it) => it.state));
  const exceptions = items.flatMap((it) => it.exceptions);
  return {
    fresh: states.met + states.partial + states.failing + states.excepted,
    inScope: items.length,
    met: states.met,
    failing: states.failing,
    states,
    selfApproved: exceptions.filter((it) => it.selfApproved).length,
    practice,
  };
}

/** Adds headlines of several systems up. Practice systems are left out; `systems` says how many were counted. */
export function totalOf(headlines: readonly Headline[]): Omit<Headline, 'practice'> & { readonly systems: number } {
  const real = headlines.filter((it) => !it.practice);
  const sum = (of: (it: Headline) => number) => real.reduce((total, it) => total + of(it), 0);
  const states = Object.fromEntries(bestToWorst.map((state) => [state, sum((it) => it.states[state])]));
  return {
    fresh: sum((it) => it.fresh),
    inScope: sum((it) => it.inScope),
    met: sum((it) => it.met),
    failing: sum((it) => it.failing),
    states: states as Record<ScopedState, number>,
    selfApproved: sum((it) => it.selfApproved),
    systems: real.length,
  };
}

/**
 * Every risk, or every technical measure, over its control points in scope: the worst of their states, with the counts. One that
 * has no control point is `uncovered` over none.
 */
export function rollUps(edition: Edition, items: readonly Scoped[], over: 'risk' | 'measure'): readonly RollUp[] {
  const stateOf = new Map(items.map((it) => [it.item, it.state]));
  return (over === 'risk' ? edition.risks : edition.measures).map(({ code }) => {
    const own = edition.controlPoints.filter((it) => it[over] === code);
    const states = own.flatMap((it) => stateOf.get(it.code) ?? []);
    return {
      code,
      state: worstState(states) ?? 'uncovered',
      counts: countStates(states),
      controlPoints: states.length,
    };
  });
}
