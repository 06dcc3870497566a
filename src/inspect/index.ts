export { InspectError, type InspectErrorCode } from './error.ts';
export {
  buildLexicon,
  createScanner,
  type Lexicon,
  type LexiconLimits,
  lexiconLimits,
  loadLexicon,
  type OnHit,
  type Scanner,
  type ScannerState,
  type Sha256,
  serialise,
  type Term,
} from './lexicon/index.ts';
