import {
  type BundleFile,
  type BundleManifest,
  bundleLimits,
  canonicalBytes,
  inclusionProof,
  logPaths,
  sha256,
  verifyInclusion,
} from '../../ledger/index.ts';
import { ReportError } from '../errors.ts';
import { JsonLines } from './lines.ts';
import type { BundleLog, PlacedEntry } from './types.ts';

export interface LogFiles {
  readonly files: readonly BundleFile[];
  readonly stated: BundleManifest['logs'][number];
  readonly keys: BundleLog['keys'];
}

/**
 * The files of one log in a bundle: its checkpoint, the entries that were chosen of it and the proof of each, its keys, and the time
 * stamp where there is one. Every proof is held against the checkpoint before it goes out, so that a tile that was changed on this disk
 * is found here and not by whoever is given the bundle.
 * @throws ReportError `report.bundle_too_large`; LedgerError `ledger.proof_invalid`, and what reading the tiles throws
 */
export async function logFiles(n: number, log: BundleLog, chosen: readonly PlacedEntry[]): Promise<LogFiles> {
  const paths = logPaths(n);
  const entries = new JsonLines();
  const proofs = new JsonLines();
  for (const entry of chosen) {
    const hashes = await proofOf(entry, log);
    const proof = { hashes: hashes.map(base64), index: String(entry.index) };
    if (!entries.add(entry.leaf) || !proofs.add(proof)) throw tooLarge(chosen.length);
  }
  const { origin, size, root } = log.checkpoint;
  const timestamp = await log.timestamp();
  return {
    files: [
      { path: paths.checkpoint, bytes: Buffer.from(log.note, 'utf8') },
      { path: paths.entries, bytes: entries.file() },
      { path: paths.proofs, bytes: proofs.file() },
      { path: paths.keys, bytes: canonicalBytes({ keys: log.keys }) },
      ...(timestamp === null ? [] : [{ path: paths.timestamp, bytes: timestamp }]),
    ],
    stated: { n, origin, size: String(size), root: base64(root), entries: chosen.length },
    keys: log.keys,
  };
}

async function proofOf(entry: PlacedEntry, { checkpoint, readHash }: BundleLog): Promise<readonly Uint8Array[]> {
  const { size, root } = checkpoint;
  const index = BigInt(entry.index);
  const proof = await inclusionProof(index, size, readHash, sha256);
  const leaf = Buffer.from(entry.digest.slice('sha256:'.length), 'hex');
  verifyInclusion({ index, size, leaf, root, proof }, sha256);
  return proof;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function tooLarge(entries: number): ReportError {
  return new ReportError('report.bundle_too_large', { entries, limit: bundleLimits.file, of: 'bytes' });
}
