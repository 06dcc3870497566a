export { bundleFileName } from './contents.ts';
export { type Bundles, type BundlesParts, createBundles } from './making.ts';
export { bundleLogOf, type PublishedLog } from './published-log.ts';
export type { BundleLog, BundleRequest, MadeBundle } from './types.ts';
