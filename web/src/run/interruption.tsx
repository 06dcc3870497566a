import { Button } from 'antd';
import type { RunView } from '../api/types.ts';
import { Foreign } from '../shell/foreign.tsx';
import type { Panel } from '../shell/place.ts';
import { endpointAdvice } from '../words/advice.ts';
import { plainly } from '../words/foreign.ts';
import { reasonWords } from '../words/reasons.ts';
import { useWords } from '../words/use-words.ts';

interface Props {
  readonly run: RunView;
  readonly onOpen: (panel: Panel) => void;
}

/** Why a run stopped on its way and what to do about it; nothing where it did not. */
export function Interruption({ run, onOpen }: Props) {
  const { w, pick } = useWords();
  if (!run.interrupted) return null;
  const { reason, params } = run.interrupted;
  const advice = endpointAdvice(reason);
  const [to, said] = [textIn(params, 'to'), textIn(params, 'said')];
  const words = (
    <>
      {pick(reasonWords(reason, params))} <code>{plainly(reason)}</code>
    </>
  );
  if (advice === null) return <p className="dim">{words}</p>;
  return (
    <div className="interruption" role="alert">
      <p>
        <b>{words}</b>
      </p>
      <p className="mono">
        <Foreign text={run.endpoint} />
        {to !== null && (
          <>
            {' → '}
            <Foreign text={to} />
          </>
        )}
      </p>
      {said !== null && (
        <p className="dim">
          {w.run.endpointSaid} <Foreign text={said} />
        </p>
      )}
      <p>{pick(advice)}</p>
      {!run.practice && (
        <p className="buttons">
          <Button size="small" onClick={() => onOpen({ kind: 'endpoint', field: 'key' })}>
            {w.system.setKey}
          </Button>
          <Button size="small" onClick={() => onOpen({ kind: 'endpoint', field: 'address' })}>
            {w.system.correct}
          </Button>
        </p>
      )}
    </div>
  );
}

/** A text of the parameters, cut to what a person reads at a glance. */
function textIn(params: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = params[name];
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 300) : null;
}
