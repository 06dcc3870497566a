import type { IdentityFacts, Instant } from '../ledger/index.ts';
import { identityChanged } from './identity.ts';
import type { Observation } from './observation.ts';
import type { IdentitySighting } from './types.ts';

/** Tells whether a model was seen to be another one at or after a time. Once it was, it stays so, even if the first comes back. */
export type ChangedSince = (identity: IdentityFacts, since: Instant) => boolean;

/**
 * Every identity that a sighting or an observation recorded counts as seen. Only the last time of each distinct identity is kept,
 * so that asking stays cheap however often a model was seen.
 */
export function changedSince(
  sightings: readonly IdentitySighting[],
  observations: readonly Observation[],
): ChangedSince {
  const byEndpoint = new Map<string, Map<string, IdentitySighting>>();
  const see = (it: IdentitySighting): void => {
    const { endpoint, reportedModel, fingerprint, canary, proof } = it.identity;
    const seen = byEndpoint.get(endpoint) ?? new Map<string, IdentitySighting>();
    const key = JSON.stringify([reportedModel, fingerprint, canary, proof]);
    const last = seen.get(key);
    if (!last || last.seenAt < it.seenAt) seen.set(key, it);
    byEndpoint.set(endpoint, seen);
  };
  for (const it of sightings) see(it);
  for (const { identity, observedAt } of observations) if (identity) see({ identity, seenAt: observedAt });
  return (identity, since) => {
    for (const it of byEndpoint.get(identity.endpoint)?.values() ?? [])
      if (it.seenAt >= since && identityChanged(identity, it.identity)) return true;
    return false;
  };
}
