import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { CasePage } from '../api/api.ts';
import type { CaseRowView, CheckView } from '../api/types.ts';
import { useAction, useApi, useResource } from '../api/use-api.ts';
import { Foreign } from '../shell/foreign.tsx';
import type { CaseList, Panel } from '../shell/place.ts';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { Mark, verdictMark } from '../table/mark.tsx';
import { attackName } from '../words/codes.ts';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';

interface Props {
  readonly list: CaseList;
  readonly checks: readonly CheckView[];
  readonly onOpen: (panel: Panel) => void;
  readonly onReplace: (panel: Panel) => void;
}

const pageLength = 25;
const verdicts = ['fail', 'undetermined', 'error', 'pass'] as const;

/** The questions behind a result, or those that wait for a person; filtered by how they ended, a page at a time. */
export function CasesPanel({ list, checks, onOpen, onReplace }: Props) {
  const { w, pick } = useWords();
  const check = checks.find((it) => it.id === list.check);
  const filter = (verdict: string) =>
    onReplace({ ...list, kind: 'cases', verdict: verdict === 'all' ? undefined : verdict });
  return (
    <div className="cases">
      {check && (
        <p>
          <b>{pick(check.title)}</b> <code>{check.id}</code> <span className="dim">{pick(check.aim)}</span>
        </p>
      )}
      {list.queue === 'review' ? (
        <p className="dim">{w.run.reviewHelp}</p>
      ) : (
        <Segmented
          value={list.verdict ?? 'all'}
          aria-label={w.run.cases}
          options={[
            { value: 'all', label: w.run.all },
            ...verdicts.map((it) => ({ value: it, label: w.run.verdicts[it] })),
          ]}
          onChange={filter}
        />
      )}
      <Pages key={JSON.stringify(list)} list={list} onOpen={onOpen} />
    </div>
  );
}

function Pages({ list, onOpen }: { readonly list: CaseList; readonly onOpen: (panel: Panel) => void }) {
  const api = useApi();
  const { w, format } = useWords();
  const load = (cursor: string | undefined, signal?: AbortSignal): Promise<CasePage> =>
    list.queue === 'review'
      ? api.review(list.run, cursor, signal)
      : api.cases(list.run, { check: list.check, verdict: list.verdict, cursor, limit: pageLength }, signal);
  // What a person decided stays in the list, marked: a decision stands beside the grader's, which is not rewritten.
  const reviews = useResource(list.queue ? `${list.run} reviews` : null, (signal) => api.reviews(list.run, signal));
  const decisions = new Map(reviews.value?.items.map((it) => [it.case, it.verdict]));
  const first = useResource(JSON.stringify(list), (signal) => load(undefined, signal));
  const [more, setMore] = useState<readonly CasePage[]>([]);
  const next = (more.at(-1) ?? first.value)?.next ?? null;
  const loadMore = useAction(async () => {
    if (next === null) return;
    const page = await load(next);
    setMore((old) => [...old, page]);
  });
  if (first.error) return <ProblemNote error={first.error} retry={first.reload} />;
  if (!first.value) return <Waiting />;
  const rows = [...first.value.items, ...more.flatMap((it) => it.items)];
  return (
    <>
      <p className="dim total">{w.run.casesTotal(format.integer(first.value.total))}</p>
      {rows.length === 0 && <p className="dim">{list.queue === 'review' ? w.run.reviewNone : w.run.casesNone}</p>}
      <ul className="case-list">
        {rows.map((it) => (
          <CaseLine key={it.case} row={it} decision={decisions.get(it.case)} list={list} onOpen={onOpen} />
        ))}
      </ul>
      {loadMore.error && <ProblemNote error={loadMore.error} />}
      {next !== null && (
        <Button block aria-busy={loadMore.busy} onClick={() => void loadMore.run()}>
          {w.shell.more}
        </Button>
      )}
    </>
  );
}

interface LineProps {
  readonly row: CaseRowView;
  readonly decision: 'pass' | 'fail' | undefined;
  readonly list: CaseList;
  readonly onOpen: (panel: Panel) => void;
}

function CaseLine({ row, decision, list, onOpen }: LineProps) {
  const { w, pick } = useWords();
  return (
    <li>
      <button type="button" className="plain" onClick={() => onOpen({ ...list, kind: 'case', case: row.case })}>
        <Mark of={verdictMark(decision ?? row.verdict)} size={18} />
        <span className="text">
          <span className="asked" lang={row.language}>
            <Foreign text={row.asked === '' ? row.case : row.asked} />
          </span>
          <span className="dim">
            <b>{w.run.verdicts[row.verdict]}</b>
            {row.reason && ` · ${pick(reasonWords(row.reason, row.params))}`}
            {decision && ` · ${w.run.decided(w.run.verdicts[decision])}`}
            {row.attack !== null && ` · ${pick(attackName(row.attack))}`}
          </span>
        </span>
      </button>
    </li>
  );
}
