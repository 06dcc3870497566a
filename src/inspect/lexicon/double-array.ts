import { none, tooLarge } from './lexicon.ts';

/** How many free cells are tried for a state with several children before it is laid behind everything. */
const tries = 20_000;
/** How many are tried in a whole build; then each state gets few. The first bound keeps the array dense, this one the time short. */
const triesInAll = 400_000_000;
const triesAtLast = 64;

/** A double array that grows: `lay` finds room for the children of a state. */
export class DoubleArray {
  readonly #limit: number;
  #bases = new Int32Array(1024).fill(none);
  #parents = new Int32Array(1024).fill(none);
  /** a free cell points at itself, a taken one at some cell behind it */
  #free = Int32Array.from({ length: 1024 }, (_, cell) => cell);
  /** cells up to this are in use, so that everything behind is free */
  #end = 1;
  #tried = 0;
  /** states with several children are no longer tried below this: too little is free there */
  #from = 1;

  /** The root lies in cell 0. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#free[0] = 1;
  }

  /**
   * Lays the children of a state, given by their codes in ascending order, and gives the base. `at` asks for a certain base, which
   * must be free. Throws `inspect.lexicon_too_large`.
   */
  lay(cell: number, codes: Uint16Array, count: number, at?: number): number {
    const first = codes[0] as number;
    const last = codes[count - 1] as number;
    const base = at ?? (count === 1 ? this.#nextFree(first) - first : this.#roomFor(codes, count, first));
    if (base + last >= this.#limit) throw tooLarge('cells', this.#limit);
    this.#reserve(base + last + 2);
    this.#bases[cell] = base;
    for (let index = 0; index < count; index += 1) {
      const child = base + (codes[index] as number);
      this.#parents[child] = cell;
      this.#free[child] = child + 1;
    }
    this.#end = Math.max(this.#end, base + last + 1);
    return base;
  }

  /** The arrays, with so many free cells behind that no base and code of the alphabet lead out of them. */
  finish(alphabetSize: number): { readonly bases: Int32Array; readonly parents: Int32Array } {
    let furthest = 0;
    for (let cell = 0; cell < this.#end; cell += 1) furthest = Math.max(furthest, this.#bases[cell] as number);
    const cells = Math.max(this.#end, furthest + alphabetSize + 1);
    if (cells > this.#limit) throw tooLarge('cells', this.#limit);
    this.#reserve(cells);
    return { bases: this.#bases.slice(0, cells), parents: this.#parents.slice(0, cells) };
  }

  #roomFor(codes: Uint16Array, count: number, first: number): number {
    const most = this.#tried < triesInAll ? tries : triesAtLast;
    let cell = this.#nextFree(Math.max(this.#from, first));
    let tried = 0;
    for (; tried < most && cell < this.#end; tried += 1) {
      if (this.#fits(cell - first, codes, count)) break;
      cell = this.#nextFree(cell + 1);
    }
    this.#tried += tried;
    if (tried < most) return cell - first;
    this.#from = cell;
    return Math.max(this.#end - first, 0);
  }

  #fits(base: number, codes: Uint16Array, count: number): boolean {
    for (let index = 1; index < count; index += 1) {
      const cell = base + (codes[index] as number);
      if (cell < this.#end && this.#free[cell] !== cell) return false;
    }
    return true;
  }

  /** The first free cell from this one on; halves the path on the way, as in a union–find. */
  #nextFree(from: number): number {
    let cell = from;
    const free = this.#free;
    if (cell >= this.#end) return cell;
    while (free[cell] !== cell) {
      const next = free[cell] as number;
      free[cell] = free[next] as number;
      cell = next;
    }
    return cell;
  }

  #reserve(cells: number): void {
    const had = this.#bases.length;
    if (cells <= had) return;
    const size = Math.max(cells, had * 2);
    this.#bases = widened(this.#bases, size);
    this.#parents = widened(this.#parents, size);
    this.#free = widened(this.#free, size);
    for (let cell = had; cell < size; cell += 1) this.#free[cell] = cell;
  }
}

function widened(from: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const into = new Int32Array(size).fill(none, from.length);
  into.set(from);
  return into;
}
