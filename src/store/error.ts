export type StoreErrorCode =
  | 'store.unreachable'
  | 'store.cannot_open'
  | 'store.in_use'
  | 'store.integer_too_large'
  | 'store.outer_handle_in_transaction'
  | 'store.schema_newer'
  | 'store.migration_failed'
  | 'store.migration_invalid'
  | 'store.ahead_of_ledger'
  | 'store.differs_from_ledger'
  | 'store.projection_failed'
  | 'store.dump_failed'
  | 'store.rows_invalid'
  | 'store.not_empty'
  | 'store.not_a_data_directory'
  | 'store.data_newer'
  | 'store.data_unusable'
  | 'store.key_missing'
  | 'store.key_exposed'
  | 'store.secrets_unreadable'
  | 'store.secret_invalid'
  | 'store.secret_missing';

/** What went wrong in the store: a code, its parameters and the cause. Never a secret, never a password of a database URL. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly params: Readonly<Record<string, string | number | boolean>>;

  constructor(code: StoreErrorCode, params: StoreError['params'] = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}
