import type { Digest, IdentityFacts, Instant, Parameters } from '../ledger/index.ts';

/** What was seen, what a safe system would have shown, and the digest of the raw artefact: no conclusive result exists without the three. */
export interface Measurement {
  readonly observed: Parameters;
  readonly expected: Parameters;
  readonly artefact: Digest;
}

/**
 * What a check yields for one subject. A pass or a fail without a measurement does not compile; an inconclusive result, an error and
 * a missing subject must give their reason as a code.
 */
export type Finding =
  | ({ readonly result: 'pass'; readonly subject: string; readonly reason: null } & Measurement)
  | ({ readonly result: 'fail'; readonly subject: string; readonly reason: string } & Measurement)
  | ({ readonly result: 'inconclusive'; readonly subject: string; readonly reason: string } & Partial<Measurement>)
  | { readonly result: 'error'; readonly subject: string; readonly reason: string; readonly artefact?: Digest }
  | { readonly result: 'not_applicable'; readonly subject: string; readonly reason: string };

export type Result = Finding['result'];

/** A finding stamped by its run: who was measured, when, with what, and until when a pass holds. */
export type Observation = Finding & {
  readonly observation: string;
  readonly org: string;
  readonly run: string;
  readonly system: string;
  readonly check: string;
  readonly checkVersion: number;
  readonly identity: IdentityFacts | null;
  readonly observedAt: Instant;
  /** null unless the result is a pass */
  readonly validUntil: Instant | null;
  readonly tool: string;
};
