/** Faults of a suite file, of its source and of what a line asks for. */
export type SuiteErrorCode =
  | 'suite.not_found'
  | 'suite.unreadable'
  | 'suite.encoding_unknown'
  | 'suite.too_large'
  | 'suite.too_many_cases'
  | 'suite.empty'
  | 'suite.changed'
  | 'suite.id_in_two_suites'
  | 'suite.invalid';

/** Faults at the endpoint or on the way to it, and faults in how it is described. */
export type TargetErrorCode =
  | 'target.address_invalid'
  | 'target.dns_failed'
  | 'target.unreachable'
  | 'target.tls_failed'
  | 'target.connect_timeout'
  | 'target.first_byte_timeout'
  | 'target.timeout'
  | 'target.connection_lost'
  | 'target.redirected'
  | 'target.unauthorised'
  | 'target.forbidden'
  | 'target.not_found'
  | 'target.rate_limited'
  | 'target.request_refused'
  | 'target.server_error'
  | 'target.not_json'
  | 'target.answer_malformed'
  | 'target.answer_empty'
  | 'target.answer_too_large'
  | 'target.answer_truncated'
  | 'target.invalid_utf8'
  | 'target.encoding_unsupported'
  | 'target.stream_error'
  | 'target.command_not_found'
  | 'target.command_failed'
  | 'target.transcript_invalid'
  | 'target.transcript_lacks_question'
  | 'target.template_invalid'
  | 'target.json_path_invalid'
  | 'target.param_reserved'
  | 'target.param_required'
  | 'target.cancelled';

/** Faults of a run: its directory, its plan, its journal. */
export type RunErrorCode =
  | 'run.directory_exists'
  | 'run.not_a_run'
  | 'run.in_use'
  | 'run.plan_changed'
  | 'run.target_differs'
  | 'run.grader_changed'
  | 'run.nothing_planned'
  | 'run.judge_unauthorised'
  | 'run.judge_unavailable'
  | 'run.settings_invalid'
  | 'run.journal_damaged'
  | 'run.content_missing'
  | 'run.case_unknown'
  | 'run.no_endpoint'
  | 'run.not_resumable'
  | 'run.finished'
  | 'run.disk_full'
  | 'run.write_failed';

/** Codes of graders and of attacks; their rooms' folders add here what they need. */
export type GraderErrorCode = `grader.${string}`;
export type AttackErrorCode = `attack.${string}`;

export type AssessErrorCode = SuiteErrorCode | TargetErrorCode | RunErrorCode | GraderErrorCode | AttackErrorCode;

export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>;

/** One fault of a file: where it is and what is wrong there. `field` is a path such as `turns[0].content`, empty for the whole line. */
export interface Fault {
  readonly code: string;
  readonly file: string;
  /** 1-based; 0 where the fault has no line */
  readonly line: number;
  readonly field: string;
  readonly params: ErrorParams;
}

/**
 * The error of this room. `params` never hold a key, an answer or a question. `faults` lists every fault found in a file, up to a bound.
 */
export class AssessError extends Error {
  override readonly name = 'AssessError';
  readonly code: AssessErrorCode;
  readonly params: ErrorParams;
  readonly faults: readonly Fault[];

  constructor(
    code: AssessErrorCode,
    params: ErrorParams = {},
    options: { readonly cause?: unknown; readonly faults?: readonly Fault[] } = {},
  ) {
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
    this.faults = options.faults ?? [];
  }
}

/** Whether `error` is one of ours, narrowed to a code when one is given. */
export function isAssessError(error: unknown, code?: AssessErrorCode): error is AssessError {
  return error instanceof AssessError && (code === undefined || error.code === code);
}
