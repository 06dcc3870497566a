import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Frontier, maxSize, nodeHash, perfectSubtrees } from './index.ts';
import { grown, leafOf, leavesTo, plainRoot, refused, sha256 } from './tree.spec-world.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the frontier', () => {
  it('has the root of RFC 9162 §2.1.1 at every size', () => {
    const leaves = leavesTo(300);
    const frontier = Frontier.empty(sha256);
    assert.equal(hex(frontier.root()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [at, leaf] of leaves.entries()) {
      frontier.append(leaf);
      assert.equal(frontier.size, BigInt(at + 1));
      assert.equal(hex(frontier.root()), hex(plainRoot(leaves.slice(0, at + 1))));
    }
  });

  it('gives the known root of the eight entries of RFC 6962 implementations', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const frontier = Frontier.empty(sha256);
    for (const it of entries) frontier.append(sha256(Uint8Array.of(0), Buffer.from(it, 'hex')));
    assert.equal(hex(frontier.root()), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('goes on from what was stored, at any size', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(60), (before, more) => {
        const leaves = leavesTo(before + more);
        const first = grown(leaves.slice(0, before)).frontier;
        const second = Frontier.of(first.size, first.hashes, sha256);
        for (const leaf of leaves.slice(before)) second.append(leaf);
        assert.equal(hex(second.root()), hex(plainRoot(leaves)));
        assert.deepEqual(first.size, BigInt(before));
      }),
    );
  });

  it('tells every completed perfect subtree once, from the leaf up', () => {
    const told: string[] = [];
    const frontier = Frontier.empty(sha256);
    const leaves = leavesTo(4);
    for (const leaf of leaves)
      frontier.append(leaf, (level, index, hash) => told.push(`${level}/${index} ${hex(hash)}`));
    const [a, b, c, d] = leaves.map(hex);
    const [ab, cd] = [plainRoot(leaves.slice(0, 2)), plainRoot(leaves.slice(2))];
    assert.deepEqual(told, [
      `0/0 ${a}`,
      `0/1 ${b}`,
      `1/0 ${hex(ab)}`,
      `0/2 ${c}`,
      `0/3 ${d}`,
      `1/1 ${hex(cd)}`,
      `2/0 ${hex(nodeHash(ab, cd, sha256))}`,
    ]);
    for (const size of [1, 7, 100, 255, 256, 257]) {
      const { nodes } = grown(leavesTo(size));
      let expected = 0;
      for (let width = size; width > 0; width >>= 1) expected += width;
      assert.equal(nodes.size, expected);
    }
  });

  it('refuses a wrong number of hashes, a hash not of 32 bytes and a size out of range', () => {
    const hash = leafOf(0);
    const rows: [bigint, Uint8Array[], string][] = [
      [1n, [], 'frontier_length'],
      [2n, [hash, hash], 'frontier_length'],
      [3n, [hash], 'frontier_length'],
      [0n, [hash], 'frontier_length'],
      [1n, [hash.slice(1)], 'hash_length'],
      [3n, [hash, new Uint8Array(33)], 'hash_length'],
      [-1n, [], 'size_out_of_range'],
      [maxSize + 1n, [hash], 'size_out_of_range'],
    ];
    for (const [size, hashes, reason] of rows) {
      assert.throws(() => Frontier.of(size, hashes, sha256), refused('ledger.tree_invalid', { reason }));
    }
  });

  it('refuses a leaf hash not of 32 bytes and stays as it was', () => {
    const { frontier } = grown(leavesTo(3));
    const root = hex(frontier.root());
    for (const bad of [new Uint8Array(), new Uint8Array(31), new Uint8Array(33)]) {
      assert.throws(() => frontier.append(bad), refused('ledger.tree_invalid', { reason: 'hash_length' }));
    }
    assert.equal(frontier.size, 3n);
    assert.equal(hex(frontier.root()), root);
  });

  it('takes the last entry of the largest tree and no further one', () => {
    const hashes = perfectSubtrees(0n, maxSize - 1n).map(({ level }) => leafOf(level));
    const frontier = Frontier.of(maxSize - 1n, hashes, sha256);
    let last: readonly [number, bigint] = [-1, -1n];
    frontier.append(leafOf(0), (level, index) => {
      last = [level, index];
    });
    assert.deepEqual([frontier.size, last], [maxSize, [0, maxSize - 1n]]);
    assert.throws(() => frontier.append(leafOf(0)), refused('ledger.tree_invalid', { reason: 'size_out_of_range' }));
  });

  it('appends beyond 2^32 as below', () => {
    const size = 2n ** 40n - 1n;
    const told: string[] = [];
    const frontier = Frontier.of(
      size,
      perfectSubtrees(0n, size).map(({ level }) => leafOf(level)),
      sha256,
    );
    frontier.append(leafOf(0), (level, index) => told.push(`${level}/${index}`));
    assert.equal(told.length, 41);
    assert.equal(told[0], `0/${size}`);
    assert.equal(told[40], '40/0');
    assert.equal(frontier.hashes.length, 1);
  });
});
