import type { RunView } from '../api/types.ts';

export type Counts = NonNullable<RunView['finished']>['counts'];
export type RunStanding = 'running' | 'interrupted' | 'complete' | 'cancelled' | 'failed' | 'not_assessed';
type Stood = Pick<RunView, 'finished' | 'interrupted'>;

/** How a run stands for a person: ended, stopped on its way, or under way. */
export function standingOf(run: Stood): RunStanding {
  if (run.finished) return run.finished.status;
  return run.interrupted ? 'interrupted' : 'running';
}

/** Only what stopped on its way can be taken up again, or given up. */
export const canResume = (run: Stood): boolean => standingOf(run) === 'interrupted';

/** The run to follow live: the newest that is under way. */
export function liveRun(runs: readonly RunView[]): RunView | null {
  return runs.find((it) => standingOf(it) === 'running') ?? null;
}

/** When the latest of the runs ended; empty where none did. */
export const newestEnd = (runs: readonly RunView[]): string =>
  runs
    .map((it) => it.finished?.at ?? '')
    .toSorted()
    .at(-1) ?? '';

export const totalOf = (counts: Counts): number => counts.pass + counts.fail + counts.undetermined + counts.error;

export interface Share {
  readonly verdict: 'pass' | 'fail' | 'undetermined' | 'error';
  readonly share: number;
}

/** Parts of a progress bar; all shares are of the total, so that what is not asked yet stays empty. */
export function sharesOf(counts: Counts, total: number): Share[] {
  if (total <= 0) return [];
  return (['pass', 'fail', 'undetermined', 'error'] as const)
    .map((verdict) => ({ verdict, share: counts[verdict] / total }))
    .filter((it) => it.share > 0);
}
