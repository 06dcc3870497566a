import { Button } from 'antd';
import type { RunView } from '../api/types.ts';
import { useApi } from '../api/use-api.ts';
import type { Panel } from '../shell/place.ts';
import { When } from '../shell/when.tsx';
import { attackName, suiteName } from '../words/codes.ts';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';
import { Interruption } from './interruption.tsx';
import { OutcomeBar, OutcomeCounts } from './outcome-bar.tsx';
import { ResumeButton } from './run-strip.tsx';
import { standingOf } from './standing.ts';

interface Props {
  readonly runs: readonly RunView[];
  readonly onOpen: (panel: Panel) => void;
  readonly onChanged: () => void;
}

/** The newest runs of the system, each with its way on. */
export function RunsPanel({ runs, onOpen, onChanged }: Props) {
  const { w } = useWords();
  return (
    <div className="runs">
      <Button type="primary" onClick={() => onOpen({ kind: 'start' })}>
        {w.run.startTitle}
      </Button>
      {runs.length === 0 && <p className="dim">{w.run.none}</p>}
      <ul>
        {runs.map((it) => (
          <RunRow key={it.run} run={it} onOpen={onOpen} onChanged={onChanged} />
        ))}
      </ul>
    </div>
  );
}

function RunRow({
  run,
  onOpen,
  onChanged,
}: {
  readonly run: RunView;
  readonly onOpen: Props['onOpen'];
  readonly onChanged: () => void;
}) {
  const api = useApi();
  const { w, pick, format } = useWords();
  const counts = run.finished?.counts ?? run.progress?.counts;
  return (
    <li className="run-row">
      <p>
        <b>{w.run.status[standingOf(run)]}</b> <When at={run.startedAt} />
      </p>
      <p className="dim">
        {format.list(run.suites.map((it) => pick(suiteName(it.name))))}
        {run.attacks.length > 0 && ` · ${format.list(run.attacks.map((it) => pick(attackName(it))))}`}
        {run.model !== null && ` · ${plainly(run.model)}`}
      </p>
      <Interruption run={run} onOpen={onOpen} />
      {counts && <OutcomeBar counts={counts} total={run.planned} label={w.run.counts} />}
      {counts && <OutcomeCounts counts={counts} />}
      <p className="buttons">
        <Button size="small" onClick={() => onOpen({ kind: 'run', run: run.run })}>
          {w.run.details}
        </Button>
        {run.finished && (
          <Button size="small" href={api.reportAddress(run.run)} target="_blank">
            {w.run.report}
          </Button>
        )}
        <ResumeButton run={run} onChanged={onChanged} />
      </p>
    </li>
  );
}
