import type { Readable } from 'node:stream';
import type { Assessments, CaseRow } from '../assess/index.ts';
import type { CheckDefinition, Evidence } from '../evidence/index.ts';
import type { Edition } from '../framework/index.ts';
import type { Register } from '../register/index.ts';
import type { AssessmentReport, Bundles } from '../report/index.ts';
import type { RowComparison, Secrets } from '../store/index.ts';
import type { Ledger } from './routes/ledger.ts';

/** The rooms that the API speaks for; built and connected in `app.ts`. */
export interface Services {
  readonly version: string;
  edition(id: string): Promise<Edition>;
  readonly checks: readonly CheckDefinition[];
  readonly register: Register;
  readonly evidence: Evidence;
  readonly assessments: Assessments;
  readonly secrets: Secrets;
  readonly reports: Reports;
  readonly bundles: Bundles;
  /** the main log and those before it, as they are published */
  readonly ledger: Ledger;
  /** the rows of the store against a rebuild of the log; one at a time, whoever asks meanwhile gets the same answer */
  compareRows(): Promise<RowComparison>;
  /** all rows of the store at one moment, as JSON lines */
  rows(): Promise<Readable>;
  /** which cases of a run a check looks at; none for a check that looks at no cases */
  looksAt(check: string): (it: Pick<CaseRow, 'risks' | 'grader' | 'expects' | 'attack'>) => boolean;
}

/** Reports on one run; `content: false` leaves questions and answers out. */
export interface Reports {
  report(org: string, run: string, content: boolean): Promise<AssessmentReport>;
  html(org: string, run: string, content: boolean): Promise<string>;
  junit(org: string, run: string): AsyncIterable<string>;
}
