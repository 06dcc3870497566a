import { InspectError } from '../error.ts';

/** Code point → the code points that stand for it. */
export interface CodePointMap {
  get(codePoint: number): readonly number[] | undefined;
}

/** Half-open ranges of code points, ordered and apart. */
export type CodePointRanges = readonly (readonly [start: number, end: number])[];

/**
 * A map as text: base64 of variable-length integers. Keys that follow one another and stand to their values in the same differences
 * (Ａ→A, Ｂ→B …) are one entry: gap since the last key, keys less one, count of values, the differences in zigzag form.
 */
export function packMap(map: ReadonlyMap<number, readonly number[]>): string {
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

/**
 * The map that was packed. Only the beginnings of its entries are sought out here: few of its keys are ever looked up, and a look-up is a
 * search by halves. Throws `inspect.tables_invalid` on anything that `packMap` does not write.
 */
export function unpackMap(packed: string): CodePointMap {
  const { values, count } = integers(packed);
  const entries: Entries = {
    values,
    starts: new Uint32Array(count / 3),
    ends: new Uint32Array(count / 3),
    ats: new Uint32Array(count / 3),
    count: 0,
  };
  let next = 0;
  for (let at = 0; at < count; ) {
    const start = next + (values[at] ?? 0);
    next = bounded(start + (values[at + 1] ?? 0) + 1, 0x110000);
    entries.starts[entries.count] = start;
    entries.ends[entries.count] = next;
    entries.ats[entries.count++] = at + 2;
    at += 3 + bounded(values[at + 2] ?? 0, count - at - 3);
  }
  return { get: (codePoint) => lookUp(entries, codePoint) };
}

interface Entries {
  readonly values: Uint32Array;
  /** First key of every entry, the key after its last, and where in `values` its differences begin, their count first. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly ats: Uint32Array;
  count: number;
}

function lookUp({ values, starts, ends, ats, count }: Entries, codePoint: number): readonly number[] | undefined {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (codePoint < (starts[middle] ?? 0)) high = middle;
    else if (codePoint >= (ends[middle] ?? 0)) low = middle + 1;
    else {
      const at = ats[middle] ?? 0;
      const differences = values.subarray(at + 1, at + 1 + (values[at] ?? 0));
      return Array.from(differences, (it) => bounded(codePoint + unzigzag(it), 0x10ffff));
    }
  }
  return undefined;
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
