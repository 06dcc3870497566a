import { systemCode } from '../ledger/index.ts';

export type BackupErrorCode =
  | 'backup.nothing_there'
  | 'backup.output_exists'
  | 'backup.output_inside'
  | 'backup.disk_full'
  | 'backup.write_failed'
  | 'backup.read_failed'
  | 'backup.source_changed'
  | 'backup.interrupted'
  | 'backup.archive_missing'
  | 'backup.not_an_archive'
  | 'backup.truncated'
  | 'backup.member_refused'
  | 'backup.member_differs'
  | 'backup.manifest_invalid'
  | 'backup.format_newer'
  | 'backup.target_not_empty'
  | 'backup.target_unusable'
  | 'backup.log_differs'
  | 'backup.content_missing'
  | 'backup.run_differs'
  | 'backup.rows_differ';

/** What went wrong with a backup: a code, its parameters (file, member, reason) and the cause. Never what a member held. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupErrorCode;
  readonly params: Readonly<Record<string, string | number | boolean>>;

  constructor(code: BackupErrorCode, params: BackupError['params'] = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}

/** A failed write: a full disk, quota or file-size limit apart from everything else. */
export function writeError(file: string, cause: unknown): BackupError {
  if (cause instanceof BackupError) return cause;
  const system = systemCode(cause);
  const full = system === 'ENOSPC' || system === 'EDQUOT' || system === 'EFBIG';
  return new BackupError(full ? 'backup.disk_full' : 'backup.write_failed', { file, system }, cause);
}

/** A failed read. */
export function readError(file: string, cause: unknown): BackupError {
  if (cause instanceof BackupError) return cause;
  return new BackupError('backup.read_failed', { file, system: systemCode(cause) }, cause);
}
