import { InspectError } from '../error.ts';
import { FoldBuffer, type Folded } from './folded.ts';
import { Pass, type Repeating, reach } from './pass.ts';
import type { Transitions } from './transitions.ts';

/** Offsets are 32 bits wide. */
const longestStream = 0xffff_ffff;

/** Where a stream stands, as plain data. */
export interface FoldState extends Repeating {
  /** Original units that are settled. */
  readonly offset: number;
  /** Original units that arrived and are held back. */
  readonly held: string;
}

/** Folds a text that arrives in pieces. The pieces given, laid end to end, are the fold of the whole text, wherever it was cut. */
export interface FoldStream {
  /** Trailing original units that are held back, since what follows could change their form. */
  readonly pending: number;
  /**
   * The normal form of what this piece settles, with spans counted from the stream's beginning. It is overwritten by the next call.
   * Throws `inspect.text_too_long` when the piece or the stream is too long; the stream then stands where it stood.
   */
  push(chunk: string): Folded;
  /** The normal form of what was held back. The stream then stands at its beginning. */
  end(): Folded;
  save(): FoldState;
  /** Goes on from a saved state. Throws `inspect.state_invalid` on what `save` cannot have given. */
  restore(state: FoldState): void;
}

const beginning: FoldState = { offset: 0, held: '', last: -1, count: 0 };

/** A stream at its beginning; a piece may have `longestPiece` units. */
export function createFoldStream(transitions: Transitions, repeats: number, longestPiece: number): FoldStream {
  const into = new FoldBuffer();
  let state = beginning;

  const advance = (text: string, end: number, final: boolean): Folded => {
    const pass = new Pass(transitions, repeats, { text, end, offset: state.offset }, into, state).run();
    const settled = final ? end : pass.retract();
    state = { offset: state.offset + settled, held: text.slice(settled), ...pass.repeating };
    return into;
  };

  return {
    get pending() {
      return state.held.length;
    },
    push(chunk) {
      const length = state.offset + state.held.length + chunk.length;
      if (chunk.length > longestPiece || length > longestStream) {
        const limit = chunk.length > longestPiece ? longestPiece : longestStream;
        throw new InspectError('inspect.text_too_long', { length, limit });
      }
      const text = state.held + chunk;
      // A high surrogate at the end may be the first half of a character.
      return advance(text, endsInHalf(text) ? text.length - 1 : text.length, false);
    },
    end() {
      const folded = advance(state.held, state.held.length, true);
      state = beginning;
      return folded;
    },
    save: () => state,
    restore(saved) {
      assertState(saved, repeats);
      state = { offset: saved.offset, held: saved.held, last: saved.last, count: saved.count };
    },
  };
}

const endsInHalf = (text: string): boolean => (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800;

/** The longest that `push` holds back: an open cluster, and half a character after it. */
const mostHeld = reach + 1;

/** A state comes back from where others kept it, so that nothing of its form is taken for granted. */
function assertState(state: unknown, repeats: number): asserts state is FoldState {
  const { offset, held, last, count } = (state ?? {}) as Partial<Record<keyof FoldState, unknown>>;
  const whole = (value: unknown, low: number, high: number) =>
    Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
  const valid =
    typeof held === 'string' &&
    held.length <= mostHeld &&
    whole(offset, 0, longestStream - held.length) &&
    whole(last, -1, 0x10ffff) &&
    whole(count, 0, repeats);
  if (!valid) throw new InspectError('inspect.state_invalid');
}
