import type { Sha256 } from '../leaf.ts';
import { toHex } from '../note/base64.ts';
import type { Findings } from './finding.ts';
import { isCanonical, jsonOf } from './json.ts';
import { type BundleManifest, bundleManifest, logPaths, manifestPath, requiredFiles } from './manifest.ts';
import { readZip } from './zip.ts';

/** A bundle whose manifest could be read; its files, listed or not, sound or not. */
export interface BundleContents {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Unpacks a bundle and holds every file against the manifest; nothing where no manifest can be read. Yields the bytes looked at. */
export function* readContents(
  zip: Uint8Array,
  sha256: Sha256,
  findings: Findings,
): Generator<number, BundleContents | null> {
  const { files, faults } = readZip(zip);
  for (const { code, path, params } of faults) findings.add(code, { file: path }, params);
  const bytes = files.get(manifestPath);
  if (bytes === undefined) {
    if (faults.length === 0) findings.add('manifest_missing', { file: manifestPath });
    return null;
  }
  const manifest = readManifest(bytes, findings);
  if (manifest === null) return null;
  yield* checkFiles({ manifest, files }, sha256, findings);
  checkPresence({ manifest, files }, findings);
  return { manifest, files };
}

function readManifest(bytes: Uint8Array, findings: Findings): BundleManifest | null {
  const parsed = jsonOf(manifestPath, bytes, findings);
  if (parsed === undefined) return null;
  const manifest = bundleManifest.safeParse(parsed.value);
  if (!manifest.success) {
    for (const { path, code } of manifest.error.issues.slice(0, 20))
      findings.add('manifest_invalid', { file: manifestPath }, { field: path.join('.').slice(0, 200), problem: code });
  } else {
    if (!isCanonical(parsed.value, bytes)) findings.add('manifest_not_canonical', { file: manifestPath });
    return manifest.data;
  }
  return null;
}

function* checkFiles({ manifest, files }: BundleContents, sha256: Sha256, findings: Findings): Generator<number> {
  const listed = new Set<string>([manifestPath]);
  let done = 0;
  for (const stated of manifest.files) {
    const file = stated.path;
    listed.add(file);
    const bytes = files.get(file);
    if (bytes === undefined) {
      findings.add('file_missing', { file });
      continue;
    }
    if (bytes.length !== stated.bytes)
      findings.add('file_size_differs', { file }, { stated: stated.bytes, found: bytes.length });
    else if (toHex(sha256(bytes)) !== stated.sha256) findings.add('file_digest_differs', { file });
    if (file.endsWith('.json')) checkJson(file, bytes, findings);
    done += bytes.length;
    yield done;
  }
  for (const file of files.keys()) if (!listed.has(file)) findings.add('file_not_listed', { file });
}

function checkJson(file: string, bytes: Uint8Array, findings: Findings): void {
  const parsed = jsonOf(file, bytes, findings);
  if (parsed !== undefined && !isCanonical(parsed.value, bytes)) findings.add('json_not_canonical', { file });
}

/** What the format asks for must be listed; what is listed and missing was named before. */
function checkPresence({ manifest, files }: BundleContents, findings: Findings): void {
  const ofLogs = manifest.logs.map(({ n }) => logPaths(n));
  const listed = new Set(manifest.files.map(({ path }) => path));
  const required = [...requiredFiles, ...ofLogs.flatMap((it) => [it.checkpoint, it.entries, it.proofs, it.keys])];
  for (const file of required) if (!listed.has(file)) findings.add('file_missing', { file });
  const known = new Set(ofLogs.flatMap((it) => Object.values(it)));
  for (const file of files.keys())
    if (file.startsWith('logs/') && !known.has(file)) findings.add('file_not_of_a_log', { file });
}
