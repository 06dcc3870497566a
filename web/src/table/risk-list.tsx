import { useWords } from '../words/use-words.ts';
import type { Row } from './layout.ts';
import { type TableProps, useStates } from './living-table.tsx';
import { Mark } from './mark.tsx';

/** The same table where there is no room for one: each risk a row, its control points as chips. */
export function RiskList({ layout, posture, systemName, picked, onOpen }: TableProps) {
  const { w, pick } = useWords();
  const states = useStates(posture);
  const domains = layout.rows.filter((it) => it.domainHead !== null);
  return (
    <section className="risk-list" aria-label={w.table.caption(systemName)}>
      {domains.map((first) => (
        <section key={first.domain.code} aria-labelledby={`domain-${first.domain.code}`}>
          <h2 id={`domain-${first.domain.code}`}>
            <code>{first.domain.code}</code> {pick(first.domain.title)}
          </h2>
          <ul>
            {layout.rows
              .filter((it) => it.domain === first.domain)
              .map((row) => (
                <RiskItem
                  key={row.risk.code}
                  row={row}
                  layout={layout}
                  states={states}
                  picked={picked}
                  onOpen={onOpen}
                />
              ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

interface ItemProps extends Pick<TableProps, 'layout' | 'picked' | 'onOpen'> {
  readonly row: Row;
  readonly states: ReturnType<typeof useStates>;
}

function RiskItem({ row, layout, states, picked, onOpen }: ItemProps) {
  const { w, pick } = useWords();
  const rolled = states.risks.get(row.risk.code);
  return (
    <li>
      <p className="name">
        <code>{row.risk.code}</code> <span>{pick(row.risk.label)}</span>
        {rolled && (
          <span
            className="rolled"
            role="img"
            aria-label={w.table.rollUpLabel(w.table.states[rolled.state], rolled.counts.met ?? 0, rolled.controlPoints)}
          >
            <Mark of={rolled.state} size={13} />
            <span aria-hidden="true">
              {rolled.counts.met ?? 0}/{rolled.controlPoints}
            </span>
          </span>
        )}
      </p>
      <p className="chips">
        {row.points.map((point) => {
          const state = states.items.get(point.code) ?? 'uncovered';
          const measure = layout.columns[point.column]?.measure;
          if (!measure) return null;
          return (
            <button
              key={point.code}
              type="button"
              className={picked !== null && picked !== state ? 'plain chip faded' : 'plain chip'}
              data-point={point.code}
              aria-label={w.table.cell(
                `${row.risk.code} ${pick(row.risk.label)}`,
                `${measure.code} ${pick(measure.label)}`,
                w.table.states[state],
              )}
              aria-haspopup="dialog"
              onClick={() => onOpen(point.code)}
            >
              <Mark of={state} size={20} />
              <span>{pick(measure.label)}</span>
            </button>
          );
        })}
      </p>
    </li>
  );
}
