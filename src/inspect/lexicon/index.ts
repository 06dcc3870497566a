export { buildLexicon } from './build.ts';
export { loadLexicon, type Sha256, serialise } from './compiled.ts';
export type { Term } from './gather.ts';
export { type Lexicon, type LexiconLimits, lexiconLimits } from './lexicon.ts';
export { createScanner, type OnHit, type Scanner, type ScannerState } from './scanner.ts';
