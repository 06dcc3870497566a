import { join } from 'node:path';
import { LedgerError, type LogEntry, openLog } from '../../ledger/index.ts';
import { AssessError } from '../error.ts';
import { runError } from './journal.ts';

/**
 * The journal of a run as it lies in the run's directory: its leaves in order, verified against their chain; the head of the last one is
 * what observations name as their artefact. Nothing is locked or changed.
 * @throws AssessError `run.not_a_run` where there is no journal, `run.journal_damaged` where it does not hold
 */
export async function* journalLeaves(runDirectory: string): AsyncGenerator<LogEntry> {
  try {
    const log = await openLog(join(runDirectory, 'journal'), { access: 'read' });
    try {
      yield* log.read();
    } finally {
      await log.close();
    }
  } catch (error) {
    const absent = error instanceof LedgerError && ['no_segments', 'ENOENT'].includes(String(error.params.system));
    if (absent) throw new AssessError('run.not_a_run', { directory: runDirectory }, { cause: error });
    throw runError(error, runDirectory);
  }
}
