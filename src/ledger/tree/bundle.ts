import { LedgerError } from '../error.ts';
import { tileWidth } from './tile-name.ts';

/** Bytes of the longest entry that a bundle can hold: its length is a uint16. */
export const maxBundledEntryBytes = 65_535;

/**
 * An entry bundle of C2SP tlog-tiles: of each entry its length, a big-endian uint16, and its bytes. Throws `ledger.entry_too_large` with
 * `bytes` and `limit` for an entry above 65,535 bytes, `ledger.tree_invalid` for none and for more than 256 entries.
 */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (!isWidth(entries.length)) throw new LedgerError('ledger.tree_invalid', { reason: 'entry_count' });
  let length = 0;
  for (const { length: bytes } of entries) {
    if (bytes > maxBundledEntryBytes) {
      throw new LedgerError('ledger.entry_too_large', { bytes, limit: maxBundledEntryBytes });
    }
    length += 2 + bytes;
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const entry of entries) {
    out[at] = entry.length >> 8;
    out[at + 1] = entry.length & 255;
    out.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return out;
}

/**
 * The entries of a bundle: exactly `count`, and no byte behind them. They are views of the bytes given. Throws `ledger.tile_invalid` with
 * the path and `entry_count` (a count out of 1 to 256), `truncated` or `trailing_bytes`.
 */
export function decodeBundle(bytes: Uint8Array, count: number, path = ''): Uint8Array[] {
  if (!isWidth(count)) throw new LedgerError('ledger.tile_invalid', { path, reason: 'entry_count' });
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    const start = at + 2;
    const end = start + (high ?? 0) * 256 + (low ?? 0);
    if (low === undefined || end > bytes.length) {
      throw new LedgerError('ledger.tile_invalid', { path, reason: 'truncated' });
    }
    entries.push(bytes.subarray(start, end));
    at = end;
  }
  if (at !== bytes.length) throw new LedgerError('ledger.tile_invalid', { path, reason: 'trailing_bytes' });
  return entries;
}

function isWidth(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= tileWidth;
}
