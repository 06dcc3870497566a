export type ReportErrorCode = 'report.coverage_incomplete' | 'report.coverage_contradicts';

/** The one error of this room; `items` are codes of the edition. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  readonly code: ReportErrorCode;
  readonly params: Readonly<Record<string, readonly string[]>>;

  constructor(code: ReportErrorCode, params: Readonly<Record<string, readonly string[]>>) {
    super(`${code} ${JSON.stringify(params)}`);
    this.code = code;
    this.params = params;
  }
}
