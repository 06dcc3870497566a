/**
 * A text in its normal form. `units[i]` came from the original's UTF-16 offsets [`starts[i]`, `ends[i]`); only the first `length` entries
 * count. Several units of one character share its span. Dropped characters belong to no unit, so a hit from unit a to unit b spans
 * [`starts[a]`, `ends[b]`) of the original, and what lies between the end of one unit and the start of the next was dropped.
 */
export interface Folded {
  readonly units: Uint16Array;
  readonly length: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Room for one normal form, to be filled again and again. It grows with the longest text and is never made smaller. */
export class FoldBuffer implements Folded {
  units: Uint16Array;
  starts: Uint32Array;
  ends: Uint32Array;
  length = 0;

  /** Room for so many units to begin with. */
  constructor(capacity = 0) {
    this.units = new Uint16Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
  }

  /** Makes room for so many units in all; what is there stays. */
  reserve(capacity: number): void {
    if (capacity <= this.units.length) return;
    const size = Math.max(capacity, Math.ceil(this.units.length * 1.5));
    const [units, starts, ends] = [new Uint16Array(size), new Uint32Array(size), new Uint32Array(size)];
    units.set(this.units.subarray(0, this.length));
    starts.set(this.starts.subarray(0, this.length));
    ends.set(this.ends.subarray(0, this.length));
    this.units = units;
    this.starts = starts;
    this.ends = ends;
  }

  /** Adds a code point, as one unit or a pair. The room must be there. */
  add(codePoint: number, start: number, end: number): void {
    if (codePoint > 0xffff) {
      this.#put(0xd7c0 + (codePoint >> 10), start, end);
      this.#put(0xdc00 + (codePoint & 0x3ff), start, end);
    } else this.#put(codePoint, start, end);
  }

  #put(unit: number, start: number, end: number): void {
    this.units[this.length] = unit;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length++;
  }
}
