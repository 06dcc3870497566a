import type { SuiteCase } from './case.ts';

/** A suite that was read once and found right. Cases are read again from the source each time, so that none need stay in memory. */
export interface Suite {
  readonly name: string;
  /** path of its first file */
  readonly file: string;
  /** SHA-256 over the canonical JSON of its cases in order, each ended by a line feed */
  readonly digest: string;
  readonly count: number;
  /** codes of what a reader should know, such as an encoding that was guessed */
  readonly notices: readonly SuiteNotice[];
  /** @throws AssessError `suite.changed` when the source is no longer what was read first */
  cases(): AsyncIterable<SuiteCase>;
}

export interface SuiteNotice {
  readonly code: 'suite.decoded_as_gb18030' | 'suite.decoded_as_utf16' | 'suite.byte_order_mark';
  readonly file: string;
}
