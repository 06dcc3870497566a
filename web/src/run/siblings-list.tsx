import type { CaseView } from '../api/types.ts';
import { useApi, useResource } from '../api/use-api.ts';
import { Foreign } from '../shell/foreign.tsx';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { Mark, verdictMark } from '../table/mark.tsx';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';
import { isCompared, siblingsOf } from './siblings.ts';

interface Props {
  readonly run: string;
  readonly of: CaseView;
  readonly onOpen: (key: string) => void;
}

/** What an answer was compared with, so that its verdict can be understood; nothing for an answer that stands alone. */
export function SiblingsList({ run, of, onOpen }: Props) {
  const api = useApi();
  const { w } = useWords();
  const key = isCompared(of) ? `${run} ${of.case} siblings` : null;
  const held = useResource(key, (signal) => siblingsOf(api, run, of, signal));
  if (key === null) return null;
  return (
    <section className="siblings">
      <h3>{w.run.siblings}</h3>
      <p className="dim">{w.run.siblingsHelp}</p>
      {held.error && <ProblemNote error={held.error} retry={held.reload} />}
      {!held.value && !held.error && <Waiting />}
      {held.value?.length === 0 && <p className="dim">{w.run.siblingsNone}</p>}
      <ul className="case-list">
        {held.value?.map((it) => (
          <Sibling key={it.case} of={it} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

function Sibling({ of, onOpen }: { readonly of: CaseView; readonly onOpen: Props['onOpen'] }) {
  const { w, pick } = useWords();
  return (
    <li>
      <button type="button" className="plain" onClick={() => onOpen(of.case)}>
        <Mark of={verdictMark(of.verdict)} size={18} />
        <span className="text" lang={of.language}>
          <span className="asked">
            <Foreign text={of.asked === '' ? of.case : of.asked} />
          </span>
          <span className="answered">
            {of.answer ? <Foreign text={excerpt(of.answer)} /> : <span className="dim">{w.run.noAnswer}</span>}
          </span>
          <span className="dim">
            <b>{w.run.verdicts[of.verdict]}</b>
            {of.reason && ` · ${pick(reasonWords(of.reason, of.params))}`}
          </span>
        </span>
      </button>
    </li>
  );
}

const excerpt = (text: string): string =>
  text.length > 300 ? `${[...text.slice(0, 300)].slice(0, -1).join('')}…` : text;
