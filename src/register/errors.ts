export type RegisterErrorCode =
  | 'register.data_invalid'
  | 'register.system_invalid'
  | 'register.system_unknown'
  | 'register.reason_missing'
  | 'register.level_unchanged'
  | 'register.stage_unchanged'
  | 'register.gate_closed'
  | 'register.cursor_invalid';

/** One fault of what was handed in: the path of the field and a code of what is wrong with it. */
export type FieldFault = Readonly<{ path: string; problem: string; allowed?: readonly string[] }>;

export type RegisterErrorParams = Readonly<Record<string, string | number | readonly string[] | readonly FieldFault[]>>;

/**
 * The one error of this room.
 * `data_invalid {file, problem}` · `system_invalid {faults}` · `system_unknown {system}` · `reason_missing {}` ·
 * `level_unchanged {level}` · `stage_unchanged {stage}` · `gate_closed {stage, items}` · `cursor_invalid {after}`.
 */
export class RegisterError extends Error {
  override readonly name = 'RegisterError';
  readonly code: RegisterErrorCode;
  readonly params: RegisterErrorParams;

  constructor(code: RegisterErrorCode, params: RegisterErrorParams, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(params)}`, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
  }
}
