import type { LedgerError } from './error.ts';
import type { TornTail } from './log.types.ts';
import type { ContentRef, Digest } from './record.ts';

/**
 * Content named by salted digests: SHA-256(salt ‖ bytes), with 32 random bytes of salt that lie beside the content, so that whoever holds
 * a log cannot guess short content (a name, a phone number) back from its digest.
 *
 * Content lies in clear for now; encryption with a key per conversation comes with the guard.
 */
export interface ContentStore {
  readonly directory: string;
  /** pieces held, acknowledged or not */
  readonly count: number;
  readonly torn: TornTail | null;
  /**
   * Takes in text (as UTF-8) or bytes and names it at once. It is durable once `flush` has resolved, or once a leaf appended to a log
   * that was opened with `after: [this]` is acknowledged. The bytes must not be changed afterwards.
   * Throws `ledger.entry_too_large`, `ledger.closed`, `ledger.read_only`, and what made an earlier write fail.
   */
  put(content: string | Uint8Array): ContentRef;
  /** Waits until everything put so far is on disk. Rejects with `ledger.disk_full` or `ledger.write_failed`. */
  flush(): Promise<void>;
  /** Pieces that `put` named and the disk then refused, with its refusal: no leaf may name them. Until the store is opened anew. */
  lost(): ReadonlyMap<Digest, LedgerError>;
  /** false for what was erased */
  has(digest: Digest): boolean;
  erased(digest: Digest): boolean;
  /**
   * The bytes, verified against the digest. Throws `ledger.content_erased`, `ledger.content_missing`, `ledger.corrupt`,
   * `ledger.read_failed`.
   */
  get(digest: Digest): Promise<Uint8Array>;
  /** `get` as text. */
  text(digest: Digest): Promise<string>;
  /**
   * Erases a piece and its salt from disk; its digest stays in the chain of the segments, which still verifies, and can no longer be
   * confirmed by guessing. The length of the piece stays visible. Erasing again does nothing. Whoever erases for good reason records it:
   * see `eraseContent`. Throws `ledger.content_missing`, `ledger.read_only`, and what a failed write throws; after that it may be called again.
   */
  erase(digest: Digest): Promise<void>;
  close(): Promise<void>;
}
