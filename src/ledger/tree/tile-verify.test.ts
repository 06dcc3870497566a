import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  parsePath,
  readBelow,
  readHashFrom,
  tileBytes,
  tileHeight,
  tileWidth,
  verifyTile,
  verifyTiles,
} from './index.ts';
import {
  fetchFrom,
  flipped,
  grown,
  leafOf,
  leavesTo,
  plainRoot,
  published,
  refused,
  sha256,
} from './tree.spec-world.ts';

const leaves = leavesTo(66_000);
const { read } = grown(leaves);
const leafAt = async (index: bigint) => leaves[Number(index)] ?? assert.fail();

describe('verifying tiles', () => {
  it('passes over whole ones, at any size', async () => {
    for (const size of [0, 1, 256, 300, 65_793]) {
      const tree = { size: BigInt(size), root: plainRoot(leaves.slice(0, size)) };
      await verifyTiles(tree, fetchFrom(await published(read, size)), leafAt, sha256);
    }
  });

  it('finds each flipped byte of each tile, and names that tile', async () => {
    const tiles = await published(read, 300);
    assert.deepEqual([...tiles.keys()], ['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']);
    let flips = 0;
    for (const [path, bytes] of tiles) {
      const tile = parsePath(path);
      assert.ok(tile && tile.level !== 'entries');
      for (let at = 0; at < bytes.length; at += 1) {
        await assert.rejects(
          verifyTile(tile, flipped(bytes, at * 8 + (at % 8)), read),
          refused('ledger.tile_invalid', { path, reason: 'hash_differs' }),
        );
        flips += 1;
      }
    }
    assert.equal(flips, (256 + 44 + 1) * 32);
  });

  it('of a whole tree names the damaged tile, and neither the one above it nor the bundle below', async () => {
    const tiles = await published(read, 66_000);
    const tree = { size: 66_000n, root: plainRoot(leaves) };
    for (const path of [
      'tile/0/000',
      'tile/0/256',
      'tile/0/257.p/208',
      'tile/1/000',
      'tile/1/001.p/1',
      'tile/2/000.p/1',
    ]) {
      const bytes = tiles.get(path) ?? assert.fail(path);
      for (const [changed, reason] of [
        [flipped(bytes, bytes.length * 8 - 1), 'hash_differs'],
        [bytes.slice(1), 'length'],
      ] as const) {
        await assert.rejects(
          verifyTiles(tree, fetchFrom(new Map(tiles).set(path, changed)), leafAt, sha256),
          refused('ledger.tile_invalid', { path, reason }),
        );
      }
    }
  });

  it('of a whole tree names the damaged bundle, and the damaged tile that was made to fit it', async () => {
    const tiles = await published(read, 600);
    const tree = { size: 600n, root: plainRoot(leaves.slice(0, 600)) };
    const other = leafOf(-1);
    const changedAt = (entry: bigint) => async (index: bigint) => (index === entry ? other : leafAt(index));
    for (const [entry, path] of [
      [0n, 'tile/entries/000'],
      [511n, 'tile/entries/001'],
      [599n, 'tile/entries/002.p/88'],
    ] as const) {
      await assert.rejects(
        verifyTiles(tree, fetchFrom(tiles), changedAt(entry), sha256),
        refused('ledger.tile_invalid', { path, reason: 'hash_differs' }),
      );
    }
    const fitted = (path: string, place: number) => {
      const bytes = Uint8Array.from(tiles.get(path) ?? assert.fail(path));
      bytes.set(other, place * 32);
      return fetchFrom(new Map(tiles).set(path, bytes));
    };
    await assert.rejects(
      verifyTiles(tree, fitted('tile/0/001', 255), changedAt(511n), sha256),
      refused('ledger.tile_invalid', { path: 'tile/0/001', reason: 'hash_differs' }),
    );
    await assert.rejects(
      verifyTiles(tree, fitted('tile/0/002.p/88', 87), changedAt(599n), sha256),
      refused('ledger.tile_invalid', { path: 'tile/0/002.p/88 tile/1/000.p/2', reason: 'root_differs' }),
    );
  });

  it('of a tree whose entries are gone names the tiles of its edge, which nothing but the root bears out', async () => {
    for (const [size, path] of [
      [5, 'tile/0/000.p/5'],
      [300, 'tile/0/001.p/44 tile/1/000.p/1'],
    ] as const) {
      const tiles = await published(read, size);
      const tree = { size: BigInt(size), root: plainRoot(leaves.slice(0, size)) };
      const [damaged = ''] = path.split(' ');
      const bytes = tiles.get(damaged) ?? assert.fail(damaged);
      const fetchTile = fetchFrom(new Map(tiles).set(damaged, flipped(bytes, 8)));
      const leafFrom = readHashFrom(fetchTile, tree.size, sha256);
      await assert.rejects(
        verifyTiles(tree, fetchTile, (index) => leafFrom(0, index), sha256),
        refused('ledger.tile_invalid', { path, reason: 'root_differs' }),
      );
    }
  });

  it('refuses tiles that fit each other and not the root, and tiles of a wrong length', async () => {
    const tiles = await published(read, 300);
    await assert.rejects(
      verifyTiles({ size: 300n, root: leafOf(0) }, fetchFrom(tiles), leafAt, sha256),
      refused('ledger.tile_invalid', { path: 'tile/0/001.p/44 tile/1/000.p/1', reason: 'root_differs' }),
    );
    await assert.rejects(
      verifyTiles({ size: 0n, root: leafOf(0) }, fetchFrom(new Map()), leafAt, sha256),
      refused('ledger.proof_invalid', { reason: 'root_differs' }),
    );
    const tile = { level: 0, index: 0n, width: tileWidth };
    for (const bytes of [new Uint8Array(), new Uint8Array(8191), new Uint8Array(8193)]) {
      await assert.rejects(
        verifyTile(tile, bytes, read),
        refused('ledger.tile_invalid', { path: 'tile/0/000', reason: 'length' }),
      );
    }
  });

  it('recomputes the levels of tiles only', async () => {
    const below = readBelow(fetchFrom(new Map()), leafAt, sha256);
    await assert.rejects(below(3, 0n), refused('ledger.tree_invalid', { reason: 'node_out_of_range' }));
  });

  it('a tile above the lowest holds the roots of full tiles below it', async () => {
    assert.equal(tileHeight, 8);
    const [above, below] = [await tileBytes({ level: 1, index: 0n, width: 2 }, read), leaves.slice(256, 512)];
    assert.deepEqual(above.slice(32), plainRoot(below));
  });
});
