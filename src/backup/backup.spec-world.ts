import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { pack } from 'tar-stream';
import { type AppWorld, host } from '../app.spec-world.ts';
import { openApp, storeSchema } from '../app.ts';
import { localEnvironment } from '../server/index.ts';
import { claimDataDirectory } from '../store/index.ts';
import { readArchive } from './archive-reader.ts';
import { type Backup, writeBackup } from './backup.ts';
import { type Manifest, type Member, manifestMembers, manifestName, manifestSumName } from './manifest.ts';
import { type Restored, restoreBackup } from './restore.ts';

type Closing = Pick<TestContext, 'after'>;

export async function emptyFolder(t: Closing): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-backup-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A backup of a program that goes on. */
export function backUp(world: AppWorld, out: string): Promise<Backup> {
  return writeBackup({
    ...{ dataDirectory: world.directory, out, tool: 'duheng/0.0.0', clock: Date.now },
    rows: async () => {
      const { body } = await world.app().http.request(`${host}/api/v1/store/rows`, {}, localEnvironment);
      if (body === null) throw new Error('no rows');
      return Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    },
  });
}

export const restore = (archive: string, target: string | null, databaseUrl: string | null = null): Promise<Restored> =>
  restoreBackup({
    ...{ archive, target, scratchDirectory: tmpdir(), schema: storeSchema },
    databaseUrl: async () => databaseUrl,
  });

/** What the API of a data directory answers, opened alone. */
export async function asked<T>(
  directory: string,
  work: (json: (path: string) => Promise<T>) => Promise<T>,
  databaseUrl: string | null = null,
): Promise<T> {
  const claim = await claimDataDirectory(directory);
  const app = await openApp({
    ...{ dataDirectory: directory, databaseUrl, version: '0.0.0', consoleDirectory: directory },
    onError: (where, error) => {
      throw new Error(where, { cause: error });
    },
  });
  try {
    return await work(async (path) => {
      const response = await app.http.request(`${host}/api/v1${path}`, {}, localEnvironment);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    });
  } finally {
    await app.close();
    await claim.release();
  }
}

/** The members of an archive by name, and what its manifest says besides. */
export interface Unpacked {
  readonly members: Map<string, Buffer>;
  readonly manifest: Manifest;
}

export async function unpacked(archive: string): Promise<Unpacked> {
  const members = new Map<string, Buffer>();
  for await (const { name, body } of readArchive(archive)) members.set(name, await buffer(body()));
  const manifest = JSON.parse(String(members.get(manifestName))) as Manifest;
  return { members, manifest };
}

/** An archive of these members in this order, with their own manifest as it was. */
export async function packed(file: string, members: Iterable<readonly [string, Buffer]>): Promise<string> {
  const tar = pack();
  for (const [name, body] of members) tar.entry({ name, mode: 0o600 }, body);
  tar.finalize();
  await writeFile(file, await buffer(tar));
  return file;
}

/** The same with a manifest that fits: what somebody makes who alters a backup and knows how it is built. */
export function forged(file: string, { members, manifest }: Unpacked): Promise<string> {
  const { format: _, ...rest } = manifest;
  const listed: Member[] = [];
  for (const [name, body] of members)
    if (name !== manifestName && name !== manifestSumName)
      listed.push({ name, size: body.length, sha256: createHash('sha256').update(body).digest('hex') });
  for (const { name, bytes } of manifestMembers({ ...rest, members: listed })) {
    members.delete(name);
    members.set(name, Buffer.from(bytes));
  }
  return packed(file, members);
}
