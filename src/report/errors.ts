export type ReportErrorCode =
  | 'report.coverage_incomplete'
  | 'report.coverage_contradicts'
  | 'report.period_invalid'
  | 'report.bundle_empty'
  | 'report.bundle_too_large';

/** The one error of this room; `items` are codes of the edition. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  readonly code: ReportErrorCode;
  readonly params: Readonly<Record<string, string | number | readonly string[]>>;

  constructor(code: ReportErrorCode, params: ReportError['params']) {
    super(`${code} ${JSON.stringify(params)}`);
    this.code = code;
    this.params = params;
  }
}
