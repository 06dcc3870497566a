import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { leafHash } from '../leaf.ts';
import {
  consistencyProof,
  inclusionProof,
  isSubtree,
  maxProofHashes,
  maxSize,
  nodeHash,
  rootAt,
  subtreeProof,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './index.ts';
import {
  flipped,
  grown,
  leafOf,
  leavesTo,
  plainPath,
  plainProof,
  plainRoot,
  refused,
  sha256,
  sparse,
} from './tree.spec-world.ts';

const most = 600;
const leaves = leavesTo(most);
const { read } = grown(leaves);
const root = (size: number | bigint) => rootAt(BigInt(size), read, sha256);
const invalid = (reason?: string) => refused('ledger.proof_invalid', reason === undefined ? {} : { reason });

/** A size and an index in it; two sizes; three sizes. */
const indexed = fc.integer({ min: 1, max: most }).chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));
const ordered = fc
  .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }))
  .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

describe('inclusion, RFC 9162 §2.1.3', () => {
  it('every proof of every tree up to 40 entries is the PATH of the RFC, and verifies', async () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(BigInt(index), BigInt(size), read, sha256);
        assert.deepEqual(proof, plainPath(index, leaves.slice(0, size)));
        verifyInclusion(
          { index: BigInt(index), size: BigInt(size), leaf: leafOf(index), root: await root(size), proof },
          sha256,
        );
      }
    }
  });

  it('any index of any tree: what was changed is refused', async () => {
    await fc.assert(
      fc.asyncProperty(indexed, indexed, fc.nat(), async ([index, size], [otherIndex, otherSize], bit) => {
        const proof = await inclusionProof(BigInt(index), BigInt(size), read, sha256);
        const good = {
          index: BigInt(index),
          size: BigInt(size),
          leaf: leafOf(index),
          root: plainRoot(leaves.slice(0, size)),
          proof,
        };
        verifyInclusion(good, sha256);
        const bad = (change: Partial<typeof good>) =>
          assert.throws(() => verifyInclusion({ ...good, ...change }, sha256), invalid());
        bad({ leaf: flipped(good.leaf, bit % 256) });
        bad({ root: flipped(good.root, bit % 256) });
        for (const at of proof.keys()) {
          bad({ proof: proof.map((it, i) => (i === at ? flipped(it, bit % 256) : it)) });
          bad({ proof: proof.filter((_, i) => i !== at) });
          bad({ proof: proof.toSpliced(at, 0, good.root) });
        }
        bad({ proof: [...proof, good.leaf] });
        if (size > 1) bad({ leaf: good.root, root: good.leaf });
        if (otherIndex !== index) bad({ index: BigInt(otherIndex) });
        if (otherSize !== size) bad({ size: BigInt(otherSize), root: await root(otherSize) });
        bad({ index: good.index - good.size });
        bad({ index: good.index + good.size });
      }),
    );
  });

  it('a wrong size with the same root is refused wherever the path has another shape', async () => {
    const shape = (index: number, size: number) => plainPath(index, leaves.slice(0, size)).length;
    for (let size = 1; size <= 20; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(BigInt(index), BigInt(size), read, sha256);
        const statement = { index: BigInt(index), leaf: leafOf(index), root: await root(size), proof };
        for (let other = 1; other <= 40; other += 1) {
          if (other > index && shape(index, other) === proof.length) continue;
          assert.throws(() => verifyInclusion({ ...statement, size: BigInt(other) }, sha256), invalid());
        }
      }
    }
  });

  it('an inner node does not pass for a leaf, nor an entry for an inner node', async () => {
    const [a, b, c, d] = [leafOf(0), leafOf(1), leafOf(2), leafOf(3)];
    const [ab, cd] = [nodeHash(a, b, sha256), nodeHash(c, d, sha256)];
    const good = { index: 0n, size: 4n, leaf: a, root: nodeHash(ab, cd, sha256), proof: [b, cd] };
    verifyInclusion(good, sha256);
    for (const [leaf, proof] of [
      [ab, [cd]],
      [ab, [b, cd]],
      [leafHash(Buffer.concat([a, b]), sha256), [cd]],
      [leafHash(Buffer.concat([a, b]), sha256), [b, cd]],
    ] as const) {
      assert.throws(() => verifyInclusion({ ...good, leaf, proof }, sha256), invalid());
    }
    // An entry made of two hashes has a leaf hash of its own: 0x00 in front, not 0x01.
    const forged = { index: 0n, size: 2n, leaf: leafHash(Buffer.concat([a, b]), sha256), root: good.root, proof: [cd] };
    assert.throws(() => verifyInclusion(forged, sha256), invalid('root_differs'));
  });
});

