export { bundleFileName } from './contents.ts';
export { type Bundles, type BundlesParts, createBundles } from './making.ts';
export { bundleLogsOf } from './published-log.ts';
export type { BundleLog, BundleRequest, MadeBundle } from './types.ts';
