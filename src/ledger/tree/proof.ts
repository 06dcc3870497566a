import { LedgerError } from '../error.ts';
import { emptyHead, type Sha256 } from '../leaf.ts';
import { bitLength, checkHash, checkSize, joined, perfectSubtrees } from './hash.ts';

/** Gives the hash of a perfect subtree; level 0 is a leaf hash. */
export type ReadHash = (level: number, index: bigint) => Promise<Uint8Array>;

interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** The root of the first `size` entries. Throws `ledger.tree_invalid` for a size out of range. */
export async function rootAt(size: bigint, read: ReadHash, sha256: Sha256): Promise<Uint8Array> {
  checkSize(size);
  return rangeHash({ start: 0n, end: size }, read, sha256);
}

/** RFC 9162 §2.1.3.1: that the entry at `index` is in the tree of `size` entries. Throws `ledger.tree_invalid` unless index < size. */
export async function inclusionProof(
  index: bigint,
  size: bigint,
  read: ReadHash,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  checkSize(size);
  if (index < 0n || index >= size) throw new LedgerError('ledger.tree_invalid', { reason: 'index_out_of_range' });
  return subtreeProof({ start: index, end: index + 1n, size }, read, sha256);
}

/**
 * RFC 9162 §2.1.4.1: that the tree of `to` entries begins with the tree of `from` entries. Empty where they are equal. Throws
 * `ledger.tree_invalid` unless 0 < from ≤ to: from the empty tree nothing is to be proved (see `verifyConsistency`).
 */
export async function consistencyProof(
  from: bigint,
  to: bigint,
  read: ReadHash,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  checkSize(from);
  checkSize(to);
  if (from === 0n) throw new LedgerError('ledger.tree_invalid', { reason: 'empty_tree' });
  if (from > to) throw new LedgerError('ledger.tree_invalid', { reason: 'sizes_reversed' });
  return subtreeProof({ start: 0n, end: from, size: to }, read, sha256);
}

/**
 * draft-ietf-plants-merkle-tree-certs §4.4.1: that the entries from `start` to before `end` lie in the tree of `size` entries. Inclusion
 * and consistency are this proof for one entry and for start 0. Throws `ledger.tree_invalid` where they are no subtree (see `isSubtree`).
 */
export async function subtreeProof(
  { start, end, size }: Range & { readonly size: bigint },
  read: ReadHash,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  checkSize(size);
  if (start === end || end > size || !isSubtree(start, end)) {
    throw new LedgerError('ledger.tree_invalid', { reason: 'subtree_invalid' });
  }
  const ranges = proofRanges({ start, end }, size);
  return Promise.all(ranges.map((it) => rangeHash(it, read, sha256)));
}

/** Whether [start, end) may be a subtree: start is a multiple of the least power of two that is not below end - start. */
export function isSubtree(start: bigint, end: bigint): boolean {
  if (start < 0n || start > end) return false;
  if (end - start <= 1n) return true;
  return start % (1n << BigInt(bitLength(end - start - 1n))) === 0n;
}

/** The ranges whose roots make the proof, in its order, from the leaves up. The walk goes from the root down towards the target. */
function proofRanges(target: Range, size: bigint): Range[] {
  const down: Range[] = [];
  let { start, end } = target;
  let node: Range = { start: 0n, end: size };
  let known = true;
  while (node.start !== start || node.end !== end) {
    const middle = node.start + (1n << BigInt(bitLength(node.end - node.start - 1n) - 1));
    const left = { start: node.start, end: middle };
    const right = { start: middle, end: node.end };
    if (end <= middle) {
      down.push(right);
      node = left;
      continue;
    }
    down.push(left);
    node = right;
    // The target reaches over the middle: the verifier holds its root only, so the root of its right part is given first.
    if (start < middle) {
      start = middle;
      known = false;
    }
  }
  if (!known) down.push({ start, end });
  return down.reverse();
}

/** The root over a range that begins where a subtree of its size may begin. */
async function rangeHash({ start, end }: Range, read: ReadHash, sha256: Sha256): Promise<Uint8Array> {
  const hashes = await Promise.all(perfectSubtrees(start, end).map(({ level, index }) => read(level, index)));
  return joined(hashes.map(checkHash), sha256) ?? emptyHead(sha256);
}
