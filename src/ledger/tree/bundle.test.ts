import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { leafHash } from '../leaf.ts';
import {
  consistencyProof,
  decodeBundle,
  encodeBundle,
  entriesPath,
  Frontier,
  maxBundledEntryBytes,
  parsePath,
  readHashFrom,
  rootAt,
  tilePath,
  verifyConsistency,
  verifyTiles,
} from './index.ts';
import { refused, sha256, vectors, withoutVectors } from './tree.spec-world.ts';

const tileInvalid = (reason: string) => refused('ledger.tile_invalid', { path: 'tile/entries/000.p/1', reason });
const decode = (bytes: Uint8Array, count: number) => decodeBundle(bytes, count, 'tile/entries/000.p/1');

describe('entry bundles, C2SP tlog-tiles', () => {
  it('are big-endian uint16 lengths and the entries', () => {
    const entries = [Uint8Array.of(1, 2, 3), new Uint8Array(), new Uint8Array(258)];
    const bytes = encodeBundle(entries);
    assert.deepEqual([...bytes.slice(0, 9)], [0, 3, 1, 2, 3, 0, 0, 1, 2]);
    assert.deepEqual(decodeBundle(bytes, 3), entries);
  });

  it('come back as they were, and no shorter or longer text of them does', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 256 }), (entries) => {
        const bytes = encodeBundle(entries);
        assert.deepEqual(decode(bytes, entries.length), entries);
        assert.throws(() => decode(bytes.subarray(0, -1), entries.length), tileInvalid('truncated'));
        assert.throws(() => decode(Uint8Array.of(...bytes, 0), entries.length), tileInvalid('trailing_bytes'));
        if (entries.length > 1) assert.throws(() => decode(bytes, entries.length - 1), tileInvalid('trailing_bytes'));
        const more = entries.length < 256 ? 'truncated' : 'entry_count';
        assert.throws(() => decode(bytes, entries.length + 1), tileInvalid(more));
      }),
    );
  });

  it('refuse an entry above 65,535 bytes, saying so, and take one of just that', () => {
    const longest = new Uint8Array(maxBundledEntryBytes);
    assert.deepEqual(decodeBundle(encodeBundle([longest, longest]), 2), [longest, longest]);
    assert.throws(
      () => encodeBundle([longest, new Uint8Array(65_536)]),
      refused('ledger.entry_too_large', { bytes: 65_536, limit: 65_535 }),
    );
  });

  it('hold 1 to 256 entries', () => {
    const entry = new Uint8Array(1);
    for (const count of [0, 257]) {
      const entries = Array.from({ length: count }, () => entry);
      assert.throws(() => encodeBundle(entries), refused('ledger.tree_invalid', { reason: 'entry_count' }));
    }
    for (const count of [0, 257, -1, 1.5, Number.NaN]) {
      assert.throws(() => decode(Uint8Array.of(0, 0), count), tileInvalid('entry_count'));
    }
  });

  it('any bytes: read to what gives the same bytes again, or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.integer({ min: 1, max: 8 }), (noise, count) => {
        const bytes = noise.map((it, at) => (at % 3 === 2 ? it : it % 4));
        let entries: Uint8Array[];
        try {
          entries = decode(bytes, count);
        } catch (error) {
          return refused('ledger.tile_invalid')(error);
        }
        assert.deepEqual(encodeBundle(entries), bytes);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('the log of transparency-dev/tessera', { skip: withoutVectors }, () => {
  const log = join(vectors, 'tessera-testdata/log');
  const fetchTile = async (path: string) => Uint8Array.from(readFileSync(join(log, path)));
  const checkpoint = (size: number) => {
    const [, text = '', root = ''] = readFileSync(join(log, `checkpoint.${size}`), 'utf8').split('\n');
    assert.equal(BigInt(text), BigInt(size));
    return { size: BigInt(size), root: Uint8Array.from(Buffer.from(root, 'base64')) };
  };
  const leavesAt = async (size: number) =>
    size === 0 ? [] : decodeBundle(await fetchTile(entriesPath(0n, size)), size).map((it) => leafHash(it, sha256));

  it('has at each of its 16 sizes the root of its checkpoint, by its tiles and by its bundles', async () => {
    for (let size = 0; size <= 15; size += 1) {
      const tree = checkpoint(size);
      const leaves = await leavesAt(size);
      const frontier = Frontier.empty(sha256);
      for (const leaf of leaves) frontier.append(leaf);
      assert.deepEqual(frontier.root(), tree.root);
      const read = readHashFrom(fetchTile, tree.size, sha256);
      assert.deepEqual(await rootAt(tree.size, read, sha256), tree.root);
      await verifyTiles(tree, fetchTile, async (index) => leaves[Number(index)] ?? assert.fail(), sha256);
    }
  });

  it('is consistent between all its checkpoints', async () => {
    for (let to = 1; to <= 15; to += 1) {
      const later = checkpoint(to);
      for (let from = 1; from <= to; from += 1) {
        const earlier = checkpoint(from);
        const read = readHashFrom(fetchTile, later.size, sha256);
        const proof = await consistencyProof(earlier.size, later.size, read, sha256);
        verifyConsistency(
          { from: earlier.size, to: later.size, fromRoot: earlier.root, toRoot: later.root, proof },
          sha256,
        );
      }
    }
  });

  it('has paths and bundles that are ours, byte for byte', async () => {
    const files = globSync('tile/**/*', { cwd: log, withFileTypes: true }).filter((it) => it.isFile());
    assert.equal(files.length, 30);
    for (let size = 1; size <= 15; size += 1) {
      const bundle = await fetchTile(entriesPath(0n, size));
      assert.deepEqual(encodeBundle(decodeBundle(bundle, size)), bundle);
      assert.deepEqual(parsePath(tilePath(0, 0n, size)), { level: 0, index: 0n, width: size });
    }
  });
});
