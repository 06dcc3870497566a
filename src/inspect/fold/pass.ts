import type { FoldBuffer } from './folded.ts';
import { type Outcome, plain, type Transitions } from './transitions.ts';

/**
 * How far, in units from its first character, a cluster is composed. What comes later begins a new one, so that a text of nothing but
 * marks takes linear time. Unicode's Stream-Safe Text Format (UAX #15, section 13) allows 30 marks; the rest is for astral ones and
 * for dropped characters between.
 */
export const reach = 64;

/** Where counting repeats stands. */
export interface Repeating {
  /** The last code point that was added; -1 before the first. */
  readonly last: number;
  /** How often it was added in a row, as far as repeats are counted. */
  readonly count: number;
}

/**
 * One walk over a text. Plain and dropped characters are settled in the inner loop, by one look into a table each. The rest is taken
 * one by one: a character that composes with the one before takes back what that one gave, and the cluster is given as a whole.
 */
export class Pass {
  readonly #transitions: Transitions;
  readonly #repeats: number;
  readonly #text: string;
  readonly #end: number;
  readonly #offset: number;
  readonly #into: FoldBuffer;
  #last: number;
  #count: number;
  /** Start of the character or cluster that what follows may compose with; -1 for none. */
  #head = -1;
  /** Length of the output right after it, and all that held before it. */
  #headLength = 0;
  #beforeLength = 0;
  #before: Repeating;

  /** Of `text` up to `end`, into a buffer that is emptied, with `offset` added to all spans. */
  constructor(
    transitions: Transitions,
    repeats: number,
    source: { readonly text: string; readonly end: number; readonly offset: number },
    into: FoldBuffer,
    repeating: Repeating,
  ) {
    this.#transitions = transitions;
    this.#repeats = repeats;
    this.#text = source.text;
    this.#end = source.end;
    this.#offset = source.offset;
    this.#into = into;
    this.#last = repeating.last;
    this.#count = repeating.count;
    this.#before = repeating;
  }

  /** Walks the text once; the buffer then holds its normal form. */
  run(): this {
    this.#into.length = 0;
    this.#into.reserve(this.#end);
    for (let at = 0; at < this.#end; ) {
      at = this.#repeats > 0 ? this.#fewerFrom(at) : this.#plainFrom(at);
      if (at < this.#end) at = this.#special(at);
    }
    return this;
  }

  get repeating(): Repeating {
    return { last: this.#last, count: this.#count };
  }

  /** Takes back what text still to come could change, and gives where that begins in this text; its end where nothing can. */
  retract(): number {
    if (!this.#open(this.#end)) return this.#end;
    this.#takeBack();
    return this.#head;
  }

  /** Settles what needs one look into the table each; gives where that ends. The room for it was made before. */
  #plainFrom(from: number): number {
    const [text, end, offset] = [this.#text, this.#end, this.#offset];
    const actions = this.#transitions.actions;
    const { units, starts, ends } = this.#into;
    let length = this.#into.length;
    let at = from;
    for (; at < end; at++) {
      const action = actions[text.charCodeAt(at)] ?? 0;
      if (action < plain) {
        if (action === 0) break;
        continue;
      }
      units[length] = action;
      starts[length] = offset + at;
      ends[length++] = offset + at + 1;
    }
    this.#into.length = length;
    return at;
  }

  /** The same where repeats count: a loop of its own, since the other is the one that must be fast. */
  #fewerFrom(from: number): number {
    const [text, end, offset, repeats] = [this.#text, this.#end, this.#offset, this.#repeats];
    const actions = this.#transitions.actions;
    const { units, starts, ends } = this.#into;
    let [length, last, count] = [this.#into.length, this.#last, this.#count];
    let at = from;
    for (; at < end; at++) {
      const action = actions[text.charCodeAt(at)] ?? 0;
      if (action < plain) {
        if (action === 0) break;
        continue;
      }
      const unit = action - plain;
      count = unit === last ? count + 1 : 1;
      last = unit;
      if (count > repeats) {
        count = repeats;
        if (!isDigit(unit)) continue;
      }
      units[length] = unit;
      starts[length] = offset + at;
      ends[length++] = offset + at + 1;
    }
    this.#into.length = length;
    this.#last = last;
    this.#count = count;
    return at;
  }

  #special(at: number): number {
    const codePoint = this.#codePointAt(at);
    const next = at + (codePoint > 0xffff ? 2 : 1);
    const outcome = this.#transitions.outcome(codePoint);
    if (outcome.joins) return this.#cluster(at);
    if (outcome.heads) this.#remember(at);
    this.#add(outcome.to, at, next);
    if (outcome.heads) this.#headLength = this.#into.length;
    return next;
  }

  /** Composes what stands from the open head, or from here, to the last character that joins it. */
  #cluster(at: number): number {
    if (this.#open(at)) this.#takeBack();
    else this.#remember(at);
    const start = this.#head;
    const { points, end } = this.#gather(start);
    const composed = String.fromCodePoint(...points).normalize('NFC');
    for (const character of composed) {
      this.#add(this.#transitions.outcome(character.codePointAt(0) ?? 0).to, start, end);
    }
    this.#headLength = this.#into.length;
    return end;
  }

  #gather(start: number): { readonly points: readonly number[]; readonly end: number } {
    const points: number[] = [];
    let end = start;
    for (let at = start; at < this.#end && at - start < reach; ) {
      const codePoint = this.#codePointAt(at);
      const outcome: Outcome = this.#transitions.outcome(codePoint);
      if (at > start && outcome.to.length > 0 && !outcome.joins) break;
      at += codePoint > 0xffff ? 2 : 1;
      if (outcome.to.length > 0) end = at;
      points.push(...outcome.to);
    }
    return { points, end };
  }

  /** Whether a joining character at this place would compose with the head: nothing was added since, and it is within reach. */
  #open(at: number): boolean {
    return this.#head >= 0 && this.#into.length === this.#headLength && at - this.#head < reach;
  }

  #remember(at: number): void {
    this.#head = at;
    this.#beforeLength = this.#into.length;
    this.#before = this.repeating;
  }

  #takeBack(): void {
    this.#into.length = this.#beforeLength;
    this.#last = this.#before.last;
    this.#count = this.#before.count;
  }

  #add(points: readonly number[], start: number, end: number): void {
    // Two units a code point at most; one for every unit that is still to be read.
    this.#into.reserve(this.#into.length + points.length * 2 + (this.#end - start));
    for (const codePoint of points) {
      if (this.#repeats > 0 && this.#isOneTooMany(codePoint)) continue;
      this.#into.add(codePoint, this.#offset + start, this.#offset + end);
    }
  }

  /** Counts a code point; true where it goes beyond the repeats that are left. */
  #isOneTooMany(codePoint: number): boolean {
    if (codePoint !== this.#last) this.#count = 0;
    else if (this.#count >= this.#repeats && !isDigit(codePoint)) return true;
    this.#last = codePoint;
    // Digits are never too many, so that their count could grow without end.
    this.#count = Math.min(this.#count + 1, this.#repeats);
    return false;
  }

  #codePointAt(at: number): number {
    // The walk never ends within a pair: a stream stops before a high surrogate whose other half is still to come.
    return this.#text.codePointAt(at) ?? 0;
  }
}

const isDigit = (codePoint: number): boolean => codePoint >= 0x30 && codePoint <= 0x39;
