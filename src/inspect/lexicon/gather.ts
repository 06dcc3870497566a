import { InspectError } from '../error.ts';
import { type LexiconLimits, tooLarge } from './lexicon.ts';

/** A term to be looked for. Several terms may have the same units; each is reported with its own id. */
export interface Term {
  readonly units: Uint16Array;
  /** 0 to 2^32 - 1 */
  readonly id: number;
}

/** Terms laid end to end. */
export interface Gathered {
  readonly units: Uint16Array;
  /** where each term begins; one entry more than there are terms */
  readonly starts: Uint32Array;
  readonly ids: Uint32Array;
}

/** Copies the terms into three arrays. Throws `inspect.term_invalid` with the index of the term, `inspect.lexicon_too_large`. */
export function gather(terms: Iterable<Term>, limits: LexiconLimits): Gathered {
  let units = new Uint16Array(1024);
  let starts = new Uint32Array(256);
  let ids = new Uint32Array(256);
  let count = 0;
  let used = 0;
  for (const term of terms) {
    if (count === limits.terms) throw tooLarge('terms', limits.terms);
    checkTerm(term, count, limits.termUnits);
    const end = used + term.units.length;
    if (end > limits.totalUnits) throw tooLarge('totalUnits', limits.totalUnits);
    if (end > units.length) units = grown(units, new Uint16Array(Math.max(end, units.length * 2)));
    if (count + 1 === starts.length) {
      starts = grown(starts, new Uint32Array(starts.length * 2));
      ids = grown(ids, new Uint32Array(ids.length * 2));
    }
    units.set(term.units, used);
    ids[count] = term.id;
    count += 1;
    starts[count] = end;
    used = end;
  }
  return { units: units.subarray(0, used), starts: starts.subarray(0, count + 1), ids: ids.subarray(0, count) };
}

function checkTerm(term: Term, index: number, longest: number): void {
  const { length } = term.units;
  if (length === 0) throw new InspectError('inspect.term_invalid', { index, reason: 'empty', limit: longest });
  if (length > longest) throw new InspectError('inspect.term_invalid', { index, reason: 'too_long', limit: longest });
  if (!Number.isInteger(term.id) || term.id < 0 || term.id > 0xffff_ffff)
    throw new InspectError('inspect.term_invalid', { index, reason: 'id_out_of_range', limit: longest });
}

function grown<T extends Uint16Array | Uint32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
