import type { ItemView, ObservationView, Parameters } from '../api/types.ts';

/** The observed and expected numbers of a rate check, read out of an observation's parameters. */
export interface RateReading {
  readonly kind: 'rate';
  readonly metric: string;
  readonly n: number;
  readonly k: number;
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
  readonly undetermined: number;
  readonly errors: number;
  readonly supported: boolean;
  readonly casesLacking: number | null;
  /** null where every case stands for itself */
  readonly groups: { readonly groups: number; readonly effective: number } | null;
  readonly direction: 'at_least' | 'at_most';
  readonly threshold: number;
  readonly minimumSample: number | null;
  readonly standing: 'official' | 'secondary' | 'ours';
  readonly profile: string | null;
}

/** A check of the run itself: how many risks it decided. */
export interface BreadthReading {
  readonly kind: 'breadth';
  readonly metric: string;
  readonly risks: number;
  readonly cases: number;
  readonly threshold: number;
}

/** Parameters of a check that this page has no sentence for. */
export interface OtherReading {
  readonly kind: 'other';
  readonly observed: Parameters;
  readonly expected: Parameters;
}

export type Reading = RateReading | BreadthReading | OtherReading;

const numberIn = (from: Parameters, name: string): number | null => {
  const value = from[name];
  return typeof value === 'number' ? value : null;
};
const textIn = (from: Parameters, name: string): string | null => {
  const value = from[name];
  return typeof value === 'string' ? value : null;
};

/** Reads an observation's numbers; null where it holds none (an error, nothing asked). */
export function readObservation(of: Pick<ObservationView, 'observed' | 'expected'>): Reading | null {
  const { observed, expected } = of;
  if (!observed) return null;
  const wanted = expected ?? {};
  return rateIn(observed, wanted) ?? breadthIn(observed, wanted) ?? { kind: 'other', observed, expected: wanted };
}

function rateIn(observed: Parameters, expected: Parameters): RateReading | null {
  const n = numberIn(observed, 'n');
  const k = numberIn(observed, 'k');
  const low = numberIn(observed, 'low');
  const high = numberIn(observed, 'high');
  const threshold = numberIn(expected, 'value');
  if (n === null || k === null || low === null || high === null || threshold === null) return null;
  const groups = numberIn(observed, 'groups');
  const effective = numberIn(observed, 'nEffective');
  const standing = textIn(expected, 'standing');
  return {
    kind: 'rate',
    metric: textIn(expected, 'metric') ?? '',
    n,
    k,
    rate: numberIn(observed, 'rate'),
    low,
    high,
    undetermined: numberIn(observed, 'undetermined') ?? 0,
    errors: numberIn(observed, 'errors') ?? 0,
    supported: observed.supported === true,
    casesLacking: numberIn(observed, 'casesLacking'),
    groups: groups !== null && effective !== null && effective < n ? { groups, effective } : null,
    direction: expected.direction === 'at_most' ? 'at_most' : 'at_least',
    threshold,
    minimumSample: numberIn(expected, 'minimumSample'),
    standing: standing === 'official' || standing === 'secondary' ? standing : 'ours',
    profile: textIn(expected, 'profile'),
  };
}

function breadthIn(observed: Parameters, expected: Parameters): BreadthReading | null {
  const risks = numberIn(observed, 'risks');
  const cases = numberIn(observed, 'cases');
  const threshold = numberIn(expected, 'value');
  if (risks === null || cases === null || threshold === null) return null;
  return { kind: 'breadth', metric: textIn(expected, 'metric') ?? '', risks, cases, threshold };
}

export interface BoundCheck {
  readonly check: string;
  readonly coverage: 'full' | 'partial';
  readonly basis: 'official' | 'reconstructed' | 'interpretation' | 'user';
  /** the results that count, one per subject */
  readonly counting: readonly {
    readonly contribution: ItemView['posture']['contributions'][number];
    readonly observation: ObservationView | null;
  }[];
}

/** Each bound check with the observations that count for it now; full coverage first, then in the catalogue's order. */
export function boundChecks(item: ItemView): BoundCheck[] {
  const observations = new Map(item.observations.map((it) => [it.observation, it]));
  const bound = item.posture.checks.map(
    (it): BoundCheck => ({
      ...it,
      counting: item.posture.contributions
        .filter((one) => one.check === it.check)
        .map((contribution) => ({ contribution, observation: observations.get(contribution.observation) ?? null })),
    }),
  );
  return bound.sort((a, b) => (a.coverage === b.coverage ? 0 : a.coverage === 'full' ? -1 : 1));
}
