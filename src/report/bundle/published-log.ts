import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, type LogKeys, type Publication, publicKeysOf, readPublished } from '../../ledger/index.ts';
import type { BundleLog } from './types.ts';

export interface PublishedLog {
  readonly log: Pick<Log, 'read'>;
  readonly publication: Pick<Publication, 'directory' | 'publish'>;
  readonly keys: LogKeys;
}

/** A log as it is published now: all that was acknowledged before the call is under the checkpoint. Throws as `publish` does. */
export async function bundleLogOf({ log, publication, keys }: PublishedLog): Promise<BundleLog> {
  const { note, origin, size, root } = await publication.publish();
  return {
    ...{ origin, note, checkpoint: { origin, size, root } },
    keys: publicKeysOf(keys),
    read: (range) => log.read(range),
    readHash: readPublished(publication.directory, size),
    timestamp: () => timestampOf(join(publication.directory, 'timestamps', String(size)), note),
  };
}

/** The kept RFC 3161 reply for a checkpoint; null where none is kept for exactly this note. */
async function timestampOf(path: string, note: string): Promise<Uint8Array | null> {
  const [stamped, reply] = await Promise.all([
    readFile(`${path}.checkpoint`, 'utf8').catch(() => null),
    readFile(`${path}.tsr`).catch(() => null),
  ]);
  return stamped === note ? reply : null;
}
