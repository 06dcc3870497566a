import { Button } from 'antd';
import type { EditionView, RunResultView, RunView } from '../api/types.ts';
import { useApi, useResource } from '../api/use-api.ts';
import { Foreign } from '../shell/foreign.tsx';
import type { Panel } from '../shell/place.ts';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { When } from '../shell/when.tsx';
import { Mark, resultMark } from '../table/mark.tsx';
import { attackName, metricName, suiteName } from '../words/codes.ts';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';
import { Interruption } from './interruption.tsx';
import { OutcomeBar, OutcomeCounts } from './outcome-bar.tsx';
import { ResumeButton } from './run-strip.tsx';
import { standingOf } from './standing.ts';

interface Props {
  readonly run: string;
  readonly edition: EditionView;
  readonly onOpen: (panel: Panel) => void;
  readonly onChanged: () => void;
}

/** One run: what was asked of whom, how it ended, its figures by risk. */
export function RunPanel({ run, edition, onOpen, onChanged }: Props) {
  const api = useApi();
  const { w } = useWords();
  const held = useResource(run, (signal) => api.run(run, signal));
  const ended = held.value?.finished ? run : null;
  const result = useResource(ended, (signal) => api.result(run, signal));
  if (held.error) return <ProblemNote error={held.error} retry={held.reload} />;
  if (!held.value) return <Waiting />;
  const changed = () => {
    held.reload();
    onChanged();
  };
  return (
    <div className="run">
      <RunFacts run={held.value} />
      <Interruption run={held.value} onOpen={onOpen} />
      <p className="buttons">
        <Button onClick={() => onOpen({ kind: 'cases', run })}>{w.run.allCases}</Button>
        {held.value.finished && (
          <Button href={api.reportAddress(run)} target="_blank">
            {w.run.report}
          </Button>
        )}
        <ResumeButton run={held.value} onChanged={changed} />
      </p>
      {result.error && <ProblemNote error={result.error} retry={result.reload} />}
      {result.value && <ResultFigures result={result.value} edition={edition} />}
    </div>
  );
}

function RunFacts({ run }: { readonly run: RunView }) {
  const { w, pick, format } = useWords();
  const { finished } = run;
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    [w.run.startedAt, <When key="at" at={run.startedAt} />],
    ...(finished ? [[w.run.finishedAt, <When key="end" at={finished.at} />] as const] : []),
    [
      w.run.endpoint,
      <span key="to" className="mono">
        <Foreign text={run.endpoint} />
      </span>,
    ],
    [w.run.model, run.model === null ? '–' : <Foreign key="model" text={run.model} />],
    [w.run.suites, format.list(run.suites.map((it) => pick(suiteName(it.name))))],
    [
      w.run.attacks,
      run.attacks.length === 0 ? w.shell.none : format.list(run.attacks.map((it) => pick(attackName(it)))),
    ],
    ...(finished ? [[w.run.selfCheck, w.run.selfChecks[finished.selfCheck]] as const] : []),
    [
      w.item.tool,
      <span key="tool" className="mono">
        {run.tool}
      </span>,
    ],
  ];
  return (
    <>
      <p className="status">
        <b>{w.run.status[standingOf(run)]}</b>{' '}
        {finished?.reason && <span className="dim">{pick(reasonWords(finished.reason))}</span>}
      </p>
      {finished && <OutcomeBar counts={finished.counts} total={run.planned} label={w.run.counts} />}
      {finished && <OutcomeCounts counts={finished.counts} />}
      <dl className="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function ResultFigures({ result, edition }: { readonly result: RunResultView; readonly edition: EditionView }) {
  const { w, pick, format } = useWords();
  return (
    <section>
      {result.models.length > 1 && <p role="alert">{w.run.modelChanged}</p>}
      <h3>{w.run.risks}</h3>
      <RiskFigures risks={result.risks} edition={edition} />
      {result.overRefusal && result.overRefusal.rate !== null && (
        <p>{w.run.overRefusal(format.percent(1 - result.overRefusal.rate), format.integer(result.overRefusal.n))}</p>
      )}
      {result.errors.length > 0 && (
        <>
          <h3>{w.run.errors}</h3>
          <ul>
            {result.errors.map((it) => (
              <li key={it.code}>
                {pick(reasonWords(it.code))} <b>{format.integer(it.n)}</b> <code>{it.code}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="dim">
        {w.run.digest} <span className="mono digest">{result.factsDigest}</span>
      </p>
    </section>
  );
}

/** What was found for each risk: the share of acceptable answers among the decided ones, as beside the items. */
function RiskFigures({ risks, edition }: { readonly risks: RunResultView['risks']; readonly edition: EditionView }) {
  const { w, pick, format } = useWords();
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{w.item.risk}</th>
          <th scope="col">{w.run.result}</th>
          <th scope="col" className="number">
            {pick(metricName('content_pass_rate'))}
          </th>
          <th scope="col" className="number wide">
            {w.run.interval}
          </th>
          <th scope="col" className="number wide">
            {w.run.decidedCases}
          </th>
        </tr>
      </thead>
      <tbody>
        {risks.map((it) => {
          const named = edition.risks.find((risk) => risk.code === it.code)?.label;
          return (
            <tr key={it.code}>
              <th scope="row">
                <code>{it.code}</code> {named ? pick(named) : ''}
              </th>
              <td>
                <Mark of={resultMark(it.verdict)} size={15} /> {w.item.results[it.verdict]}
              </td>
              <td className="number">{it.rate === null ? '–' : format.percent(it.rate)}</td>
              <td className="number wide">{w.run.fromTo(format.percent(it.low), format.percent(it.high))}</td>
              <td className="number wide">{format.integer(it.n)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
