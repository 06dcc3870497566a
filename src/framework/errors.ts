export type FaultReason =
  | 'file_too_large'
  | 'too_many_files'
  | 'yaml_invalid'
  | 'section_repeated'
  | 'field_invalid'
  | 'code_duplicate'
  | 'code_dangling'
  | 'relation_duplicate'
  | 'count_mismatch';

/** One thing wrong in a data file: where (`file`, YAML `path` such as `risks[3].code`, 1-based `line`) and what. */
export type Fault = Readonly<{
  file: string;
  path: string;
  line: number | null;
  reason: FaultReason;
  params: Readonly<Record<string, string | number>>;
}>;

export type FrameworkErrorCode =
  | 'framework.edition_unknown'
  | 'framework.edition_invalid'
  | 'framework.code_unknown'
  | 'framework.profile_unknown'
  | 'framework.profile_invalid'
  | 'framework.unreadable';

type Params = Readonly<Record<string, string | number | readonly string[] | readonly Fault[]>>;

/**
 * The one error of this room.
 * `edition_unknown {edition, known}` · `profile_unknown {profile, known}` · `code_unknown {edition, code, near}` ·
 * `edition_invalid {faults}` · `profile_invalid {faults}` · `unreadable {path}` with the file system's error as `cause`.
 */
export class FrameworkError extends Error {
  override readonly name = 'FrameworkError';
  readonly code: FrameworkErrorCode;
  readonly params: Params;

  constructor(code: FrameworkErrorCode, params: Params, options?: { cause?: unknown; message?: string }) {
    super(options?.message ?? code, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
  }
}

/** A fault on one line, for error messages: `risks.yaml:14 risks[3].code code_duplicate code=3.1.1(a)`. */
export function faultLine(fault: Fault): string {
  const params = Object.entries(fault.params).map(([key, value]) => `${key}=${value}`);
  const place = fault.line === null ? fault.file : `${fault.file}:${fault.line}`;
  return [place, fault.path, fault.reason, ...params].filter((part) => part !== '').join(' ');
}

/** Throws when there is any fault; the message lists the first ten, `params.faults` holds all. */
export function refuseFaults(
  code: 'framework.edition_invalid' | 'framework.profile_invalid',
  faults: readonly Fault[],
): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, 10).map(faultLine);
  const rest = faults.length > shown.length ? [`and ${faults.length - shown.length} more`] : [];
  throw new FrameworkError(code, { faults }, { message: [`${code}:`, ...shown, ...rest].join('\n  ') });
}
