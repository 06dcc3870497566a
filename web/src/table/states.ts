import type { ScopedState } from '../api/types.ts';

/** The order in which a person reads them: what is proven first, what is unknown last. */
export const readingOrder: readonly ScopedState[] = [
  'met',
  'partial',
  'failing',
  'excepted',
  'inconclusive',
  'stale',
  'declared',
  'uncovered',
];

export interface Segment {
  readonly state: ScopedState;
  readonly n: number;
  /** share of all, 0 to 1 */
  readonly share: number;
}

/** The states that occur, in reading order, with their shares of the whole. */
export function segmentsOf(counts: Readonly<Partial<Record<ScopedState, number>>>): Segment[] {
  const total = readingOrder.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return readingOrder.flatMap((state) => {
    const n = counts[state] ?? 0;
    return n === 0 ? [] : [{ state, n, share: n / total }];
  });
}
