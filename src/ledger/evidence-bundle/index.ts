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
export type { BundleFile } from './zip.ts';