describe('consistency, RFC 9162 §2.1.4', () => {
  it('every proof between trees up to 40 entries is the PROOF of the RFC, and verifies', async () => {
    for (let to = 1; to <= 40; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        const proof = await consistencyProof(BigInt(from), BigInt(to), read, sha256);
        assert.deepEqual(proof, plainProof(from, leaves.slice(0, to)));
        verifyConsistency(
          { from: BigInt(from), to: BigInt(to), fromRoot: await root(from), toRoot: await root(to), proof },
          sha256,
        );
      }
    }
  });

  it('any two sizes: what was changed is refused', async () => {
    await fc.assert(
      fc.asyncProperty(ordered, ordered, fc.nat(), async ([from, to], [otherFrom, otherTo], bit) => {
        const proof = await consistencyProof(BigInt(from), BigInt(to), read, sha256);
        const good = {
          from: BigInt(from),
          to: BigInt(to),
          fromRoot: plainRoot(leaves.slice(0, from)),
          toRoot: plainRoot(leaves.slice(0, to)),
          proof,
        };
        verifyConsistency(good, sha256);
        const bad = (change: Partial<typeof good>) =>
          assert.throws(() => verifyConsistency({ ...good, ...change }, sha256), invalid());
        bad({ fromRoot: flipped(good.fromRoot, bit % 256) });
        bad({ toRoot: flipped(good.toRoot, bit % 256) });
        for (const at of proof.keys()) {
          bad({ proof: proof.map((it, i) => (i === at ? flipped(it, bit % 256) : it)) });
          bad({ proof: proof.filter((_, i) => i !== at) });
          bad({ proof: proof.toSpliced(at, 0, good.fromRoot) });
        }
        bad({ proof: [...proof, good.toRoot] });
        if (from !== to) {
          bad({ fromRoot: good.toRoot, toRoot: good.fromRoot });
          bad({ from: good.to, to: good.from });
          bad({ fromRoot: good.toRoot });
        }
        if (otherFrom !== from && otherFrom <= to) bad({ from: BigInt(otherFrom), fromRoot: await root(otherFrom) });
        if (otherTo !== to) bad({ to: BigInt(otherTo), toRoot: await root(otherTo) });
        bad({ from: 0n });
      }),
    );
  });

  it('from the empty tree proves nothing and is refused, whatever is given', () => {
    const [empty, some] = [sha256(), leafOf(0)];
    for (const to of [0n, 1n, 5n]) {
      for (const [fromRoot, toRoot, proof] of [
        [empty, empty, []],
        [empty, some, []],
        [empty, some, [some]],
      ] as const) {
        assert.throws(
          () => verifyConsistency({ from: 0n, to, fromRoot, toRoot, proof }, sha256),
          invalid('empty_tree'),
        );
      }
    }
  });

  it('between equal sizes: equal roots and an empty proof', () => {
    const [a, b] = [leafOf(0), leafOf(1)];
    const same = { from: 9n, to: 9n, fromRoot: a, toRoot: a, proof: [] };
    verifyConsistency(same, sha256);
    assert.throws(() => verifyConsistency({ ...same, toRoot: b }, sha256), invalid('root_differs'));
    assert.throws(() => verifyConsistency({ ...same, proof: [b] }, sha256), invalid('proof_length'));
  });
});

