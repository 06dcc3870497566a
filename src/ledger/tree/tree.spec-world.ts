import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LedgerError, type LedgerErrorCode } from '../error.ts';
import { leafHash, type Sha256 } from '../leaf.ts';
import { sha256 as nodeSha256 } from '../stamp.ts';
import { Frontier } from './frontier.ts';
import { nodeHash } from './hash.ts';
import type { ReadHash } from './proof.ts';
import { type FetchTile, tileBytes } from './tile.ts';
import { pathOf, tilesAt } from './tile-name.ts';

/** The vectors of transparency-dev, outside the repository. */
export const vectors = fileURLToPath(new URL('../../../../shared/data/ledger-vectors', import.meta.url));

export const withoutVectors: string | false = existsSync(vectors) ? false : `${vectors} is absent`;

/** SHA-256 that gives plain bytes, as a browser does: the core may not lean on Buffer. */
export const sha256: Sha256 = (...parts) => Uint8Array.from(nodeSha256(...parts));

/** The leaf hash of the entry named by its index. */
export const leafOf = (index: number | bigint): Uint8Array =>
  leafHash(new TextEncoder().encode(`entry ${index}`), sha256);

export const leavesTo = (size: number): Uint8Array[] => Array.from({ length: size }, (_, at) => leafOf(at));

/** MTH of RFC 9162 §2.1.1, word for word. */
export function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const n = leaves.length;
  if (n === 0) return sha256();
  if (n === 1) return leaves[0] ?? sha256();
  let k = 1;
  while (k * 2 < n) k *= 2;
  return sha256(Uint8Array.of(1), plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)));
}

/** PATH of RFC 9162 §2.1.3.1, word for word. */
export function plainPath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  const n = leaves.length;
  if (n === 1) return [];
  let k = 1;
  while (k * 2 < n) k *= 2;
  if (m < k) return [...plainPath(m, leaves.slice(0, k)), plainRoot(leaves.slice(k))];
  return [...plainPath(m - k, leaves.slice(k)), plainRoot(leaves.slice(0, k))];
}

/** PROOF and SUBPROOF of RFC 9162 §2.1.4.1, word for word. */
export function plainProof(m: number, leaves: readonly Uint8Array[], known = true): Uint8Array[] {
  const n = leaves.length;
  if (m === n) return known ? [] : [plainRoot(leaves)];
  let k = 1;
  while (k * 2 < n) k *= 2;
  if (m <= k) return [...plainProof(m, leaves.slice(0, k), known), plainRoot(leaves.slice(k))];
  return [...plainProof(m - k, leaves.slice(k), false), plainRoot(leaves.slice(0, k))];
}

export interface GrownTree {
  readonly frontier: Frontier;
  readonly nodes: ReadonlyMap<string, Uint8Array>;
  readonly read: ReadHash;
}

/** A tree with all hashes that the frontier told of while it grew. */
export function grown(leaves: readonly Uint8Array[]): GrownTree {
  const nodes = new Map<string, Uint8Array>();
  const byLevel: Uint8Array[][] = [];
  const frontier = Frontier.empty(sha256);
  for (const leaf of leaves) {
    frontier.append(leaf, (level, index, hash) => {
      nodes.set(`${level}/${index}`, hash);
      byLevel[level] ??= [];
      byLevel[level][Number(index)] = hash;
    });
  }
  const read: ReadHash = async (level, index) => byLevel[level]?.[Number(index)] ?? assert.fail(`${level}/${index}`);
  return { frontier, nodes, read };
}

/** A tree of any size in which all entries but the named ones are alike: its hashes are computed where they are asked for. */
export function sparse(named: readonly bigint[]): ReadHash {
  const alike = [leafHash(new Uint8Array(), sha256)];
  const hashAt = (level: number, index: bigint): Uint8Array => {
    const inside = named.some((it) => it >> BigInt(level) === index);
    if (inside && level === 0) return leafOf(index);
    if (inside) return nodeHash(hashAt(level - 1, index * 2n), hashAt(level - 1, index * 2n + 1n), sha256);
    for (let known = alike.at(-1); known && alike.length <= level; known = alike.at(-1)) {
      alike.push(nodeHash(known, known, sha256));
    }
    return alike[level] ?? assert.fail();
  };
  return async (level, index) => hashAt(level, index);
}

/** The tiles of a tree by their paths. */
export async function published(read: ReadHash, size: number): Promise<Map<string, Uint8Array>> {
  const tiles = new Map<string, Uint8Array>();
  for (const tile of tilesAt(BigInt(size))) tiles.set(pathOf(tile), await tileBytes(tile, read));
  return tiles;
}

export const fetchFrom =
  (tiles: ReadonlyMap<string, Uint8Array>): FetchTile =>
  async (path) =>
    tiles.get(path) ?? assert.fail(`no tile ${path}`);

/** For assert.throws and assert.rejects. */
export const refused =
  (code: LedgerErrorCode, params: LedgerError['params'] = {}) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(params)) assert.equal(error.params[name], value);
    return true;
  };

export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const out = Uint8Array.from(bytes);
  out[bit >> 3] = (out[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return out;
}
