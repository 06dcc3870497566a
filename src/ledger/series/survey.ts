import { toDigest } from '../leaf.ts';
import type { LogEntry } from '../log.types.ts';
import { type Digest, type FactLeaf, isFact, type Leaf } from '../record.ts';
import { sha256 } from '../stamp.ts';
import { Frontier } from '../tree/index.ts';
import { everyLeaf, type Holding } from './holding.ts';

/** A leaf with the index in the series that it had at first. */
export interface Original {
  readonly index: number;
  readonly leaf: FactLeaf;
}

/** What a leaf says for the tables: itself, or the leaf that it carries. `index` is its own in the series. Null for the leaves of the chain. */
export function originalOf(leaf: Leaf, index: number): Original | null {
  if (leaf.kind === 'carried') return leaf.body;
  return isFact(leaf) ? { index, leaf } : null;
}

/** A look through a log from its first leaf to its last: its root, and which of its leaves still hold. */
export class Survey {
  readonly #frontier = Frontier.empty(sha256);
  readonly #holdings: readonly Holding[];

  constructor(holdings: readonly Holding[]) {
    // That a log was retired, and that content was erased, must be known as long as the series goes on.
    this.#holdings = [...holdings, everyLeaf(['log.retired', 'content.erased'])];
  }

  /** Takes in the next leaf, with its index in the series. */
  take({ index, digest, leaf }: Pick<LogEntry, 'index' | 'digest' | 'leaf'>): void {
    this.#frontier.append(Buffer.from(digest.slice('sha256:'.length), 'hex'));
    const original = originalOf(leaf, index);
    if (original === null) return;
    for (const it of this.#holdings) if (it.kinds.includes(original.leaf.kind)) it.take(original.leaf, original.index);
  }

  /** RFC 6962 root over all that was taken in. */
  root(): Digest {
    return toDigest(this.#frontier.root());
  }

  held(): ReadonlySet<number> {
    return new Set(this.#holdings.flatMap((it) => [...it.held()]));
  }
}
