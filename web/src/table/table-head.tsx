import type { ItemState } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';
import type { Layout, Point } from './layout.ts';
import { Mark } from './mark.tsx';

interface Props {
  readonly layout: Layout;
  readonly lit: Point | null;
  readonly state: ItemState | null;
}

/** Sections and measures above the columns; in the empty corner, what the pointer or the keyboard is on. */
export function TableHead({ layout, lit, state }: Props) {
  const { w, pick } = useWords();
  return (
    <thead>
      <tr className="sections">
        <td className="corner" colSpan={3} rowSpan={2}>
          <Corner layout={layout} lit={lit} state={state} />
        </td>
        <th className="roll-head" scope="col" rowSpan={2}>
          <span>{w.table.rollUp}</span>
        </th>
        {layout.columns.map(
          (it) =>
            it.sectionHead !== null && (
              <th key={it.domain.code} scope="colgroup" colSpan={it.sectionHead} className="section section-first">
                <code>{it.domain.measureSection}</code>
                <span>{pick(it.domain.label)}</span>
              </th>
            ),
        )}
      </tr>
      <tr className="measures">
        {layout.columns.map((it, index) => (
          <th
            key={it.measure.code}
            scope="col"
            title={`${it.measure.code} ${pick(it.measure.title)}`}
            className={[it.sectionHead !== null && 'section-first', lit?.column === index && 'lit']
              .filter(Boolean)
              .join(' ')}
          >
            <div>
              <span className="label">{pick(it.measure.label)}</span>
              <code>
                <span className="unseen">{it.measure.code}</span>
                <span aria-hidden="true">{it.letter}</span>
              </code>
            </div>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Corner({ layout, lit, state }: Props) {
  const { w, pick } = useWords();
  const row = lit ? layout.rows[lit.row] : undefined;
  const column = lit ? layout.columns[lit.column] : undefined;
  if (!row || !column || state === null) return <p className="dim">{w.table.hint}</p>;
  return (
    <div className="readout" aria-hidden="true">
      <p className="state">
        <Mark of={state} /> <b>{w.table.states[state]}</b>
      </p>
      <p>
        <code>{row.risk.code}</code> {pick(row.risk.label)}
      </p>
      <p>
        <code>{column.measure.code}</code> {pick(column.measure.label)}
      </p>
      <p className="dim meaning">{w.table.meanings[state]}</p>
    </div>
  );
}
