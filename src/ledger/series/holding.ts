import type { FactLeaf, RecordKind } from '../record.ts';

/**
 * Tells which leaves still hold: told every leaf of its kinds in the order of the series, it then names those without which what is known now could
 * not be known again. A function of the leaves alone.
 */
export interface Holding {
  readonly kinds: readonly RecordKind[];
  /** `index` in the series; a leaf that was carried comes with its original one */
  take(leaf: FactLeaf, index: number): void;
  held(): Iterable<number>;
}

/** Every leaf of these kinds holds for ever. */
export function everyLeaf(kinds: readonly RecordKind[]): Holding {
  const indexes: number[] = [];
  return { kinds, take: (_, index) => void indexes.push(index), held: () => indexes };
}
