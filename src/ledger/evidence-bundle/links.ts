import type { Sha256 } from '../leaf.ts';
import { toBase64 } from '../note/base64.ts';
import type { Checkpoint } from '../note/checkpoint.ts';
import { parseVerifierKey, type VerifierKey } from '../note/key.ts';
import type { Leaf } from '../record.ts';
import type { BundleEntry } from './entries.ts';
import type { Findings } from './finding.ts';

/** A log whose checkpoint bears the signatures that the reader asked for. */
export interface VouchedLog {
  readonly origin: string;
  /** the log at the head of the chain: its own keys are the ones that the reader gave */
  readonly pinned: string;
}

/** Keys that a log of the bundle names for the next one. */
export interface HandedOver {
  readonly keys: readonly VerifierKey[];
  readonly by: VouchedLog;
}

/** A digest of the ledger as the checkpoints write it. */
function base64Of(digest: string): string {
  const pairs = digest.slice('sha256:'.length).match(/../g) ?? [];
  return toBase64(Uint8Array.from(pairs, (it) => Number.parseInt(it, 16)));
}

/**
 * How the logs of a bundle follow each other, told by their own leaves: a closed log names the next one with its keys, and the next one repeats the
 * end of the one before it. Logs are taken in one after the other, each from its checkpoint on.
 */
export class Links {
  readonly #findings: Findings;
  readonly #sha256: Sha256;
  readonly #ends = new Map<string, Checkpoint>();
  readonly #handedOver = new Map<string, HandedOver>();

  constructor(findings: Findings, sha256: Sha256) {
    this.#findings = findings;
    this.#sha256 = sha256;
  }

  /** The keys with which a log signs, where an earlier log of the bundle that somebody vouched for says so; null where none does. */
  handedOverTo(origin: string): HandedOver | null {
    return this.#handedOver.get(origin) ?? null;
  }

  /** What a log ended with, for the one that follows it. */
  takeEnd(checkpoint: Checkpoint): void {
    this.#ends.set(checkpoint.origin, checkpoint);
  }

  /** Takes in a chain leaf of a log; `by` is null where nobody whom the reader trusts signed that log. */
  take({ leaf, file, line }: Pick<BundleEntry, 'leaf' | 'file' | 'line'>, by: VouchedLog | null): void {
    if (leaf.kind === 'log.opened') this.#compare(leaf, { file, line });
    if (leaf.kind !== 'log.closed' || by === null) return;
    const { origin, keys } = leaf.body.next;
    const named = keysAmong(keys, origin, this.#sha256);
    if (named.length > 0) this.#handedOver.set(origin, { keys: named, by });
  }

  #compare({ body }: Leaf<'log.opened'>, place: Pick<BundleEntry, 'file' | 'line'>): void {
    const { origin, size, root } = body.previous;
    const end = this.#ends.get(origin);
    if (end === undefined) return;
    const same = String(end.size) === String(size) && toBase64(end.root) === base64Of(root);
    if (!same) this.#findings.add('log_does_not_follow', place, { origin, stated: size, found: String(end.size) });
  }
}

/** Those of the texts that are keys of that name; what cannot be read vouches for nothing. */
function keysAmong(texts: readonly string[], origin: string, sha256: Sha256): VerifierKey[] {
  return texts.flatMap((text) => {
    try {
      const key = parseVerifierKey(text, sha256);
      return key.name === origin ? [key] : [];
    } catch {
      return [];
    }
  });
}
