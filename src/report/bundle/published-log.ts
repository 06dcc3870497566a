import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type LogPlace,
  linksOf,
  type PublishedLog,
  publicKeysOf,
  readPublished,
  type SeriesLog,
  type SeriesPublication,
} from '../../ledger/index.ts';
import type { BundleLog } from './types.ts';

/** What of a published log a bundle is made from. */
export interface BundleSource extends Pick<PublishedLog, 'keys' | 'published'> {
  readonly log: Pick<SeriesLog, 'from' | 'number' | 'size' | 'log'> & { readonly place: Pick<LogPlace, 'public'> };
}

/** The logs of a series as they are published now: all that was acknowledged before the call is under their checkpoints. Throws as `publish` does. */
export async function bundleLogsOf(publication: Pick<SeriesPublication, 'logs' | 'publish'>): Promise<BundleLog[]> {
  await publication.publish();
  return publication.logs.flatMap((it) => bundleLogOf(it) ?? []);
}

/** Null where nothing of it is published. */
export function bundleLogOf({ log, keys, published }: BundleSource): BundleLog | null {
  if (published === null) return null;
  const { note, origin, size, root } = published;
  const { place, from } = log;
  const readHash = readPublished(place.public, size);
  return {
    ...{ origin, from, retired: log.log === null, note, checkpoint: { origin, size, root }, readHash },
    keys: publicKeysOf(keys),
    read: (range) => log.log?.read(range) ?? linksOf(log, readHash),
    timestamp: () => timestampOf(join(place.public, 'timestamps', String(size)), note),
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
