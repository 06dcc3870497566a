import { InspectError } from '../error.ts';

/** Code point → the code points that stand for it; an empty list drops it. */
export type CodePointMap = ReadonlyMap<number, readonly number[]>;

/** Half-open ranges of code points, ordered and apart. */
export type CodePointRanges = readonly (readonly [start: number, end: number])[];

/**
 * A map as text: base64 of variable-length integers. Keys that follow one another and stand to their values in the same differences
 * (Ａ→A, Ｂ→B …) are one entry: gap since the last key, keys less one, count of values, the differences in zigzag form.
 */
export function packMap(map: CodePointMap): string {
  const bytes: number[] = [];
  const entries = [...map].sort(([a], [b]) => a - b);
  let next = 0;
  for (let at = 0; at < entries.length; ) {
    const [key, values] = entries[at] ?? [0, []];
    const same = values.map((value) => value - key).join();
    let end = at + 1;
    for (; end < entries.length; end++) {
      const [other, others] = entries[end] ?? [0, []];
      if (other !== key + end - at || others.map((value) => value - other).join() !== same) break;
    }
    write(bytes, key - next);
    write(bytes, end - at - 1);
    write(bytes, values.length);
    for (const value of values) write(bytes, value >= key ? (value - key) * 2 : (key - value) * 2 - 1);
    next = key + end - at;
    at = end;
  }
  return base64(bytes);
}

/** The inverse of `packMap`. Throws `inspect.tables_invalid` on anything else. */
export function unpackMap(packed: string): Map<number, readonly number[]> {
  const map = new Map<number, readonly number[]>();
  const { values, count } = integers(packed);
  let key = 0;
  for (let at = 0; at < count; ) {
    key += values[at++] ?? 0;
    const end = bounded(key + (values[at++] ?? 0) + 1, 0x110000);
    const size = bounded(values[at++] ?? 0, count - at);
    for (; key < end; key++) {
      const others: number[] = [];
      for (let of = 0; of < size; of++) others.push(bounded(key + unzigzag(values[at + of] ?? 0), 0x10ffff));
      map.set(key, others);
    }
    at += size;
  }
  return map;
}

/** Ranges as text, each by the gap before it and its length. */
export function packRanges(ranges: CodePointRanges): string {
  const bytes: number[] = [];
  let next = 0;
  for (const [start, end] of ranges) {
    write(bytes, start - next);
    write(bytes, end - start);
    next = end;
  }
  return base64(bytes);
}

/** The inverse of `packRanges`. Throws `inspect.tables_invalid` on anything else. */
export function unpackRanges(packed: string): CodePointRanges {
  const ranges: (readonly [number, number])[] = [];
  const { values, count } = integers(packed);
  let next = 0;
  for (let at = 0; at < count; at += 2) {
    const start = next + (values[at] ?? 0);
    next = bounded(start + (values[at + 1] ?? 0), 0x110000);
    ranges.push([start, next]);
  }
  return ranges;
}

/** Whether a code point lies in one of the ranges. */
export function inRanges(ranges: CodePointRanges, codePoint: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [start, end] = ranges[middle] ?? [0, 0];
    if (codePoint < start) high = middle;
    else if (codePoint >= end) low = middle + 1;
    else return true;
  }
  return false;
}

/** All integers of a packed table, read in one tight loop since a table has tens of thousands. */
function integers(packed: string): { readonly values: Uint32Array; readonly count: number } {
  const bytes = atob(packed);
  const values = new Uint32Array(bytes.length);
  let count = 0;
  let value = 0;
  let shift = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    value |= (byte & 0x7f) << shift;
    shift = byte < 0x80 ? 0 : shift + 7;
    if (shift > 21) throw new InspectError('inspect.tables_invalid', { reason: 'integer', at });
    if (shift > 0) continue;
    values[count++] = value;
    value = 0;
  }
  if (shift > 0) throw new InspectError('inspect.tables_invalid', { reason: 'integer', at: bytes.length });
  return { values, count };
}

function write(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
}

function bounded(value: number, limit: number): number {
  if (value < 0 || value > limit) throw new InspectError('inspect.tables_invalid', { reason: 'range', value });
  return value;
}

const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1);
const base64 = (bytes: readonly number[]): string => btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
