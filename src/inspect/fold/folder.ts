import { InspectError } from '../error.ts';
import { FoldBuffer, type Folded } from './folded.ts';
import { type FoldOptions, foldOptions } from './options.ts';
import { Pass } from './pass.ts';
import { createRules } from './rules.ts';
import { createFoldStream, type FoldStream } from './stream.ts';
import { type FoldTables, readFoldTables } from './tables.ts';
import { TransitionTable } from './transitions.ts';

/** UTF-16 units that one call folds; longer texts go through a stream. */
export const longestText = 1 << 24;

/** Brings text into a normal form, with the way back to the original. */
export interface Folder {
  readonly options: FoldOptions;
  /**
   * The normal form of a text, in `into` where that is given (its former content is gone), in a buffer of its own where not. Time and
   * room grow with the length of the text and nothing else. Throws `inspect.text_too_long` above `longestText`.
   */
  fold(text: string, into?: FoldBuffer): Folded;
  /** The same for text that arrives in pieces. */
  stream(): FoldStream;
}

/**
 * A folder of the given steps over `usualFolding`. Tables may be shared between folders; reading them takes a few milliseconds.
 * Throws `inspect.fold_option_invalid`.
 */
export function createFolder(given: Partial<FoldOptions> = {}, tables: FoldTables = readFoldTables()): Folder {
  const options = foldOptions(given);
  const transitions = new TransitionTable(createRules(options, tables));
  return {
    options,
    fold(text, into = new FoldBuffer(text.length)) {
      if (text.length > longestText) {
        throw new InspectError('inspect.text_too_long', { length: text.length, limit: longestText });
      }
      const source = { text, end: text.length, offset: 0 };
      new Pass(transitions, options.repeats, source, into, { last: -1, count: 0 }).run();
      return into;
    },
    stream: () => createFoldStream(transitions, options.repeats, longestText),
  };
}
