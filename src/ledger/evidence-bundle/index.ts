export { type Finding, type FindingCode, Findings, mostFindings } from './finding.ts';
export {
  type BundleCounts,
  type BundleManifest,
  bundleLimits,
  bundleManifest,
  countLeaves,
  journalPath,
  logPaths,
} from './manifest.ts';
export { packBundle } from './pack.ts';
export { type BundlePins, noPins, type PinTexts, parsePins } from './pins.ts';
export { type BundleVerdict, exitCodeOfVerdict, type LogVerdict, verdictJson } from './verdict.ts';
export { type VerifyOptions, type VerifyProgress, verifyBundle, verifyInSteps } from './verify.ts';
export type { Vouching } from './vouching.ts';
export { keyFaultText, type VerifyWords, verifyWords } from './words/command-words.ts';
export { findingPlace, findingText } from './words/finding-words.ts';
export { omissionWords } from './words/omission-words.ts';
export {
  type Language,
  type ReportItem,
  reportOf,
  reportText,
  type State,
  type VerdictReport,
} from './words/verdict-words.ts';
export type { BundleFile } from './zip.ts';
