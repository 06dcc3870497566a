import type { ZipFault } from './zip.ts';

/** What may be wrong with an evidence bundle. The words for them are in `words/`. */
export type FindingCode =
  | ZipFault['code']
  | 'manifest_missing'
  | 'manifest_invalid'
  | 'manifest_not_canonical'
  | 'file_missing'
  | 'file_not_listed'
  | 'file_not_of_a_log'
  | 'file_size_differs'
  | 'file_digest_differs'
  | 'json_invalid'
  | 'json_too_large'
  | 'json_too_deep'
  | 'json_not_canonical'
  | 'checkpoint_invalid'
  | 'checkpoint_origin_differs'
  | 'checkpoint_size_differs'
  | 'checkpoint_root_differs'
  | 'keys_invalid'
  | 'keys_do_not_sign'
  | 'origin_not_pinned'
  | 'signature_invalid'
  | 'signature_missing'
  | 'key_ambiguous'
  | 'line_too_long'
  | 'line_not_ended'
  | 'too_many_entries'
  | 'leaf_invalid'
  | 'leaf_not_canonical'
  | 'proof_invalid'
  | 'proof_not_canonical'
  | 'proof_does_not_lead_to_root'
  | 'proofs_not_one_each'
  | 'entries_out_of_order'
  | 'entry_count_differs'
  | 'entry_repeated'
  | 'entry_of_other_org'
  | 'entry_of_other_system'
  | 'entry_of_unknown_run'
  | 'entry_of_no_system'
  | 'entry_after_period'
  | 'log_does_not_follow'
  | 'count_differs'
  | 'journal_of_unknown_run'
  | 'journal_not_named'
  | 'journal_differs'
  | 'journal_of_other_run'
  | 'journal_kind'
  | 'journal_counts_differ';

/** One fault and its exact place. */
export interface Finding {
  readonly code: FindingCode;
  /** path in the bundle; null where the zip as a whole is meant */
  readonly file: string | null;
  /** from 1, in files of lines */
  readonly line: number | null;
  /** what was found and expected, and the index of an entry in its log */
  readonly params: Readonly<Record<string, string | number>>;
}

interface Place {
  readonly file?: string | null;
  readonly line?: number;
}

/** A million faults say no more than the first hundreds. */
export const mostFindings = 200;
/** So many faults end the reading of lines: a gigabyte of empty lines must not take an hour to refuse. */
export const enoughFindings = 10_000;

/** Gathers what is wrong: the first of it named, all of it counted until there is enough. */
export class Findings {
  readonly list: Finding[] = [];
  /** all that were found, named or not; lines behind `enoughFindings` were not looked at */
  total = 0;
  readonly codes = new Set<FindingCode>();

  /** whether looking at further lines could change nothing any more */
  get enough(): boolean {
    return this.total >= enoughFindings;
  }

  add(code: FindingCode, { file = null, line }: Place = {}, params: Finding['params'] = {}): void {
    this.total += 1;
    this.codes.add(code);
    if (this.list.length < mostFindings) this.list.push({ code, file, line: line ?? null, params });
  }
}
