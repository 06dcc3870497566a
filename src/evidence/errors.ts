export type EvidenceErrorCode =
  | 'evidence.run_unknown'
  | 'evidence.run_finished'
  | 'evidence.run_scope_empty'
  | 'evidence.check_unknown'
  | 'evidence.check_out_of_scope'
  | 'evidence.measurement_missing'
  | 'evidence.finding_invalid'
  | 'evidence.item_unknown'
  | 'evidence.reason_missing'
  | 'evidence.expiry_invalid'
  | 'evidence.self_approval_refused'
  | 'evidence.judgement_unknown'
  | 'evidence.exception_unknown'
  | 'evidence.gate_closed'
  | 'evidence.cursor_invalid'
  | 'evidence.data_invalid';

export type EvidenceErrorParams = Readonly<Record<string, string | number | readonly string[]>>;

/** The one error of this room; `params` holds the ids and codes that the text of the error names. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';
  readonly code: EvidenceErrorCode;
  readonly params: EvidenceErrorParams;

  constructor(code: EvidenceErrorCode, params: EvidenceErrorParams, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(params)}`, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
  }
}
