import { LedgerError } from '../error.ts';
import { emptyHead, type Sha256 } from '../leaf.ts';
import { checkHash, checkSize, joined, maxSize, nodeHash, perfectSubtrees } from './hash.ts';

/** Told of every perfect subtree that an append completes, from the leaf up. */
export type OnNode = (level: number, index: bigint, hash: Uint8Array) => void;

/**
 * The right edge of a tree: the hashes of its perfect subtrees, largest first. All that is needed to append and to know the root; at most
 * 63 hashes. Hashes given in are kept, not copied: do not change them afterwards.
 */
export class Frontier {
  readonly #sha256: Sha256;
  readonly #hashes: Uint8Array[];
  #size: bigint;

  private constructor(size: bigint, hashes: Uint8Array[], sha256: Sha256) {
    this.#size = size;
    this.#hashes = hashes;
    this.#sha256 = sha256;
  }

  static empty(sha256: Sha256): Frontier {
    return new Frontier(0n, [], sha256);
  }

  /** The edge as it was stored. Throws `ledger.tree_invalid` for a size out of range, a wrong number of hashes, a hash not of 32 bytes. */
  static of(size: bigint, hashes: readonly Uint8Array[], sha256: Sha256): Frontier {
    checkSize(size);
    if (hashes.length !== perfectSubtrees(0n, size).length) {
      throw new LedgerError('ledger.tree_invalid', { reason: 'frontier_length' });
    }
    return new Frontier(size, hashes.map(checkHash), sha256);
  }

  get size(): bigint {
    return this.#size;
  }

  /** A copy of the list; the hashes are those held. */
  get hashes(): readonly Uint8Array[] {
    return [...this.#hashes];
  }

  /** Adds a leaf hash. Throws `ledger.tree_invalid`, and changes nothing, for a hash not of 32 bytes and for a full tree. */
  append(leafHash: Uint8Array, onNode?: OnNode): void {
    if (this.#size >= maxSize) throw new LedgerError('ledger.tree_invalid', { reason: 'size_out_of_range' });
    let hash = checkHash(leafHash);
    let level = 0;
    let index = this.#size;
    onNode?.(level, index, hash);
    while ((index & 1n) === 1n) {
      const left = this.#hashes.pop();
      if (!left) throw new LedgerError('ledger.tree_invalid', { reason: 'frontier_length' });
      hash = nodeHash(left, hash, this.#sha256);
      level += 1;
      index >>= 1n;
      onNode?.(level, index, hash);
    }
    this.#hashes.push(hash);
    this.#size += 1n;
  }

  /** The root of the tree: RFC 9162 §2.1.1; of no entries, SHA-256 of nothing. */
  root(): Uint8Array {
    return joined(this.#hashes, this.#sha256) ?? emptyHead(this.#sha256);
  }
}
