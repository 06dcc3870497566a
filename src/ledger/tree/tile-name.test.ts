import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  entriesPath,
  type HashTile,
  maxSize,
  newTiles,
  parsePath,
  pathOf,
  tilePath,
  tilesAt,
  tileWidth,
} from './index.ts';
import { refused } from './tree.spec-world.ts';

const paths = (tiles: Iterable<HashTile>) => Array.from(tiles, pathOf);

describe('tile paths, C2SP tlog-tiles', () => {
  it('are as the specification writes them', () => {
    assert.equal(tilePath(0, 0n), 'tile/0/000');
    assert.equal(tilePath(0, 999n, 255), 'tile/0/999.p/255');
    assert.equal(tilePath(1, 1000n), 'tile/1/x001/000');
    assert.equal(tilePath(3, 1234067n), 'tile/3/x001/x234/067');
    assert.equal(entriesPath(1234067n, 1), 'tile/entries/x001/x234/067.p/1');
    assert.equal(tilePath(0, 2n ** 55n - 1n, 255), 'tile/0/x036/x028/x797/x018/x963/967.p/255');
  });

  it('are read back to what they were written from', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(level, fc.bigInt(0n, maxSize), fc.integer({ min: 1, max: 256 }), (at, number, width) => {
        const index = number >> BigInt(8 * (at === 'entries' ? 0 : at) + 9);
        assert.deepEqual(parsePath(pathOf({ level: at, index, width })), { level: at, index, width });
      }),
    );
  });

  it('are refused in every other writing', () => {
    const texts = [
      '',
      '/',
      'tile',
      'tile/0',
      'tile/0/',
      'tile/0/0',
      'tile/0/00',
      'tile/0/0000',
      'tile/0/x000',
      'tile/0/x000/000',
      'tile/0/x000/001',
      'tile/0/001/000',
      'tile/0/x001',
      'tile/0/x001/',
      'tile/0/x001/x000',
      'tile/0/x001/00',
      '/tile/0/000',
      'tile/0/000/',
      ' tile/0/000',
      'tile/0/000\n',
      'tile/00/000',
      'tile/+0/000',
      'tile/-1/000',
      'tile/8/000',
      'tile/63/000',
      'tile/64/000',
      'tile/a/000',
      'tile/data/000',
      'tile/8/0/000',
      'tile/0/000.p',
      'tile/0/000.p/',
      'tile/0/000.p/0',
      'tile/0/000.p/01',
      'tile/0/000.p/256',
      'tile/0/000.p/999',
      'tile/0/000.p/1000',
      'tile/0/000.p/-1',
      'tile/0/000.p/1/',
      'tile/0/000.p/1.p/1',
      'Tile/0/000',
      'tile/entries',
      'tile/entries/',
      'tile/Entries/000',
      'tile/entries/000.P/1',
      'tile/0/X001/000',
      'tile/0/٠٠٠',
      'tile/0/../000',
      'tile/0/x..1/000',
      'checkpoint',
      'tile/7/128',
      'tile/7/127',
      'tile/7/127.p/128',
      `tile/0/${'x999/'.repeat(30)}999`,
      'tile/0/x036/x028/x797/x018/x963/967',
      'tile/0/x036/x028/x797/x018/x963/968.p/1',
    ];
    for (const text of texts) assert.equal(parsePath(text), null, JSON.stringify(text));
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (text) => {
        for (const it of [text, `tile/0/${text}`, `tile/entries/${text}`, `tile/${text}/000`]) {
          const tile = parsePath(it);
          if (tile) assert.equal(pathOf(tile), it);
        }
      }),
    );
  });

  it('are not written for tiles that no tree has', () => {
    const rows: [number, bigint, number][] = [
      [-1, 0n, 256],
      [0.5, 0n, 256],
      [8, 0n, 1],
      [64, 0n, 1],
      [0, -1n, 256],
      [0, 0n, 0],
      [0, 0n, 257],
      [0, 0n, 1.5],
      [0, 2n ** 55n - 1n, 256],
      [0, 2n ** 55n, 1],
      [7, 0n, 128],
    ];
    for (const [level, index, width] of rows) {
      assert.throws(() => tilePath(level, index, width), refused('ledger.tree_invalid', { reason: 'no_such_tile' }));
    }
    assert.equal(tilePath(7, 0n, 127), 'tile/7/000.p/127');
  });
});

describe('the tiles of a tree', () => {
  it('of 70,000 and of 256 entries are those the specification counts', () => {
    const counts = new Map<string, number>();
    for (const { level, width } of tilesAt(70_000n)) {
      const key = `${level}: ${width}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(counts), { '0: 256': 273, '0: 112': 1, '1: 256': 1, '1: 17': 1, '2: 1': 1 });
    assert.deepEqual(paths(tilesAt(256n)), ['tile/0/000', 'tile/1/000.p/1']);
    assert.deepEqual(paths(tilesAt(0n)), []);
    assert.deepEqual(paths(newTiles(255n, 257n)), ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']);
    assert.deepEqual(paths(newTiles(257n, 258n)), ['tile/0/001.p/2']);
    assert.deepEqual(paths(newTiles(258n, 258n)), []);
  });

  it('grown in any steps: the same full tiles, once each, and at every step all that the size needs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 6 }), fc.nat(140_000), (steps, last) => {
        const stops = [...steps, last].sort((a, b) => a - b).map(BigInt);
        const full: string[] = [];
        const all = new Set<string>();
        let from = 0n;
        for (const to of stops) {
          for (const tile of newTiles(from, to)) {
            if (tile.width === tileWidth) full.push(pathOf(tile));
            assert.ok(!all.has(pathOf(tile)), pathOf(tile));
            all.add(pathOf(tile));
          }
          for (const tile of tilesAt(to)) assert.ok(all.has(pathOf(tile)), `${to}: ${pathOf(tile)}`);
          from = to;
        }
        const atOnce = Array.from(tilesAt(from)).filter((it) => it.width === tileWidth);
        assert.deepEqual(full.sort(), atOnce.map(pathOf).sort());
      }),
      { numRuns: 40 },
    );
  });

  it('refuse sizes that go back or out of range', () => {
    assert.throws(() => newTiles(2n, 1n).next(), refused('ledger.tree_invalid', { reason: 'sizes_reversed' }));
    assert.throws(() => tilesAt(maxSize + 1n).next(), refused('ledger.tree_invalid', { reason: 'size_out_of_range' }));
  });

  it('of the largest tree begin at once: they are not all made first', () => {
    const [first] = tilesAt(maxSize);
    assert.deepEqual(first, { level: 0, index: 0n, width: 256 });
    assert.deepEqual(paths(newTiles(maxSize - 1n, maxSize)), ['tile/0/x036/x028/x797/x018/x963/967.p/255']);
  });
});
