import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  consistencyProof,
  type FetchTile,
  hashFromTile,
  hashInTile,
  inclusionProof,
  maxSize,
  parsePath,
  readHashFrom,
  rootAt,
  tileBytes,
  verifyConsistency,
  verifyInclusion,
} from './index.ts';
import {
  fetchFrom,
  grown,
  leafOf,
  leavesTo,
  plainRoot,
  published,
  refused,
  sha256,
  sparse,
} from './tree.spec-world.ts';

const leaves = leavesTo(66_000);
const { read, nodes } = grown(leaves);

describe('hashes through tiles', () => {
  it('lie where the tree has them', () => {
    assert.deepEqual(hashInTile(0, 300n), { level: 0, index: 1n, offset: 44, count: 1 });
    assert.deepEqual(hashInTile(3, 33n), { level: 0, index: 1n, offset: 8, count: 8 });
    assert.deepEqual(hashInTile(7, 1n), { level: 0, index: 0n, offset: 128, count: 128 });
    assert.deepEqual(hashInTile(8, 300n), { level: 1, index: 1n, offset: 44, count: 1 });
    assert.deepEqual(hashInTile(62, 1n), { level: 7, index: 0n, offset: 64, count: 64 });
    for (const [level, index] of [
      [-1, 0n],
      [63, 0n],
      [1.5, 0n],
      [0, -1n],
    ] as const) {
      assert.throws(() => hashInTile(level, index), refused('ledger.tree_invalid', { reason: 'node_out_of_range' }));
    }
    const narrow = { offset: 1, count: 1 };
    assert.throws(
      () => hashFromTile(leafOf(0), narrow, sha256),
      refused('ledger.tree_invalid', { reason: 'tile_too_narrow' }),
    );
  });

  it('are the hashes of the tree, each of them, at sizes around the edges of tiles', async () => {
    let compared = 0;
    for (const size of [1, 2, 255, 256, 257, 511, 700, 65_535, 65_536, 65_793]) {
      const through = readHashFrom(fetchFrom(await published(read, size)), BigInt(size), sha256);
      for (const [key, hash] of nodes) {
        const [level = 0, index = 0] = key.split('/').map(Number);
        if ((index + 1) * 2 ** level > size || (size > 1000 && level < 8 && index % 29 !== 0)) continue;
        assert.ok(Buffer.from(hash).equals(await through(level, BigInt(index))), key);
        compared += 1;
      }
      assert.deepEqual(await rootAt(BigInt(size), through, sha256), plainRoot(leaves.slice(0, size)));
      await assert.rejects(through(0, BigInt(size)), refused('ledger.tree_invalid', { reason: 'beyond_size' }));
      await assert.rejects(through(1, BigInt(size)), refused('ledger.tree_invalid', { reason: 'beyond_size' }));
    }
    assert.ok(compared > 15_000, String(compared));
  });

  it('carry proofs at any two sizes', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 66_000 }), fc.integer({ min: 1, max: 66_000 }), fc.nat());
    const tiles: FetchTile = async (path) => {
      const tile = parsePath(path);
      assert.ok(tile && tile.level !== 'entries');
      return tileBytes(tile, read);
    };
    await fc.assert(
      fc.asyncProperty(sizes, async ([a, b, number]) => {
        const [from, to] = [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))];
        const index = BigInt(number) % to;
        const through = readHashFrom(tiles, to, sha256);
        const [fromRoot, toRoot] = [await rootAt(from, read, sha256), await rootAt(to, read, sha256)];
        const way = await consistencyProof(from, to, through, sha256);
        const path = await inclusionProof(index, to, through, sha256);
        verifyConsistency({ from, to, fromRoot, toRoot, proof: way }, sha256);
        verifyInclusion({ index, size: to, leaf: leafOf(index), root: toRoot, proof: path }, sha256);
      }),
      { numRuns: 50 },
    );
  });

  it('are read beyond 2^32 and up to the largest tree', async () => {
    const named = [3n, 2n ** 32n + 5n, 2n ** 53n + 1n, maxSize - 1n];
    const far = sparse(named);
    const asked = new Set<string>();
    const tiles: FetchTile = async (path) => {
      asked.add(path);
      const tile = parsePath(path);
      assert.ok(tile && tile.level !== 'entries', path);
      return tileBytes(tile, far);
    };
    for (const size of [2n ** 32n + 6n, 2n ** 53n + 2n, maxSize]) {
      const through = readHashFrom(tiles, size, sha256);
      const root = await rootAt(size, far, sha256);
      assert.deepEqual(await rootAt(size, through, sha256), root);
      for (const index of named.filter((it) => it < size)) {
        const proof = await inclusionProof(index, size, through, sha256);
        verifyInclusion({ index, size, leaf: leafOf(index), root, proof }, sha256);
      }
    }
    assert.ok(asked.has('tile/7/000.p/127'));
    assert.ok(asked.has('tile/0/x016/x777/216.p/6'));
  });

  it('fetch a tile once while it is kept, and keep a bounded number', async () => {
    const asked: string[] = [];
    const tiles: FetchTile = async (path) => {
      asked.push(path);
      return new Uint8Array(256 * 32);
    };
    const through = readHashFrom(tiles, 2n ** 20n, sha256);
    await Promise.all(Array.from({ length: 256 }, (_, at) => through(0, BigInt(at))));
    assert.deepEqual(asked, ['tile/0/000']);
    for (let tile = 1n; tile <= 64n; tile += 1n) await through(0, tile * 256n);
    assert.equal(asked.length, 65);
    await through(0, 64n * 256n);
    assert.equal(asked.length, 65);
    await through(0, 0n);
    assert.deepEqual(asked.slice(65), ['tile/0/000']);
  });

  it('name the tile of a wrong length, pass on what the fetcher throws, and ask again afterwards', async () => {
    const tiles = await published(read, 600);
    let answer: Uint8Array | Error = new Error('offline');
    const through = readHashFrom(
      async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
      600n,
      sha256,
    );
    await assert.rejects(through(0, 599n), /offline/);
    const path = 'tile/0/002.p/88';
    for (const bytes of [0, 1, 87 * 32, 88 * 32 - 1, 88 * 32 + 1, 8192]) {
      answer = new Uint8Array(bytes);
      await assert.rejects(through(0, 599n), refused('ledger.tile_invalid', { path, reason: 'length' }));
    }
    answer = tiles.get(path) ?? assert.fail();
    assert.deepEqual(await through(0, 599n), leafOf(599));
  });

  it('give a copy: a caller that writes into a hash does not change the tile', async () => {
    const through = readHashFrom(fetchFrom(await published(read, 2)), 2n, sha256);
    (await through(0, 0n)).fill(0);
    assert.deepEqual(await through(0, 0n), leafOf(0));
  });
});
