import type { Bilingual } from '../api/types.ts';

export type WordList = Readonly<Record<string, Bilingual>>;

/** The words under a code that came from outside: `constructor` is a code like any other. */
export const lookUp = (list: WordList, code: string): Bilingual | undefined =>
  Object.hasOwn(list, code) ? list[code] : undefined;
