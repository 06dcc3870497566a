export type InspectErrorCode =
  | 'inspect.fold_option_invalid'
  | 'inspect.text_too_long'
  | 'inspect.tables_invalid'
  | 'inspect.term_invalid'
  | 'inspect.lexicon_too_large'
  | 'inspect.lexicon_invalid'
  | 'inspect.units_invalid'
  | 'inspect.state_invalid';

/** What went wrong in an inspection: a code, its parameters (reason, index, limits) and the cause. Never the text that was inspected, never a term. */
export class InspectError extends Error {
  override readonly name = 'InspectError';
  readonly code: InspectErrorCode;
  readonly params: Readonly<Record<string, string | number | boolean>>;

  constructor(code: InspectErrorCode, params: InspectError['params'] = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}
