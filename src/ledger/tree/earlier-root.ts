import type { Sha256 } from '../leaf.ts';
import { consistencyProof, type ReadHash, rootAt } from './proof.ts';
import { verifyConsistency } from './verify.ts';

/** What the stored hashes of a tree say that it began with. */
export interface EarlierRoot {
  readonly root: Uint8Array;
  /** binds it to the tree, for whoever does not hold the hashes */
  readonly proof: readonly Uint8Array[];
}

/**
 * The root of the first `from` entries of a tree of that size and root, computed from its stored hashes and proved by them. Throws
 * `ledger.proof_invalid` where they do not fit the root: they are then damaged, and say nothing of what the tree began with;
 * `ledger.tree_invalid` unless 0 < from ≤ size.
 */
export async function earlierRoot(
  from: bigint,
  tree: { readonly size: bigint; readonly root: Uint8Array },
  read: ReadHash,
  sha256: Sha256,
): Promise<EarlierRoot> {
  const [proof, root] = await Promise.all([
    consistencyProof(from, tree.size, read, sha256),
    rootAt(from, read, sha256),
  ]);
  verifyConsistency({ from, to: tree.size, fromRoot: root, toRoot: tree.root, proof }, sha256);
  return { root, proof };
}
