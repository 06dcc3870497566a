import { LedgerError } from '../error.ts';
import { emptyHead, type Sha256 } from '../leaf.ts';
import { hashBytes, isSize, nodeHash, sameBytes } from './hash.ts';
import { isSubtree } from './proof.ts';

/** The most hashes a proof may hold; a tree of 2^63 - 1 entries needs no more. */
export const maxProofHashes = 64;

export interface Inclusion {
  readonly index: bigint;
  readonly size: bigint;
  /** the leaf hash, not the entry */
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface Consistency {
  readonly from: bigint;
  readonly to: bigint;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface SubtreeInclusion {
  /** index in the whole tree */
  readonly index: bigint;
  readonly start: bigint;
  readonly end: bigint;
  readonly leaf: Uint8Array;
  /** root of the subtree */
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

export interface SubtreeConsistency {
  readonly start: bigint;
  readonly end: bigint;
  readonly size: bigint;
  readonly subtreeRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.3.2. Throws `ledger.proof_invalid` with a reason unless the leaf is at `index` in the tree of that size and root.
 *
 * Size and root are one statement and come from one checkpoint: a root does not say how many entries are under it, so that a proof of the
 * same shape passes with another size. The same holds for the proofs below.
 */
export function verifyInclusion({ index, size, leaf, root, proof }: Inclusion, sha256: Sha256): void {
  if (!isSize(size)) throw invalid('size_out_of_range');
  if (index < 0n || index >= size) throw invalid('index_out_of_range');
  if (leaf.length !== hashBytes) throw invalid('hash_length');
  checkProof(proof);
  const roots = rootsOf({ start: index, end: index + 1n, size, node: leaf }, proof, sha256);
  if (!sameBytes(roots.tree, root)) throw invalid('root_differs');
}

/**
 * RFC 9162 §2.1.4.2. Throws `ledger.proof_invalid` with a reason unless the tree of `to` entries begins with the tree of `from` entries.
 *
 * The empty tree: RFC 9162 calls every tree consistent with it; transparency-dev/merkle refuses. We refuse `from` 0, whatever the roots
 * and the proof, since nothing is proved there: who holds no earlier root has nothing to compare and must not take silence for a proof.
 * Equal sizes need equal roots and an empty proof; then no hash is computed, and the length of the roots is not looked at.
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: Consistency, sha256: Sha256): void {
  if (!isSize(from) || !isSize(to)) throw invalid('size_out_of_range');
  if (from === 0n) throw invalid('empty_tree');
  if (from > to) throw invalid('sizes_reversed');
  checkProof(proof);
  const roots = rootsOf({ start: 0n, end: from, size: to, node: fromRoot }, proof, sha256);
  if (!sameBytes(roots.subtree, fromRoot)) throw invalid('old_root_differs');
  if (!sameBytes(roots.tree, toRoot)) throw invalid('root_differs');
}

/**
 * draft-ietf-plants-merkle-tree-certs §4.3.2: that the leaf at `index` of the tree is in the subtree of the entries from `start` to before
 * `end`. Says nothing of the tree around it. Throws `ledger.proof_invalid` with a reason.
 */
export function verifySubtreeInclusion(
  { index, start, end, leaf, root, proof }: SubtreeInclusion,
  sha256: Sha256,
): void {
  if (!isSize(end)) throw invalid('size_out_of_range');
  if (start === end || !isSubtree(start, end)) throw invalid('subtree_invalid');
  verifyInclusion({ index: index - start, size: end - start, leaf, root, proof }, sha256);
}

/**
 * draft-ietf-plants-merkle-tree-certs §4.4.3: that the subtree of the entries from `start` to before `end` lies in the tree of `size`
 * entries. Throws `ledger.proof_invalid` with a reason.
 *
 * An empty subtree, as transparency-dev has it: its root must be that of the empty tree and the proof empty; the root of the tree is not
 * looked at, and nothing is proved about it. Who needs a statement about the tree refuses start = end before.
 */
export function verifySubtreeConsistency(
  { start, end, size, subtreeRoot, root, proof }: SubtreeConsistency,
  sha256: Sha256,
): void {
  if (!isSize(size)) throw invalid('size_out_of_range');
  if (end > size || !isSubtree(start, end)) throw invalid('subtree_invalid');
  checkProof(proof);
  if (start === end) {
    if (proof.length > 0) throw invalid('proof_length');
    if (!sameBytes(subtreeRoot, emptyHead(sha256))) throw invalid('old_root_differs');
    return;
  }
  const roots = rootsOf({ start, end, size, node: subtreeRoot }, proof, sha256);
  if (!sameBytes(roots.subtree, subtreeRoot)) throw invalid('old_root_differs');
  if (!sameBytes(roots.tree, root)) throw invalid('root_differs');
}

interface Place {
  readonly start: bigint;
  readonly end: bigint;
  readonly size: bigint;
  /** what the verifier holds: the root of [start, end) */
  readonly node: Uint8Array;
}

/**
 * The roots of the subtree and of the tree that a proof leads to; the proof's number of hashes must be exactly what the place needs. The
 * procedure is that of draft-ietf-plants-merkle-tree-certs §4.4.3, of which RFC 9162 §2.1.3.2 and §2.1.4.2 are the cases of one entry
 * and of start 0. `first`, `last` and `edge` are the positions, one level up each turn, of the subtree's first and last entry and of the
 * tree's last.
 */
function rootsOf(
  { start, end, size, node }: Place,
  proof: readonly Uint8Array[],
  sha256: Sha256,
): { readonly subtree: Uint8Array; readonly tree: Uint8Array } {
  let [first, last, edge] = [start, end - 1n, size - 1n];
  const up = () => {
    first >>= 1n;
    last >>= 1n;
    edge >>= 1n;
  };
  // A subtree on the tree's edge is one node up to its root; another begins at its last perfect subtree.
  const onEdge = last === edge;
  while (first !== last && (onEdge || (last & 1n) === 1n)) up();
  const whole = first === last;
  const seed = whole ? node : proof[0];
  if (!seed) throw invalid('proof_length');
  let subtree = seed;
  let tree = seed;
  for (const sibling of proof.slice(whole ? 0 : 1)) {
    if (edge === 0n) throw invalid('proof_length');
    if ((last & 1n) === 1n || last === edge) {
      if (first < last) subtree = nodeHash(sibling, subtree, sha256);
      tree = nodeHash(sibling, tree, sha256);
      // On the edge, levels without a sibling are passed over. last > 0 here, so a set bit is found.
      while ((last & 1n) === 0n) up();
    } else {
      tree = nodeHash(tree, sibling, sha256);
    }
    up();
  }
  if (edge !== 0n) throw invalid('proof_length');
  return { subtree, tree };
}

function checkProof(proof: readonly Uint8Array[]): void {
  if (proof.length > maxProofHashes) throw invalid('too_many_hashes');
  if (proof.some((it) => it.length !== hashBytes)) throw invalid('hash_length');
}

function invalid(reason: string): LedgerError {
  return new LedgerError('ledger.proof_invalid', { reason });
}
