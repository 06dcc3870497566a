import { canonicalBytes } from '../canonical.ts';
import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { toHex } from '../note/base64.ts';
import { type BundleManifest, bundleLimits, bundleManifest, limitOf, manifestPath } from './manifest.ts';
import { type BundleFile, writeZip } from './zip.ts';

/**
 * The zip of an evidence bundle: the manifest first, then the files by path. The same files and facts give the same bytes, since names,
 * order and times are fixed. Throws `ledger.evidence_bundle_invalid` `{reason: manifest | file | unpacked | zip, path?}` for what no reader
 * would take: a path outside the format, one named twice, a file, a sum or a zip above `bundleLimits`. Whether the entries and proofs
 * hold is `verifyBundle`'s to say.
 */
export function packBundle(
  files: readonly BundleFile[],
  facts: Omit<BundleManifest, 'v' | 'format' | 'files'>,
  sha256: Sha256,
): Uint8Array {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const manifest = manifestOf(sorted, facts, sha256);
  const all = [{ path: manifestPath, bytes: canonicalBytes(manifest) }, ...sorted];
  for (const { path, bytes } of all)
    if (bytes.length > limitOf(path)) throw invalid('file', { path, bytes: bytes.length });
  const unpacked = all.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (unpacked > bundleLimits.unpacked) throw invalid('unpacked', { bytes: unpacked });
  const zip = writeZip(all);
  if (zip.length > bundleLimits.zip) throw invalid('zip', { bytes: zip.length });
  return zip;
}

function manifestOf(
  files: readonly BundleFile[],
  facts: Omit<BundleManifest, 'v' | 'format' | 'files'>,
  sha256: Sha256,
): BundleManifest {
  const listed = files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: toHex(sha256(bytes)) }));
  const manifest = bundleManifest.safeParse({ v: 1, format: 'duheng.evidence-bundle', ...facts, files: listed });
  if (manifest.success) return manifest.data;
  const [, at] = manifest.error.issues[0]?.path ?? [];
  const path = typeof at === 'number' ? listed[at]?.path : undefined;
  throw invalid('manifest', path === undefined ? {} : { path }, manifest.error);
}

function invalid(reason: string, params: LedgerError['params'] = {}, cause?: unknown): LedgerError {
  return new LedgerError('ledger.evidence_bundle_invalid', { reason, ...params }, cause);
}
