import { Button } from 'antd';
import type { ProgressView, RunView } from '../api/types.ts';
import { useAction, useApi } from '../api/use-api.ts';
import type { Panel } from '../shell/place.ts';
import { ProblemNote } from '../shell/problem.tsx';
import { When } from '../shell/when.tsx';
import { useWords } from '../words/use-words.ts';
import { Interruption } from './interruption.tsx';
import { OutcomeBar, OutcomeCounts } from './outcome-bar.tsx';
import { canResume, standingOf, totalOf } from './standing.ts';

interface LiveProps {
  readonly run: RunView;
  readonly progress: ProgressView | null;
  readonly onChanged: () => void;
}

/** A run under way: how far, how it goes, how long still, and a way to stop it. */
export function LiveStrip({ run, progress, onChanged }: LiveProps) {
  const api = useApi();
  const { w, format } = useWords();
  const cancel = useAction(async () => {
    await api.cancel(run.run);
    onChanged();
  });
  const total = progress?.total ?? run.planned;
  return (
    <section className="strip live" aria-label={w.run.running}>
      <p className="line">
        <b>{w.run.running}</b>
        <span>{progress ? w.run.phases[progress.phase] : w.run.phases.probing}</span>
        {progress && (
          <>
            <span>{w.run.progress(format.integer(progress.done), format.integer(total))}</span>
            <span>{w.run.rate(format.integer(Math.round(progress.rate)))}</span>
            {progress.millisecondsLeft !== null && (
              <span>{w.run.left(format.duration(progress.millisecondsLeft))}</span>
            )}
            <span>{w.run.inFlight(format.integer(progress.inFlight))}</span>
          </>
        )}
        <Button size="small" aria-busy={cancel.busy} onClick={() => void cancel.run()}>
          {w.run.cancel}
        </Button>
      </p>
      {progress && <OutcomeBar counts={progress.counts} total={total} label={w.run.running} />}
      {progress && <OutcomeCounts counts={progress.counts} />}
      {cancel.error && <ProblemNote error={cancel.error} />}
    </section>
  );
}

interface LastProps {
  readonly run: RunView;
  readonly onOpen: (panel: Panel) => void;
  readonly onChanged: () => void;
}

/** The newest run when none is under way: how it ended, and what can be done next. */
export function LastStrip({ run, onOpen, onChanged }: LastProps) {
  const { w, format } = useWords();
  const undetermined = run.finished?.counts.undetermined ?? 0;
  return (
    <section className="strip no-print" aria-label={w.run.last}>
      <p className="line">
        <b>{w.run.last}</b>
        <span>{w.run.status[standingOf(run)]}</span>
        <When at={run.finished?.at ?? run.startedAt} />
        {run.finished && (
          <span>{w.run.progress(format.integer(totalOf(run.finished.counts)), format.integer(run.planned))}</span>
        )}
        <span className="actions">
          <Button size="small" onClick={() => onOpen({ kind: 'run', run: run.run })}>
            {w.run.details}
          </Button>
          {undetermined > 0 && (
            <Button size="small" onClick={() => onOpen({ kind: 'cases', run: run.run, queue: 'review' })}>
              {w.run.review(format.integer(undetermined))}
            </Button>
          )}
          <ResumeButton run={run} onChanged={onChanged} />
          <Button size="small" onClick={() => onOpen({ kind: 'start' })}>
            {w.run.start}
          </Button>
        </span>
      </p>
      <Interruption run={run} onOpen={onOpen} />
      {run.finished?.selfCheck === 'broken' && (
        <p role="alert">
          {w.run.selfCheck} {w.run.selfChecks.broken}
        </p>
      )}
      {run.finished?.status === 'not_assessed' && <p role="alert">{w.run.notAssessed}</p>}
    </section>
  );
}

/** Takes up a run that stopped on its way, or gives it up; nothing for any other. */
export function ResumeButton({ run, onChanged }: { readonly run: RunView; readonly onChanged: () => void }) {
  const api = useApi();
  const { w } = useWords();
  const act = useAction(async (how: 'resume' | 'abandon') => {
    await api[how](run.run);
    onChanged();
  });
  if (!canResume(run)) return null;
  return (
    <>
      <Button size="small" type="primary" aria-busy={act.busy} onClick={() => void act.run('resume')}>
        {w.run.resume}
      </Button>
      <Button size="small" disabled={act.busy} onClick={() => void act.run('abandon')}>
        {w.run.abandon}
      </Button>
      {act.error && <ProblemNote error={act.error} />}
    </>
  );
}
