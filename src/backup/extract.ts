import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../ledger/index.ts';
import { type ArchiveMember, readArchive } from './archive-reader.ts';
import { BackupError, writeError } from './error.ts';
import {
  checkMembers,
  dataPrefix,
  largestManifest,
  type Manifest,
  type Member,
  manifestName,
  manifestSumName,
  parseManifest,
  storePrefix,
} from './manifest.ts';

/** Told how far it is: members and bytes that were read. */
export type OnExtracted = (done: { readonly members: number; readonly bytes: number }) => void;

const largestSum = 65;

/**
 * Puts the members of an archive into an empty directory, below `data` and `store`, files with mode 0600, and compares each with the manifest. Nothing of it can be
 * trusted before this resolves.
 * @throws BackupError as `readArchive`, `parseManifest` and `checkMembers` do; `backup.truncated` where there is no manifest;
 * `backup.disk_full`, `backup.write_failed`
 */
export async function extractArchive(archive: string, directory: string, onProgress: OnExtracted): Promise<Manifest> {
  const found: Member[] = [];
  const held = new Map<string, Uint8Array>();
  const made = new Set<string>();
  let bytes = 0;
  for await (const member of readArchive(archive)) {
    const { name, size } = member;
    if (held.has(manifestSumName)) throw refused(name, 'behind_the_manifest');
    if (name === manifestName) held.set(name, await inMemory(member, largestManifest));
    else if (name === manifestSumName) held.set(name, await inMemory(member, largestSum));
    else if (held.has(manifestName)) throw refused(name, 'behind_the_manifest');
    else if (name.startsWith(dataPrefix) || name.startsWith(storePrefix))
      found.push(await extracted(member, directory, made));
    else throw refused(name, 'name');
    bytes += size;
    onProgress({ members: found.length, bytes });
  }
  const manifest = held.get(manifestName);
  const sum = held.get(manifestSumName);
  if (manifest === undefined || sum === undefined)
    throw new BackupError('backup.truncated', { file: archive, member: manifest ? manifestSumName : manifestName });
  const parsed = parseManifest(manifest, sum);
  checkMembers(parsed.members, found);
  return parsed;
}

const refused = (member: string, reason: string) => new BackupError('backup.member_refused', { member, reason });

async function inMemory({ name, size, body }: ArchiveMember, limit: number): Promise<Uint8Array> {
  if (size > limit) throw refused(name, 'too_large');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function extracted(member: ArchiveMember, directory: string, made: Set<string>): Promise<Member> {
  const { name, size } = member;
  const path = join(directory, name);
  const folder = dirname(path);
  if (!made.has(folder)) {
    await makeDirectory(folder).catch((cause: unknown) => Promise.reject(asRefused(name, path, cause)));
    made.add(folder);
  }
  const hash = createHash('sha256');
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'wx', 0o600);
    for await (const chunk of member.body()) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } catch (cause) {
    throw asRefused(name, path, cause);
  } finally {
    await file?.close();
  }
  return { name, size, sha256: hash.digest('hex') };
}

/** Two members of which one lies below the other, or, where names are the same but for their case, in its place. */
function asRefused(name: string, path: string, cause: unknown): BackupError {
  const system = cause instanceof Error && 'code' in cause ? cause.code : '';
  return system === 'EEXIST' || system === 'ENOTDIR' || system === 'EISDIR'
    ? refused(name, 'in_the_way')
    : writeError(path, cause);
}
