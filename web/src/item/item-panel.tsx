import type { CheckView, EditionView, ItemView, SystemView } from '../api/types.ts';
import { useApi, useResource } from '../api/use-api.ts';
import type { Panel } from '../shell/place.ts';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { When } from '../shell/when.tsx';
import { Mark, resultMark } from '../table/mark.tsx';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';
import { CheckCard } from './check-card.tsx';
import { ItemHead } from './item-head.tsx';
import { boundChecks, readObservation } from './reading.ts';
import { Exceptions, Judgements } from './statements.tsx';

interface Props {
  readonly edition: EditionView;
  readonly checks: readonly CheckView[];
  readonly system: SystemView;
  readonly item: string;
  /** changes whenever the posture is read anew */
  readonly version: string;
  readonly onOpen: (panel: Panel) => void;
  readonly onChanged: () => void;
}

/** Everything that bears on one item: what it is, what was measured, what people say of it. */
export function ItemPanel({ edition, checks, system, item, version, onOpen, onChanged }: Props) {
  const api = useApi();
  const { w } = useWords();
  const held = useResource(`${system.id} ${item}`, (signal) => api.item(system.id, item, signal), version);
  const latest = held.value;
  if (held.error?.status === 404) return <p className="waiting">{w.item.unknown}</p>;
  if (held.error && !latest) return <ProblemNote error={held.error} retry={held.reload} />;
  if (!latest) return <Waiting />;
  const changed = () => {
    held.reload();
    onChanged();
  };
  const bound = boundChecks(latest);
  return (
    <div className="item">
      <ItemHead edition={edition} item={item} state={latest.posture.state} kind={latest.posture.kind} />
      <section>
        <h3>{w.item.checks}</h3>
        {bound.length === 0 && <p className="dim">{w.item.noChecks}</p>}
        {bound.map((it) => (
          <CheckCard
            key={it.check}
            bound={it}
            definition={checks.find((one) => one.id === it.check)}
            edition={edition}
            item={item}
            onOpen={onOpen}
          />
        ))}
      </section>
      <Exceptions
        system={system.id}
        item={item}
        checks={bound.map((it) => it.check)}
        exceptions={latest.exceptions}
        onChanged={changed}
      />
      <Judgements system={system.id} item={item} judgements={latest.judgements} onChanged={changed} />
      <History item={item} view={latest} onOpen={onOpen} />
    </div>
  );
}

function History({
  item,
  view,
  onOpen,
}: {
  readonly item: string;
  readonly view: ItemView;
  readonly onOpen: (panel: Panel) => void;
}) {
  const { w, pick, format } = useWords();
  return (
    <section>
      <h3>{w.item.history}</h3>
      {view.observations.length === 0 && <p className="dim">{w.item.historyNone}</p>}
      <ul className="history">
        {view.observations.map((it) => {
          const reading = readObservation(it);
          const rate =
            reading?.kind === 'rate' && reading.rate !== null
              ? ` ${format.percent(reading.rate)} (${format.integer(reading.n)})`
              : '';
          return (
            <li key={it.observation}>
              <button
                type="button"
                className="plain"
                onClick={() => onOpen({ kind: 'cases', run: it.run, check: it.check, item })}
              >
                <Mark of={resultMark(it.result)} size={16} />
                <code>{it.check}</code>
                <span>
                  {w.item.results[it.result]}
                  {rate}
                  {it.result !== 'pass' && it.reason && <span className="dim"> {pick(reasonWords(it.reason))}</span>}
                </span>
                <When at={it.observedAt} />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