describe('subtrees, draft-ietf-plants-merkle-tree-certs §4', () => {
  it('every subtree of every tree up to 33 entries has a proof, and each of its leaves', async () => {
    let subtrees = 0;
    for (let size = 1; size <= 33; size += 1) {
      for (let start = 0; start < size; start += 1) {
        for (let end = start + 1; end <= size; end += 1) {
          const place = { start: BigInt(start), end: BigInt(end), size: BigInt(size) };
          let width = 1;
          while (width < end - start) width *= 2;
          assert.equal(isSubtree(place.start, place.end), start % width === 0);
          if (start % width !== 0) {
            await assert.rejects(
              subtreeProof(place, read, sha256),
              refused('ledger.tree_invalid', { reason: 'subtree_invalid' }),
            );
            continue;
          }
          subtrees += 1;
          const proof = await subtreeProof(place, read, sha256);
          const good = { ...place, subtreeRoot: plainRoot(leaves.slice(start, end)), root: await root(size), proof };
          verifySubtreeConsistency(good, sha256);
          for (const bad of [
            { ...good, subtreeRoot: flipped(good.subtreeRoot, 7) },
            { ...good, root: flipped(good.root, 7) },
            { ...good, proof: [...proof, good.root] },
            ...[...proof.keys()].map((at) => ({
              ...good,
              proof: proof.with(at, flipped(proof[at] ?? good.root, 255)),
            })),
            ...[...proof.keys()].map((at) => ({ ...good, proof: proof.toSpliced(at, 1) })),
          ]) {
            assert.throws(() => verifySubtreeConsistency(bad, sha256), invalid());
          }
        }
      }
    }
    assert.equal(subtrees, 1714);
  });

  it('a leaf of a subtree is found by its index in the whole tree', () => {
    for (const [start, end] of [
      [8, 13],
      [16, 24],
      [4, 6],
      [7, 8],
      [0, 5],
    ] as const) {
      const within = leaves.slice(start, end);
      for (const [at, leaf] of within.entries()) {
        const good = {
          index: BigInt(start + at),
          start: BigInt(start),
          end: BigInt(end),
          leaf,
          root: plainRoot(within),
          proof: plainPath(at, within),
        };
        verifySubtreeInclusion(good, sha256);
        assert.throws(() => verifySubtreeInclusion({ ...good, index: BigInt(start) - 1n }, sha256), invalid());
        assert.throws(() => verifySubtreeInclusion({ ...good, index: BigInt(end) }, sha256), invalid());
        assert.throws(() => verifySubtreeInclusion({ ...good, leaf: leafOf(99) }, sha256), invalid('root_differs'));
      }
    }
  });
});

