import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalBytes } from '../ledger/index.ts';
import { BackupError } from './error.ts';

/*
 * A backup is a tar archive (POSIX ustar, regular files only):
 *
 *   store/000001.jsonl …    the rows of the store, in parts (see src/store/dump.ts)
 *   data/…                  files of the data directory
 *   manifest.json           this list, as canonical JSON (RFC 8785)
 *   manifest.json.sha256    the SHA-256 of that, in hexadecimal, and a line feed
 *
 * The manifest is the last thing written, so that an archive without one was cut off. The digests find damage, not forgery: whoever
 * can write the archive can write its digests too. What speaks against forgery are the signatures of the ledger inside.
 */

export const manifestName = 'manifest.json';
export const manifestSumName = 'manifest.json.sha256';
/** what the names of members begin with */
export const dataPrefix = 'data/';
export const storePrefix = 'store/';

/** Raised when an older program could no longer read what is written. */
const manifestFormat = 1;
/** A member takes some 200 bytes here. */
export const mostMembers = 1_000_000;
export const largestManifest = 512 << 20;

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

const member = z.strictObject({ name: z.string().min(1).max(256), size: count, sha256: sha256Hex });
export type Member = z.infer<typeof member>;

const manifestSchema = z.strictObject({
  format: z.literal(manifestFormat),
  tool: z.string().max(100),
  createdAt: z.iso.datetime({ precision: 3 }),
  /** the logs that were published, and what their checkpoints in the archive say */
  logs: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        origin: z.string().max(255),
        /** leaves under the checkpoint */
        published: z.string().regex(/^\d{1,19}$/),
        /** base64 */
        root: z.string().max(64),
      }),
    )
    .max(10_000),
  members: z.array(member).max(mostMembers),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The two last members of an archive. */
export function manifestMembers(manifest: Omit<Manifest, 'format'>): { name: string; bytes: Uint8Array }[] {
  const bytes = canonicalBytes({ format: manifestFormat, ...manifest });
  const sum = Buffer.from(`${hexDigest(bytes)}\n`, 'utf8');
  return [
    { name: manifestName, bytes },
    { name: manifestSumName, bytes: sum },
  ];
}

/** Throws `backup.member_differs` where manifest and digest do not agree, `backup.format_newer`, `backup.manifest_invalid`. */
export function parseManifest(bytes: Uint8Array, sum: Uint8Array): Manifest {
  if (Buffer.from(sum).toString('utf8') !== `${hexDigest(bytes)}\n`)
    throw new BackupError('backup.member_differs', { member: manifestName, reason: 'digest' });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new BackupError('backup.manifest_invalid', { reason: 'not_json' }, cause);
  }
  const { data: found } = z.object({ format: z.int().positive() }).safeParse(value);
  if (found && found.format > manifestFormat)
    throw new BackupError('backup.format_newer', { found: found.format, known: manifestFormat });
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BackupError('backup.manifest_invalid', { reason: issue?.path.join('.') ?? '' }, parsed.error);
}

/** Throws `backup.member_differs` with the name of the first member that is missing, altered, or not listed. */
export function checkMembers(listed: readonly Member[], found: readonly Member[]): void {
  const differs = (name: string, reason: string) => new BackupError('backup.member_differs', { member: name, reason });
  const byName = new Map(found.map((it) => [it.name, it]));
  for (const { name, size, sha256 } of listed) {
    const there = byName.get(name);
    if (there === undefined) throw differs(name, 'missing');
    if (there.size !== size) throw differs(name, 'size');
    if (there.sha256 !== sha256) throw differs(name, 'digest');
    byName.delete(name);
  }
  for (const name of byName.keys()) throw differs(name, 'not_listed');
}

const hexDigest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
