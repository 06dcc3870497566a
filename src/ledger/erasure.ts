import type { z } from 'zod';
import type { ContentStore } from './content.types.ts';
import { makeLeaf, type Stamp } from './leaf.ts';
import type { Appended, Log } from './log.types.ts';
import type { ActorRef, Digest, erasureReason } from './record.ts';

export type ErasureReason = z.infer<typeof erasureReason>;

export interface Erasure {
  readonly content: Pick<ContentStore, 'erase'>;
  readonly log: Pick<Log, 'append'>;
  readonly stamp: Stamp;
}

/**
 * Erases a piece of content and puts on record that it is gone, by whom and why. In that order, since a log must not say what is not so: where
 * the second step fails, calling again records it. Throws as `ContentStore.erase` and `Log.append` do.
 */
export async function eraseContent(
  { content, log, stamp }: Erasure,
  by: { readonly org: string; readonly actor: ActorRef },
  body: { readonly digest: Digest; readonly reason: ErasureReason },
): Promise<Appended> {
  await content.erase(body.digest);
  return log.append(makeLeaf({ ...by, kind: 'content.erased', body }, stamp));
}
