import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { parseVerifierKey, type VerifierKey } from '../note/key.ts';
import { checkPolicy, checkWitnesses, type Witnesses } from '../note/policy.ts';

/** Whom a reader trusts, known to them from elsewhere than the bundle. Without keys and witnesses nobody vouches for it. */
export interface BundlePins {
  /** keys of logs; a log's keys bear its origin as their name */
  readonly keys: readonly VerifierKey[];
  /** `both` (the default): an Ed25519 and an ML-DSA-44 signature of each log; `any`: one of them */
  readonly require: 'both' | 'any';
  readonly witnesses: Witnesses | null;
}

/** Nobody. */
export const noPins: BundlePins = { keys: [], require: 'both', witnesses: null };

export interface PinTexts {
  /** vkeys of logs */
  readonly keys: readonly string[];
  /** vkeys of witnesses; those of one name are one witness */
  readonly witnesses: readonly string[];
  /** how many witnesses must have signed; all where nobody says */
  readonly quorum?: number | undefined;
  readonly require?: 'both' | 'any' | undefined;
}

/**
 * Pins of vkeys as people hand them on. Throws `ledger.key_invalid` for a text that is none, and for pins that nothing could satisfy
 * (see `parseVerifierKey`, `checkPolicy`); a quorum without witnesses is `{reason: quorum}`.
 */
export function parsePins(texts: PinTexts, sha256: Sha256): BundlePins {
  const { require = 'both' } = texts;
  const keys = texts.keys.map((it) => parseVerifierKey(it.trim(), sha256));
  const pins = byName(texts.witnesses.map((it) => parseVerifierKey(it.trim(), sha256)));
  const quorum = texts.quorum ?? pins.length;
  if (pins.length === 0 && texts.quorum !== undefined)
    throw new LedgerError('ledger.key_invalid', { reason: 'quorum', of: 0 });
  const witnesses = pins.length === 0 ? null : { pins, quorum };
  for (const { name: origin, keys: of } of byName(keys))
    checkPolicy({ log: { origin, keys: of }, require, ...(witnesses === null ? {} : { witnesses }) });
  if (keys.length === 0 && witnesses !== null) checkWitnesses(witnesses);
  return { keys, require, witnesses };
}

function byName(keys: readonly VerifierKey[]): { name: string; keys: VerifierKey[] }[] {
  const named = new Map<string, VerifierKey[]>();
  for (const key of keys) named.set(key.name, [...(named.get(key.name) ?? []), key]);
  return [...named].map(([name, of]) => ({ name, keys: of }));
}
