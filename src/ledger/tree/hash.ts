import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';

/*
 * The pure core of the Merkle tree of RFC 6962 §2.1 and RFC 9162 §2.1. Uses no `node:` module. Sizes and indexes are BigInt: a
 * number loses whole entries beyond 2^53, and its bit operators beyond 2^32.
 */

/** The most entries a tree may have: 2^63 - 1, what other implementations hold in a signed 64-bit integer. */
export const maxSize = 2n ** 63n - 1n;

/** Bytes of a hash. */
export const hashBytes = 32;

/** Where a perfect subtree lies: it covers the entries from `index * 2^level`, 2^level of them. Level 0 is a leaf hash. */
export interface Node {
  readonly level: number;
  readonly index: bigint;
}

const nodePrefix = Uint8Array.of(1);

/** RFC 6962 §2.1, hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(nodePrefix, left, right);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && firstDifference(a, b) < 0;
}

/** Offset of the first byte in which two runs of the same length differ; -1 where they do not. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return at;
  return -1;
}

export function isSize(size: bigint): boolean {
  return size >= 0n && size <= maxSize;
}

/** Throws `ledger.tree_invalid` for a negative size and for one above `maxSize`. */
export function checkSize(size: bigint): void {
  if (!isSize(size)) throw new LedgerError('ledger.tree_invalid', { reason: 'size_out_of_range' });
}

/** Throws `ledger.tree_invalid` for what is not 32 bytes. */
export function checkHash(hash: Uint8Array): Uint8Array {
  if (hash.length !== hashBytes) throw new LedgerError('ledger.tree_invalid', { reason: 'hash_length' });
  return hash;
}

/** The perfect subtrees that a run of entries is made of, largest first. The run must begin where a subtree of its size may begin. */
export function perfectSubtrees(start: bigint, end: bigint): Node[] {
  const nodes: Node[] = [];
  let at = start;
  for (let level = bitLength(end - start) - 1; level >= 0; level -= 1) {
    const width = 1n << BigInt(level);
    if (((end - start) & width) === 0n) continue;
    nodes.push({ level, index: at >> BigInt(level) });
    at += width;
  }
  return nodes;
}

/** The root over perfect subtrees, largest first: they are joined from the right. Undefined for none. */
export function joined(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array | undefined {
  let root = hashes.at(-1);
  for (const left of hashes.slice(0, -1).reverse()) if (root) root = nodeHash(left, root, sha256);
  return root;
}

export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
