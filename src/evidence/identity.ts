import { hash } from 'node:crypto';
import type { Digest, IdentityFacts } from '../ledger/index.ts';

/** What differs between two identities of one endpoint, or that nothing does. */
export type IdentityChange = 'none' | 'reported_model' | 'fingerprint' | 'canary';

/**
 * Whether the model behind an endpoint is another one. Only what both sides know can differ: a name or a fingerprint that one of
 * them lacks is not a change, nor is a canary digest that either could not prove. Identities of different endpoints do not bear
 * on each other: `none`.
 */
export function identityChange(before: IdentityFacts, after: IdentityFacts): IdentityChange {
  if (before.endpoint !== after.endpoint) return 'none';
  if (differs(before.reportedModel, after.reportedModel)) return 'reported_model';
  if (differs(before.fingerprint, after.fingerprint)) return 'fingerprint';
  return differs(provenCanary(before), provenCanary(after)) ? 'canary' : 'none';
}

/** Whether `identityChange` finds any change. Symmetric; not transitive, since unknown values equal everything. */
export function identityChanged(before: IdentityFacts, after: IdentityFacts): boolean {
  return identityChange(before, after) !== 'none';
}

function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function provenCanary(identity: IdentityFacts): string | null {
  return identity.proof === 'proven' ? identity.canary : null;
}

export type CanaryProof = Readonly<{ proof: 'proven'; canary: Digest }> | Readonly<{ proof: 'unproven'; canary: null }>;

const unproven: CanaryProof = { proof: 'unproven', canary: null };

/**
 * What two askings of the canary questions prove. They count only when every question got an answer both times and each pair
 * agrees exactly once trimmed; then the digest is SHA-256 over `version` and the trimmed answers in order, as JSON.
 * A question that got no answer is null.
 */
export function canaryProof(
  first: readonly (string | null)[],
  second: readonly (string | null)[],
  version = 1,
): CanaryProof {
  if (first.length === 0 || first.length !== second.length) return unproven;
  const agreed: string[] = [];
  for (const [at, answer] of first.entries()) {
    const one = answer?.trim() ?? '';
    if (one === '' || one !== second[at]?.trim()) return unproven;
    agreed.push(one);
  }
  return { proof: 'proven', canary: `sha256:${hash('sha256', JSON.stringify([version, ...agreed]))}` };
}
