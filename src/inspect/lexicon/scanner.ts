import { InspectError } from '../error.ts';
import {
  baseField,
  cellShift,
  failField,
  type Lexicon,
  lexiconLimits,
  none,
  outputField,
  parentField,
  unitsTo,
} from './lexicon.ts';
import { follow } from './link.ts';

/** Told of a hit: the id of the term and its half-open range, in units from the beginning of the stream. */
export type OnHit = (term: number, startUnit: number, endUnit: number) => void;

/** Where a scan stands, as plain data for JSON. It names no state of a lexicon, so it may be restored over another one. */
export interface ScannerState {
  /** units scanned so far */
  readonly position: number;
  /** the held units */
  readonly tail: readonly number[];
}

/** Finds terms in a stream of units. Hits come in the order in which they end; of those that end together, the longest first, equal terms as given. */
export interface Scanner {
  /**
   * Scans the first `length` units, as what follows the units of the calls before. Every occurrence is reported, overlapping ones too, each
   * once, however the stream is cut. At most two steps a unit, whatever the text; nothing is allocated. Where `onHit` throws, the scanner stays as
   * it was before the call.
   *
   * @throws InspectError `inspect.units_invalid` for a length that is no whole number up to that of `units`
   */
  scan(units: Uint16Array, length: number, onHit: OnHit): void;
  /** How many trailing units could still become a hit: the longest end of the stream with which a term begins and goes on. */
  readonly held: number;
  /** Units scanned so far. */
  readonly position: number;
  save(): ScannerState;
  /**
   * Goes on from a saved state; over another lexicon, with as much of the tail as could become a hit there.
   *
   * @throws InspectError `inspect.state_invalid`
   */
  restore(state: ScannerState): void;
}

/** A scanner at the beginning of a stream. Holds two numbers; the lexicon is shared. */
export function createScanner(lexicon: Lexicon): Scanner {
  return new LexiconScanner(lexicon);
}

class LexiconScanner implements Scanner {
  readonly #lexicon: Lexicon;
  #state = 0;
  #position = 0;

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  get held(): number {
    return this.#lexicon.depths[this.#state >> cellShift] as number;
  }

  get position(): number {
    return this.#position;
  }

  scan(units: Uint16Array, length: number, onHit: OnHit): void {
    if (!Number.isInteger(length) || length < 0 || length > units.length)
      throw new InspectError('inspect.units_invalid', { length, available: units.length });
    this.#state = run(this.#lexicon, this.#state, units, length, this.#position, onHit);
    this.#position += length;
  }

  save(): ScannerState {
    return { position: this.#position, tail: unitsTo(this.#lexicon, this.#state) };
  }

  restore(saved: ScannerState): void {
    const { position, tail } = checked(saved);
    const { cells, codes, starters } = this.#lexicon;
    let state = 0;
    for (const unit of tail) {
      const code = codes[unit] as number;
      state = code === 0 ? 0 : inner(cells, follow(cells, state, code, starters));
    }
    this.#state = state;
    this.#position = position;
  }
}

/**
 * The scan itself, from a state to a state. Each step down is one unit deeper and each failure at least one less deep, which bounds
 * failures by units. The same steps as `follow`, written out: a call per unit costs a quarter of the speed.
 */
function run(lexicon: Lexicon, from: number, units: Uint16Array, length: number, position: number, onHit: OnHit) {
  const { codes, cells, starters } = lexicon;
  let state = from;
  for (let at = 0; at < length; at += 1) {
    const code = codes[units[at] as number] as number;
    if (code === 0) {
      state = 0;
      continue;
    }
    for (;;) {
      if (state === 0) {
        state = code <= starters ? code << cellShift : 0;
        break;
      }
      const child = ((cells[state + baseField] as number) + code) << cellShift;
      if (cells[child + parentField] === state) {
        state = child;
        break;
      }
      state = cells[state + failField] as number;
    }
    const output = cells[state + outputField] as number;
    if (output !== 0) {
      report(lexicon.outputs, output, position + at + 1, onHit);
      state = inner(cells, state);
    }
  }
  return state;
}

function report({ lengths, shorter, firsts, ids }: Lexicon['outputs'], output: number, end: number, onHit: OnHit) {
  for (let number = output; number !== 0; number = shorter[number] as number) {
    const start = end - (lengths[number] as number);
    const last = firsts[number + 1] as number;
    for (let at = firsts[number] as number; at < last; at += 1) onHit(ids[at] as number, start, end);
  }
}

/** The state itself where something goes on from it, else its longest suffix of which that is true. */
function inner(cells: Int32Array, state: number): number {
  return cells[state + baseField] === none ? (cells[state + failField] as number) : state;
}

function checked(saved: ScannerState): ScannerState {
  const { position, tail } = saved;
  if (!Number.isSafeInteger(position) || position < 0)
    throw new InspectError('inspect.state_invalid', { reason: 'position' });
  if (!Array.isArray(tail) || tail.length > Math.min(position, lexiconLimits.termUnits))
    throw new InspectError('inspect.state_invalid', { reason: 'tail_length' });
  if (!tail.every((unit) => Number.isInteger(unit) && unit >= 0 && unit <= 0xffff))
    throw new InspectError('inspect.state_invalid', { reason: 'unit' });
  return saved;
}
