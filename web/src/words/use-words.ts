import { createContext, use } from 'react';
import type { Bilingual } from '../api/types.ts';
import { createFormat, type Format } from './format.ts';
import type { Words } from './index.ts';
import { words } from './index.ts';
import type { Language } from './language.ts';

export interface Reading {
  readonly language: Language;
  readonly w: Words;
  readonly format: Format;
  readonly pick: (text: Bilingual) => string;
  readonly toggle: () => void;
}

/** All that turns codes into words for one language. */
export function readingIn(language: Language, toggle: () => void): Reading {
  return { language, w: words[language], format: createFormat(language), pick: (text) => text[language], toggle };
}

export const ReadingContext = createContext<Reading>(readingIn('en', () => undefined));

export const useWords = (): Reading => use(ReadingContext);