describe('bounds', () => {
  const hash = leafOf(0);
  it('beyond 2^32, 2^53 and up to 2^63 - 1 proofs are made and verify', async () => {
    const named = [0n, 5n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 40n + 77n, 2n ** 53n + 1n, 2n ** 62n, maxSize - 1n];
    const far = sparse(named);
    const sizes = [2n ** 32n + 2n, 2n ** 53n + 3n, 2n ** 62n + 1n, maxSize - 1n, maxSize];
    for (const to of sizes) {
      const toRoot = await rootAt(to, far, sha256);
      for (const index of named.filter((it) => it < to)) {
        const proof = await inclusionProof(index, to, far, sha256);
        const good = { index, size: to, leaf: leafOf(index), root: toRoot, proof };
        verifyInclusion(good, sha256);
        assert.throws(() => verifyInclusion({ ...good, index: index ^ 1n }, sha256), invalid());
        assert.throws(() => verifyInclusion({ ...good, index: BigInt.asUintN(32, index) + 3n }, sha256), invalid());
      }
      for (const from of [1n, 2n ** 32n, 2n ** 32n + 1n, ...sizes].filter((it) => it <= to)) {
        const fromRoot = await rootAt(from, far, sha256);
        const proof = await consistencyProof(from, to, far, sha256);
        assert.ok(proof.length <= maxProofHashes);
        verifyConsistency({ from, to, fromRoot, toRoot, proof }, sha256);
      }
    }
  });

  it('a proof has at most 64 hashes of 32 bytes', () => {
    const inclusion = { index: 0n, size: maxSize, leaf: hash, root: hash };
    const consistency = { from: 1n, to: maxSize, fromRoot: hash, toRoot: hash };
    const rows = [
      [Array.from({ length: 65 }, () => hash), 'too_many_hashes'],
      [Array.from({ length: 64 }, () => hash), 'proof_length'],
      [Array.from({ length: 63 }, () => hash), 'root_differs'],
      [[hash.slice(1)], 'hash_length'],
      [[new Uint8Array(33)], 'hash_length'],
    ] as const;
    for (const [proof, reason] of rows) {
      assert.throws(() => verifyInclusion({ ...inclusion, proof }, sha256), invalid(reason));
      assert.throws(() => verifyConsistency({ ...consistency, proof }, sha256), invalid(reason));
    }
  });

  it('sizes and indexes out of range are refused, in proofs and in the making of them', async () => {
    const over = maxSize + 1n;
    const inclusion = { index: 0n, size: 1n, leaf: hash, root: hash, proof: [] };
    const consistency = { from: 1n, to: 1n, fromRoot: hash, toRoot: hash, proof: [] };
    const subtree = { start: 0n, end: 1n, size: 1n, subtreeRoot: hash, root: hash, proof: [] };
    const rows: [() => void, string][] = [
      [() => verifyInclusion({ ...inclusion, size: over }, sha256), 'size_out_of_range'],
      [() => verifyInclusion({ ...inclusion, size: -1n }, sha256), 'size_out_of_range'],
      [() => verifyInclusion({ ...inclusion, size: 0n }, sha256), 'index_out_of_range'],
      [() => verifyInclusion({ ...inclusion, index: -1n }, sha256), 'index_out_of_range'],
      [() => verifyInclusion({ ...inclusion, leaf: hash.slice(1) }, sha256), 'hash_length'],
      [() => verifyConsistency({ ...consistency, to: over }, sha256), 'size_out_of_range'],
      [() => verifyConsistency({ ...consistency, from: -1n }, sha256), 'size_out_of_range'],
      [() => verifyConsistency({ ...consistency, from: 2n }, sha256), 'sizes_reversed'],
      [() => verifySubtreeConsistency({ ...subtree, size: over }, sha256), 'size_out_of_range'],
      [() => verifySubtreeConsistency({ ...subtree, end: 2n }, sha256), 'subtree_invalid'],
      [() => verifySubtreeConsistency({ ...subtree, start: -1n }, sha256), 'subtree_invalid'],
      [() => verifySubtreeInclusion({ ...inclusion, start: 0n, end: over }, sha256), 'size_out_of_range'],
      [() => verifySubtreeInclusion({ ...inclusion, start: 1n, end: 3n }, sha256), 'subtree_invalid'],
    ];
    for (const [run, reason] of rows) assert.throws(run, invalid(reason));
    const makers: [() => Promise<unknown>, string][] = [
      [() => rootAt(over, read, sha256), 'size_out_of_range'],
      [() => rootAt(-1n, read, sha256), 'size_out_of_range'],
      [() => inclusionProof(1n, 1n, read, sha256), 'index_out_of_range'],
      [() => inclusionProof(-1n, 1n, read, sha256), 'index_out_of_range'],
      [() => inclusionProof(0n, over, read, sha256), 'size_out_of_range'],
      [() => consistencyProof(0n, 1n, read, sha256), 'empty_tree'],
      [() => consistencyProof(2n, 1n, read, sha256), 'sizes_reversed'],
      [() => consistencyProof(1n, over, read, sha256), 'size_out_of_range'],
      [() => subtreeProof({ start: 0n, end: 0n, size: 1n }, read, sha256), 'subtree_invalid'],
      [() => rootAt(1n, async () => new Uint8Array(31), sha256), 'hash_length'],
    ];
    for (const [run, reason] of makers) await assert.rejects(run, refused('ledger.tree_invalid', { reason }));
  });

  it('the root of no entries is that of the empty tree', async () => {
    assert.deepEqual(await rootAt(0n, read, sha256), sha256());
  });

  it('each bit of a proof, of the leaf and of the roots counts', async () => {
    const proof = await inclusionProof(70n, 201n, read, sha256);
    const good = { index: 70n, size: 201n, leaf: leafOf(70), root: await root(201), proof };
    const step = await consistencyProof(70n, 201n, read, sha256);
    const way = { from: 70n, to: 201n, fromRoot: await root(70), toRoot: good.root, proof: step };
    let flips = 0;
    for (let bit = 0; bit < 256; bit += 1) {
      const changed = (list: Uint8Array[]) => list.map((it, at) => list.with(at, flipped(it, bit)));
      for (const bad of [
        ...changed(proof).map((it) => ({ ...good, proof: it })),
        { ...good, leaf: flipped(good.leaf, bit) },
        { ...good, root: flipped(good.root, bit) },
      ]) {
        assert.throws(() => verifyInclusion(bad, sha256), invalid('root_differs'));
        flips += 1;
      }
      for (const bad of [
        ...changed(step).map((it) => ({ ...way, proof: it })),
        { ...way, fromRoot: flipped(way.fromRoot, bit) },
        { ...way, toRoot: flipped(way.toRoot, bit) },
      ]) {
        assert.throws(() => verifyConsistency(bad, sha256), invalid());
        flips += 1;
      }
    }
    assert.equal(flips, 256 * (proof.length + step.length + 4));
  });
});
