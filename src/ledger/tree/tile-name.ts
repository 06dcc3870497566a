import { LedgerError } from '../error.ts';
import { checkSize, maxSize } from './hash.ts';

/** Levels of the tree in a tile. */
export const tileHeight = 8;

/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256;

interface Span {
  readonly index: bigint;
  /** 1 to 256; below 256 it is partial */
  readonly width: number;
}

/** A tile of hashes, C2SP tlog-tiles. Level 0 holds leaf hashes; each hash above is the root of a full tile below. */
export interface HashTile extends Span {
  readonly level: number;
}

/** A bundle of the entries whose leaf hashes are in the tile of level 0 of the same index and width. */
export interface EntryBundle extends Span {
  readonly level: 'entries';
}

export type TileName = HashTile | EntryBundle;

type Place = Span & { readonly level: number | 'entries' };

const pathPattern = /^tile\/(entries|\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;

/** `tile/<L>/<N>[.p/<W>]`, below the log's prefix. Throws `ledger.tree_invalid` for a tile that no tree of up to `maxSize` has. */
export function tilePath(level: number, index: bigint, width: number = tileWidth): string {
  return pathOf({ level, index, width });
}

/** `tile/entries/<N>[.p/<W>]`. Throws as `tilePath`. */
export function entriesPath(index: bigint, width: number = tileWidth): string {
  return pathOf({ level: 'entries', index, width });
}

/** The path of a tile or bundle below the log's prefix. Throws as `tilePath`. */
export function pathOf({ level, index, width }: Place): string {
  if (!exists({ level, index, width })) throw new LedgerError('ledger.tree_invalid', { reason: 'no_such_tile' });
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const number = groups.map((it, at) => (at < groups.length - 1 ? `x${it}` : it)).join('/');
  return `tile/${level}/${number}${width < tileWidth ? `.p/${width}` : ''}`;
}

/**
 * The tile or bundle of a path, or null for every text that `tilePath` and `entriesPath` do not give: other prefixes, superfluous zeros,
 * widths of 0, 256 and more, tiles beyond the largest tree (so every level above 7, which the specification would allow to write).
 */
export function parsePath(text: string): TileName | null {
  if (text.length > 64) return null;
  const [, level = '', number = '', width] = pathPattern.exec(text) ?? [];
  if (level === '') return null;
  const span = {
    index: BigInt(number.replace(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  const tile: TileName = level === 'entries' ? { level, ...span } : { level: Number(level), ...span };
  return exists(tile) && pathOf(tile) === text ? tile : null;
}

/** Every tile of hashes of a tree, the lowest level first, from left to right. Bundles are those of level 0. One at a time: they are many. */
export function tilesAt(size: bigint): Generator<HashTile, void, undefined> {
  return newTiles(0n, size);
}

/**
 * The tiles of hashes, full and partial, that a tree has at `to` and had not at `from`; the lowest level first, from left to right. New
 * bundles have the indexes and widths of level 0. Throws `ledger.tree_invalid` unless 0 ≤ from ≤ to.
 */
export function* newTiles(from: bigint, to: bigint): Generator<HashTile, void, undefined> {
  checkSize(from);
  checkSize(to);
  if (from > to) throw new LedgerError('ledger.tree_invalid', { reason: 'sizes_reversed' });
  const width = BigInt(tileWidth);
  for (let level = 0, before = from, after = to; before < after; level += 1, before /= width, after /= width) {
    for (let index = before / width; index < after / width; index += 1n) yield { level, index, width: tileWidth };
    if (after % width > 0n) yield { level, index: after / width, width: Number(after % width) };
  }
}

/** The width that a tile has in a tree of that size; 0 where it has no such tile. */
export function widthAt(level: number, index: bigint, size: bigint): number {
  const held = (size >> BigInt(tileHeight * level)) - index * BigInt(tileWidth);
  if (held <= 0n) return 0;
  return held < BigInt(tileWidth) ? Number(held) : tileWidth;
}

function exists({ level, index, width }: Place): boolean {
  const height = level === 'entries' ? 0 : level;
  if (!Number.isInteger(height) || height < 0 || height > 7) return false;
  if (!Number.isInteger(width) || width < 1 || width > tileWidth || index < 0n) return false;
  return (index * BigInt(tileWidth) + BigInt(width)) << BigInt(tileHeight * height) <= maxSize;
}
