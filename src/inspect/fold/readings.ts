import { InspectError } from '../error.ts';
import { characterParts } from './character-parts.ts';

/** How a term may be written otherwise: its sounds, its parts. These are further terms for a lexicon, never steps of folding. */
export interface Readings {
  /** The readings of a character of the basic block (U+4E00 to U+9FFF) without tones, ü as v, the usual one first; none for others. */
  pinyin(character: string): readonly string[];
  /** The two parts of a character, one after the other: 好 is 女子. Nothing for one that does not fall into two. */
  parts(character: string): string | undefined;
  /**
   * The term with each character that has readings replaced by one: `zhadan`. Several readings give several forms, at most 64, the usual
   * ones first. Throws `inspect.text_too_long` above 256 units.
   */
  pinyinForms(term: string): readonly string[];
  /** The term with one character or more taken apart, all of them first: 张好 gives 弓长女子, 张女子, 弓长好. Bounded in the same way. */
  splitForms(term: string): readonly string[];
}

/** Forms given of one term, at most; the number of combinations grows with every character. */
const mostForms = 64;

/** A longer term is refused: its forms would be of no use, and cost. */
const longestTerm = 256;

const firstIdeograph = 0x4e00;

/** Loads the data of `Readings`, some 70 KB, only when it is asked for. */
export async function loadReadings(): Promise<Readings> {
  const { readings, readingNumbers } = await import('./pinyin-data.ts');
  const syllables = readings.split(' ').map((it) => (it === '' ? [] : it.split('/')));
  const numbers = atob(readingNumbers);
  const parts = characterParts();
  const pinyin = (character: string): readonly string[] => {
    const at = ((character.codePointAt(0) ?? 0) - firstIdeograph) * 2;
    if (at < 0 || at >= numbers.length) return [];
    return syllables[numbers.charCodeAt(at) * 256 + numbers.charCodeAt(at + 1)] ?? [];
  };
  return {
    pinyin,
    parts: (character) => parts.get(character),
    pinyinForms: (term) => formsOf(term, (it) => pinyin(it)),
    splitForms: (term) =>
      formsOf(term, (it) => {
        const split = parts.get(it);
        return split === undefined ? [] : [split, it];
      }),
  };
}

/** The combinations of what stands for each character, the first choices first, without the term itself. */
function formsOf(term: string, choices: (character: string) => readonly string[]): readonly string[] {
  if (term.length > longestTerm) {
    throw new InspectError('inspect.text_too_long', { length: term.length, limit: longestTerm });
  }
  let forms = [''];
  for (const character of term) {
    const found = choices(character);
    const options = found.length === 0 ? [character] : found;
    // Nearest to the first choices first: all forms with the first one, then all with the second.
    forms = options.flatMap((option) => forms.map((form) => form + option)).slice(0, mostForms);
  }
  return [...new Set(forms)].filter((form) => form !== term);
}
