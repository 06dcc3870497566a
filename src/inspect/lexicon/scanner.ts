import { InspectError } from '../error.ts';
import { type Lexicon, lexiconLimits, unitsTo } from './lexicon.ts';
import { follow, withChildren } from './link.ts';

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
    return this.#lexicon.depths[this.#state] as number;
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
    const { codes, nodes } = this.#lexicon;
    let state = 0;
    for (const unit of tail) {
      const code = codes[unit] as number;
      state = code === 0 ? 0 : withChildren(nodes, follow(this.#lexicon, state, code));
    }
    this.#state = state;
    this.#position = position;
  }
}

/**
 * The scan itself, from a state to a state. Each step down is one unit deeper and each failure at least one less deep, which bounds
 * failures by units. The same steps as `follow`, written out so that the node of a state is read once.
 */
function run(lexicon: Lexicon, from: number, units: Uint16Array, length: number, position: number, onHit: OnHit) {
  const { codes, parents, nodes, starters } = lexicon;
  let state = from;
  let node = nodes[state << 1] as number;
  for (let at = 0; at < length; at += 1) {
    const code = codes[units[at] as number] as number;
    if (code === 0) {
      state = 0;
      continue;
    }
    for (;;) {
      if (state === 0) {
        if (code > starters) break;
        state = code;
        node = nodes[state << 1] as number;
        break;
      }
      const child = (node >> 1) + code;
      if (parents[child] === state) {
        state = child;
        node = nodes[state << 1] as number;
        break;
      }
      state = nodes[(state << 1) + 1] as number;
      node = nodes[state << 1] as number;
    }
    if (state !== 0 && (node & 1) !== 0) {
      report(lexicon, state, position + at + 1, onHit);
      state = withChildren(nodes, state);
      node = nodes[state << 1] as number;
    }
  }
  return state;
}

function report({ longest, outputs }: Lexicon, state: number, end: number, onHit: OnHit): void {
  const { lengths, shorter, firsts, ids } = outputs;
  for (let number = longest[state] as number; number !== 0; number = shorter[number] as number) {
    const start = end - (lengths[number] as number);
    const last = firsts[number + 1] as number;
    for (let at = firsts[number] as number; at < last; at += 1) onHit(ids[at] as number, start, end);
  }
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
