import { Button } from 'antd';
import type { CheckView, Contribution, EditionView, ObservationView } from '../api/types.ts';
import { Foreign } from '../shell/foreign.tsx';
import type { Panel } from '../shell/place.ts';
import { When } from '../shell/when.tsx';
import { Mark, resultMark } from '../table/mark.tsx';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';
import { Finding } from './finding.tsx';
import { type BoundCheck, readObservation } from './reading.ts';

interface Props {
  readonly bound: BoundCheck;
  readonly definition: CheckView | undefined;
  readonly edition: EditionView;
  readonly item: string;
  readonly onOpen: (panel: Panel) => void;
}

/** One check bound to the item, with each result that counts for it now. */
export function CheckCard({ bound, definition, edition, item, onOpen }: Props) {
  const { w, pick } = useWords();
  const basis = edition.legend.basis[bound.basis];
  return (
    <article className="check">
      <header>
        <h4>
          {definition ? pick(definition.title) : bound.check} <code>{bound.check}</code>
        </h4>
        {definition && <p>{pick(definition.aim)}</p>}
        <p className="dim" title={basis ? pick(basis.meaning) : undefined}>
          {w.item.coverage[bound.coverage]} · {w.item.bindingBasis(basis ? pick(basis.title) : bound.basis)}
        </p>
      </header>
      {bound.counting.length === 0 && <p className="dim not-run">{w.item.notRun}</p>}
      {bound.counting.map(({ contribution, observation }) => (
        <Counting
          key={contribution.observation}
          of={contribution}
          observation={observation}
          item={item}
          onOpen={onOpen}
        />
      ))}
    </article>
  );
}

interface CountingProps {
  readonly of: Contribution;
  readonly observation: ObservationView | null;
  readonly item: string;
  readonly onOpen: (panel: Panel) => void;
}

function Counting({ of, observation, item, onOpen }: CountingProps) {
  const { w, pick } = useWords();
  const reading = observation ? readObservation(observation) : null;
  const reason = observation?.reason ? pick(reasonWords(observation.reason)) : null;
  return (
    <div className="counting">
      <p className="result">
        <Mark of={resultMark(of.effective)} size={20} /> <b>{w.item.effective[of.effective]}</b>
        {reason && <span className="dim">{reason}</span>}
      </p>
      {reading && <Finding reading={reading} tone={of.effective} />}
      <p className="because">
        {becauseWords(of.because)}
        {of.laterInconclusive !== null && ` ${w.item.laterInconclusive}`}
      </p>
      <Button onClick={() => onOpen({ kind: 'cases', run: of.run, check: of.check, item })}>{w.item.seeCases}</Button>
      <Circumstances of={of} observation={observation} />
    </div>
  );

  function becauseWords(code: string | null): string {
    if (code === null || code === 'error' || code === 'inconclusive') return '';
    return code in w.item.because ? w.item.because[code as keyof typeof w.item.because] : code;
  }
}

/** Who answered, when, until when it holds, and what an outsider can check it by. */
function Circumstances({
  of,
  observation,
}: {
  readonly of: Contribution;
  readonly observation: ObservationView | null;
}) {
  const { w } = useWords();
  const identity = observation?.identity ?? null;
  const failed = of.effective === 'fail' || of.effective === 'excepted';
  const openEnd = failed ? w.item.untilReplaced : w.item.validOpen;
  return (
    <dl className="pairs">
      <div>
        <dt>{w.item.subject}</dt>
        <dd>
          <Foreign text={of.subject} />
        </dd>
      </div>
      {identity && (
        <div>
          <dt>{w.item.seenModel}</dt>
          <dd>
            <Foreign text={identity.reportedModel ?? '–'} /> ({w.table.proof[identity.proof]}){' '}
            <span className="dim">
              <Foreign text={identity.endpoint} />
            </span>
          </dd>
        </div>
      )}
      <div>
        <dt>{w.item.observedAt}</dt>
        <dd>
          <When at={of.observedAt} />
        </dd>
      </div>
      <div>
        <dt>{w.item.validUntil}</dt>
        <dd>{of.validUntil === null ? openEnd : <When at={of.validUntil} />}</dd>
      </div>
      {observation && (
        <div>
          <dt>{w.item.tool}</dt>
          <dd className="mono">{observation.tool}</dd>
        </div>
      )}
      {observation?.artefact && (
        <div>
          <dt>{w.item.artefact}</dt>
          <dd className="mono digest">{observation.artefact}</dd>
        </div>
      )}
    </dl>
  );
}
