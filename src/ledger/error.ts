export type LedgerErrorCode =
  | 'ledger.invalid_leaf'
  | 'ledger.entry_too_large'
  | 'ledger.disk_full'
  | 'ledger.write_failed'
  | 'ledger.read_failed'
  | 'ledger.fetch_failed'
  | 'ledger.corrupt'
  | 'ledger.in_use'
  | 'ledger.cannot_lock'
  | 'ledger.closed'
  | 'ledger.read_only'
  | 'ledger.content_missing'
  | 'ledger.content_erased'
  | 'ledger.tree_invalid'
  | 'ledger.proof_invalid'
  | 'ledger.tile_invalid'
  | 'ledger.note_invalid'
  | 'ledger.checkpoint_invalid'
  | 'ledger.unpublished'
  | 'ledger.key_invalid'
  | 'ledger.key_missing'
  | 'ledger.signature_invalid'
  | 'ledger.signature_missing'
  | 'ledger.origin_differs'
  | 'ledger.forked'
  | 'ledger.rolled_back'
  | 'ledger.witness_request_invalid'
  | 'ledger.witness_origin_unknown'
  | 'ledger.witness_state_invalid'
  | 'ledger.witness_unproven'
  | 'ledger.fork_shown'
  | 'ledger.rollback_shown'
  | 'ledger.witnesses_missing'
  | 'ledger.timestamp_invalid'
  | 'ledger.timestamp_refused'
  | 'ledger.timestamp_missing'
  | 'ledger.evidence_bundle_invalid'
  | 'ledger.chain_invalid'
  | 'ledger.log_unknown'
  | 'ledger.retired'
  | 'ledger.retirement_refused';

/** What went wrong in the ledger: a code, its parameters (file, byte offset, index, limits) and the cause. Never content. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;
  readonly params: Readonly<Record<string, string | number | boolean>>;

  constructor(code: LedgerErrorCode, params: LedgerError['params'] = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}

/** The same error, saying of which log of a series it is. */
export function ofLog({ code, params, cause }: LedgerError, log: string): LedgerError {
  const path = typeof params.path === 'string' ? { path: `${log}/${params.path}` } : {};
  return new LedgerError(code, { ...params, ...path, log }, cause);
}

/** The system's own word for a failure (`ENOSPC`, `EIO` …), or `unknown`. */
export function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
}

/** A failed write as a ledger error: a full disk or quota apart from everything else. */
export function writeError(file: string, cause: unknown): LedgerError {
  if (cause instanceof LedgerError) return cause;
  const system = systemCode(cause);
  const full = system === 'ENOSPC' || system === 'EDQUOT';
  return new LedgerError(full ? 'ledger.disk_full' : 'ledger.write_failed', { file, system }, cause);
}

/** A failed read as a ledger error. */
export function readError(file: string, cause: unknown): LedgerError {
  if (cause instanceof LedgerError) return cause;
  return new LedgerError('ledger.read_failed', { file, system: systemCode(cause) }, cause);
}
