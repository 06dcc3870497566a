import { assessProblems } from '../../assess/index.ts';
import { serverProblems } from '../frame/error.ts';
import type { ProblemTable } from '../frame/problem.ts';
import { backupProblems } from './backup.ts';
import { conductProblems } from './conduct.ts';
import { evidenceProblems } from './evidence.ts';
import { frameworkProblems } from './framework.ts';
import { graderProblems } from './grader.ts';
import { inspectProblems } from './inspect.ts';
import { ledgerProblems } from './ledger.ts';
import { registerProblems } from './register.ts';
import { reportProblems } from './report.ts';
import { storeProblems } from './store.ts';

/** The one table: error code → Chinese and English text, what to do, HTTP status and exit code. */
export const problemTable: ProblemTable = {
  ...frameworkProblems,
  ...inspectProblems,
  ...ledgerProblems,
  ...storeProblems,
  ...registerProblems,
  ...evidenceProblems,
  ...graderProblems,
  ...assessProblems,
  ...conductProblems,
  ...reportProblems,
  ...backupProblems,
  ...serverProblems,
};
