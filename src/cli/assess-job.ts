import type { AssessmentInput } from '../assess/index.ts';
import type { AssessmentReport } from '../report/index.ts';
import type { AssessWords } from './assess-command-words.ts';
import type { AssessOptions } from './assess-options.ts';
import type { CliIo } from './io.ts';
import type { Settings } from './settings.ts';

/** One call of `duheng assess`, understood. */
export interface AssessJob {
  readonly io: CliIo;
  readonly say: AssessWords;
  readonly options: AssessOptions;
  readonly settings: Settings;
  readonly input: AssessmentInput;
  /** what was typed as the address; beside `--resume` it completes what is kept of it */
  readonly address: string | undefined;
  readonly judgeKey: string | undefined;
  readonly version: string;
}

/** The code of a problem, and its params. */
export interface Interrupted {
  readonly reason: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What came of it, wherever the run was carried out. */
export interface AssessOutcome {
  readonly report: AssessmentReport;
  /** why it stopped, where its own files do not say */
  readonly interrupted: Interrupted | null;
  /** the user stopped it; it can be resumed */
  readonly cancelled: boolean;
  html(): Promise<string>;
  junit(): AsyncIterable<string | Uint8Array>;
  close(): Promise<void>;
}
