import type { Gathered } from './gather.ts';

/** The terms of one state, parted by what comes next. */
export interface Groups {
  /** of the terms of the state, those that end there; they stand first */
  readonly ended: number;
  /** the codes that go on, ascending; the first `count` are of this state */
  readonly codes: Uint16Array;
  readonly count: number;
  /** where the terms of each code end, in the order of the terms */
  readonly ends: Uint32Array;
}

/**
 * Sorts terms one unit at a time as the trie asks for them, in time of the units alone. `part` takes the terms that share their first
 * `depth` codes, from and to a place in `order`, and puts them in the order of the next code; equal terms keep the order in which they came.
 */
export class Grouping {
  readonly order: Uint32Array;
  readonly #codes: Uint16Array;
  readonly #starts: Uint32Array;
  readonly #scratch: Uint32Array;
  /** how many terms go on with each code; all zero between calls */
  readonly #counts: Uint32Array;
  readonly #found: Uint16Array;
  readonly #ends: Uint32Array;

  constructor(gathered: Gathered, codes: Uint16Array, alphabetSize: number) {
    const terms = gathered.ids.length;
    this.order = Uint32Array.from({ length: terms }, (_, term) => term);
    this.#codes = codes;
    this.#starts = gathered.starts;
    this.#scratch = new Uint32Array(terms);
    this.#counts = new Uint32Array(alphabetSize + 1);
    this.#found = new Uint16Array(alphabetSize);
    this.#ends = new Uint32Array(alphabetSize);
  }

  /** The answer is valid until the next call. */
  part(from: number, to: number, depth: number): Groups {
    const { order } = this;
    const counts = this.#counts;
    const found = this.#found;
    let count = 0;
    for (let at = from; at < to; at += 1) {
      const code = this.#next(order[at] as number, depth);
      if (code !== 0 && counts[code] === 0) {
        found[count] = code;
        count += 1;
      }
      counts[code] = (counts[code] as number) + 1;
    }
    if (count > 1) found.subarray(0, count).sort();
    const ended = counts[0] as number;
    if (count > 1 || (count === 1 && ended > 0)) this.#scatter(from, to, depth, count);
    else this.#ends[0] = to;
    counts[0] = 0;
    for (let index = 0; index < count; index += 1) counts[found[index] as number] = 0;
    return { ended, codes: found, count, ends: this.#ends };
  }

  #scatter(from: number, to: number, depth: number, count: number): void {
    const counts = this.#counts;
    let at = from + (counts[0] as number);
    counts[0] = from;
    for (let index = 0; index < count; index += 1) {
      const code = this.#found[index] as number;
      const size = counts[code] as number;
      counts[code] = at;
      at += size;
      this.#ends[index] = at;
    }
    this.#scratch.set(this.order.subarray(from, to), from);
    for (let index = from; index < to; index += 1) {
      const term = this.#scratch[index] as number;
      const code = this.#next(term, depth);
      const place = counts[code] as number;
      this.order[place] = term;
      counts[code] = place + 1;
    }
  }

  /** 0 where the term ends. */
  #next(term: number, depth: number): number {
    const at = (this.#starts[term] as number) + depth;
    return at === this.#starts[term + 1] ? 0 : (this.#codes[at] as number);
  }
}
