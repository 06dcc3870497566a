import { type KeyboardEvent, memo, useCallback, useMemo, useRef, useState } from 'react';
import type { ItemState, PostureView, ScopedState } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';
import type { Column, Layout, Point, Row } from './layout.ts';
import { Mark } from './mark.tsx';
import { moveFrom } from './moves.ts';
import { TableHead } from './table-head.tsx';

export interface TableProps {
  readonly layout: Layout;
  readonly posture: PostureView;
  readonly systemName: string;
  readonly picked: ScopedState | null;
  readonly onOpen: (item: string) => void;
}

/** States of the control points and roll-ups of the risks, by code. */
export function useStates(posture: PostureView) {
  return useMemo(
    () => ({
      items: new Map<string, ItemState>(posture.items.map((it) => [it.item, it.state])),
      risks: new Map(posture.risks.map((it) => [it.code, it])),
    }),
    [posture],
  );
}

/**
 * The framework's table of risks and measures, lit. One control point at a time is in the tab order; arrows move among them (WAI-ARIA
 * authoring practices, roving tabindex).
 */
export function LivingTable({ layout, posture, systemName, picked, onOpen }: TableProps) {
  const { w } = useWords();
  const states = useStates(posture);
  const [current, setCurrent] = useState<string | null>(null);
  const [lit, setLit] = useState<Point | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const inTabOrder = current ?? layout.points[0]?.code ?? null;

  const light = useCallback((point: Point | null) => setLit(point), []);
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const code = event.target instanceof HTMLElement ? event.target.dataset.point : undefined;
    if (code === undefined || event.altKey || event.metaKey) return;
    const next = moveFrom(layout.points, code, event.key, event.ctrlKey);
    if (next === null) return;
    event.preventDefault();
    setCurrent(next);
    table.current?.querySelector<HTMLElement>(`[data-point="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <table ref={table} className="living" onKeyDown={onKeyDown} onMouseLeave={() => light(null)}>
      <caption className="unseen">{w.table.caption(systemName)}</caption>
      <colgroup>
        <col className="of-rail" />
        <col className="of-domain" />
        <col className="of-risk" />
        <col className="of-rolled" />
        {layout.columns.map((it) => (
          <col key={it.measure.code} />
        ))}
      </colgroup>
      <TableHead layout={layout} lit={lit} state={lit ? (states.items.get(lit.code) ?? 'uncovered') : null} />
      {bodies(layout.rows).map((rows) => (
        <tbody key={rows[0]?.risk.code}>
          {rows.map((row) => (
            <RiskRow
              key={row.risk.code}
              row={row}
              columns={layout.columns}
              states={states}
              picked={picked}
              inTabOrder={row.points.some((it) => it.code === inTabOrder) ? inTabOrder : null}
              litColumn={lit && row.points.some((it) => it.code === lit.code) ? lit.column : null}
              onOpen={onOpen}
              onReach={setCurrent}
              onLight={light}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** Rows of one class each: a body of the table per class, so that its head spans them. */
function bodies(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    if (row.classHead) groups.push([]);
    groups.at(-1)?.push(row);
  }
  return groups;
}

interface RowProps {
  readonly row: Row;
  readonly columns: readonly Column[];
  readonly states: ReturnType<typeof useStates>;
  readonly picked: ScopedState | null;
  readonly inTabOrder: string | null;
  readonly litColumn: number | null;
  readonly onOpen: (item: string) => void;
  readonly onReach: (item: string) => void;
  readonly onLight: (point: Point | null) => void;
}

const RiskRow = memo(function RiskRow(props: RowProps) {
  const { row, columns, states, litColumn } = props;
  const { pick, w, language } = useWords();
  const rolled = states.risks.get(row.risk.code);
  const classes = [row.domainHead !== null && 'domain-first', litColumn !== null && 'lit'].filter(Boolean).join(' ');
  return (
    <tr className={classes}>
      {row.classHead && (
        <th className="rail" scope="rowgroup" rowSpan={row.classHead.rows}>
          <span lang={language}>
            <code>{row.classHead.riskClass.code}</code> {pick(row.classHead.riskClass.title)}
          </span>
        </th>
      )}
      {row.domainHead !== null && (
        <th className="domain" scope="rowgroup" rowSpan={row.domainHead}>
          <code>{row.domain.code}</code>
          <b>{pick(row.domain.label)}</b>
        </th>
      )}
      <th className="risk" scope="row" title={pick(row.risk.title)}>
        <code>{row.risk.code}</code>
        <span>{pick(row.risk.label)}</span>
      </th>
      <td className="rolled">
        {rolled && (
          <span
            role="img"
            aria-label={w.table.rollUpLabel(w.table.states[rolled.state], rolled.counts.met ?? 0, rolled.controlPoints)}
          >
            <Mark of={rolled.state} size={13} />
            <span aria-hidden="true">
              {rolled.counts.met ?? 0}/{rolled.controlPoints}
            </span>
          </span>
        )}
      </td>
      {columns.map((column, index) => (
        <Cell key={column.measure.code} {...props} column={column} index={index} />
      ))}
    </tr>
  );
});

function Cell(props: RowProps & { readonly column: Column; readonly index: number }) {
  const { row, column, index, states, picked, inTabOrder, onOpen, onReach, onLight } = props;
  const { pick, w } = useWords();
  const point = row.points.find((it) => it.column === index);
  const classes = [
    column.domain === row.domain && 'block',
    column.sectionHead !== null && 'section-first',
    props.litColumn !== null && index < props.litColumn && 'to-lit',
  ]
    .filter(Boolean)
    .join(' ');
  if (!point) return <td className={classes} />;
  const state = states.items.get(point.code) ?? 'uncovered';
  return (
    <td className={`${classes} point`}>
      <button
        type="button"
        className={picked !== null && picked !== state ? 'plain cell faded' : 'plain cell'}
        data-point={point.code}
        tabIndex={inTabOrder === point.code ? 0 : -1}
        aria-label={w.table.cell(
          `${row.risk.code} ${pick(row.risk.label)}`,
          `${column.measure.code} ${pick(column.measure.label)}`,
          w.table.states[state],
        )}
        aria-haspopup="dialog"
        onClick={() => onOpen(point.code)}
        onFocus={() => {
          onReach(point.code);
          onLight(point);
        }}
        onBlur={() => onLight(null)}
        onMouseEnter={() => onLight(point)}
      >
        <Mark key={state} of={state} />
      </button>
    </td>
  );
}
