export {
  type BundleCounts,
  type BundleManifest,
  bundleLimits,
  bundleManifest,
  countLeaves,
  journalPath,
  logPaths,
} from './manifest.ts';
export { type BundleFile, packBundle } from './pack.ts';
