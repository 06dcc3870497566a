import { Button } from 'antd';
import { useState } from 'react';
import type { CaseView } from '../api/types.ts';
import { useAction, useApi, useResource } from '../api/use-api.ts';
import { Area } from '../item/statements.tsx';
import { Foreign } from '../shell/foreign.tsx';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { When } from '../shell/when.tsx';
import { Mark, verdictMark } from '../table/mark.tsx';
import { attackName, graderName } from '../words/codes.ts';
import { plainly } from '../words/foreign.ts';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';
import { SiblingsList } from './siblings-list.tsx';

interface Props {
  readonly run: string;
  readonly case: string;
  readonly onOpen: (key: string) => void;
  readonly onChanged: () => void;
}

/** One question and its answer, with the verdict and why, and what an outsider can check them by. */
export function CasePanel({ run, case: key, onOpen, onChanged }: Props) {
  const api = useApi();
  const held = useResource(`${run} ${key}`, (signal) => api.case(run, key, signal));
  const reviews = useResource(`${run} reviews`, (signal) => api.reviews(run, signal));
  if (held.error) return <ProblemNote error={held.error} retry={held.reload} />;
  if (!held.value) return <Waiting />;
  const made = reviews.value?.items.filter((it) => it.case === key) ?? [];
  const decided = () => {
    reviews.reload();
    onChanged();
  };
  return (
    <div className="case">
      <CaseVerdict of={held.value} />
      {made.map((it) => (
        <Made key={it.at} verdict={it.verdict} reason={it.reason} at={it.at} />
      ))}
      <Conversation of={held.value} />
      <SiblingsList run={run} of={held.value} onOpen={onOpen} />
      {held.value.verdict === 'undetermined' && <ReviewForm run={run} case={key} onDecided={decided} />}
      <CaseFacts of={held.value} />
    </div>
  );
}

function CaseVerdict({ of }: { readonly of: CaseView }) {
  const { w, pick } = useWords();
  return (
    <p className="state-line">
      <Mark of={verdictMark(of.verdict)} size={26} />
      <span>
        <b>{w.run.verdicts[of.verdict]}</b>
        {of.reason && (
          <span className="dim">
            {pick(reasonWords(of.reason, of.params))} <code>{plainly(of.reason)}</code>
          </span>
        )}
      </span>
    </p>
  );
}

function Made({
  verdict,
  reason,
  at,
}: {
  readonly verdict: 'pass' | 'fail';
  readonly reason: string | null;
  readonly at: string;
}) {
  const { w } = useWords();
  return (
    <p className="made">
      <Mark of={verdictMark(verdict)} size={16} />
      <span>
        <b>{w.run.decided(w.run.verdicts[verdict])}</b> {reason !== null && <Foreign text={reason} />} <When at={at} />
      </span>
    </p>
  );
}

/** Turns as they were sent and the answer as it came. The text is the model's own: shown as text, never as markup. */
function Conversation({ of }: { readonly of: CaseView }) {
  const { w } = useWords();
  const role = (it: string) => (it in w.run.roles ? w.run.roles[it as keyof typeof w.run.roles] : plainly(it));
  return (
    <ol className="conversation" lang={of.language}>
      {of.question.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns are fixed and may repeat word for word
        <li key={index} data-role={turn.role}>
          <h4>{role(turn.role)}</h4>
          <p>
            <Foreign text={turn.content} />
          </p>
        </li>
      ))}
      <li className="answer" data-verdict={of.verdict}>
        <h4>{w.run.answerOf}</h4>
        {of.answer === null && <p className="dim">{w.run.noAnswer}</p>}
        {of.answer === '' && <p className="dim">{w.run.emptyAnswer}</p>}
        {of.answer && (
          <p>
            <Foreign text={of.answer} />
          </p>
        )}
      </li>
    </ol>
  );
}

function CaseFacts({ of }: { readonly of: CaseView }) {
  const { w, pick, format } = useWords();
  const language =
    of.language in w.run.languages ? w.run.languages[of.language as keyof typeof w.run.languages] : of.language;
  const rows: readonly (readonly [string, string, boolean])[] = [
    [w.run.attack, of.attack === null ? w.run.plain : pick(attackName(of.attack)), false],
    [w.run.grader, pick(graderName(of.grader)), false],
    [w.item.risk, format.list(of.risks), false],
    [w.run.language, language, false],
    ...(of.group === null ? [] : [[w.run.group, of.group, true] as const]),
    ...Object.entries(of.noted).map(
      ([name, value]) => [`${w.run.noted}: ${plainly(name)}`, String(value), true] as const,
    ),
    [w.run.question, of.case, true],
    [w.run.effort, w.run.attempts(format.integer(of.attempts), format.milliseconds(of.milliseconds)), false],
    ...(of.questionDigest === null ? [] : [[w.run.questionDigest, of.questionDigest, true] as const]),
    ...(of.answerDigest === null ? [] : [[w.run.answerDigest, of.answerDigest, true] as const]),
  ];
  return (
    <dl className="pairs">
      {rows.map(([name, value, mono]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={mono ? 'mono digest' : ''}>
            <Foreign text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ReviewForm({
  run,
  case: key,
  onDecided,
}: {
  readonly run: string;
  readonly case: string;
  readonly onDecided: () => void;
}) {
  const api = useApi();
  const { w } = useWords();
  const [reason, setReason] = useState('');
  const decide = useAction(async (verdict: 'pass' | 'fail') => {
    await api.decide(run, key, verdict, reason);
    setReason('');
    onDecided();
  });
  const ready = reason.trim() !== '';
  return (
    <form className="add" onSubmit={(event) => event.preventDefault()}>
      <p className="dim">{w.run.reviewHelp}</p>
      <Area label={w.run.reason} value={reason} onChange={setReason} />
      {decide.error && <ProblemNote error={decide.error} />}
      <p className="buttons">
        <Button disabled={!ready} aria-busy={decide.busy} onClick={() => void decide.run('pass')}>
          {w.run.decidePass}
        </Button>
        <Button disabled={!ready} aria-busy={decide.busy} onClick={() => void decide.run('fail')}>
          {w.run.decideFail}
        </Button>
      </p>
    </form>
  );
}
