import type { EditionView, PostureView, RunResultView, SystemView } from '../api/types.ts';
import { Foreign } from '../shell/foreign.tsx';

import { useNow } from '../shell/use-media.ts';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';
import { Mark } from './mark.tsx';

interface Props {
  readonly edition: EditionView;
  readonly system: SystemView;
  readonly posture: PostureView;
  readonly identity: RunResultView['identity'];
}

/** Whose table it is, how fresh, and the one number that matters with its denominator. */
export function Headline({ edition, system, posture, identity }: Props) {
  const { w, pick, format } = useWords();
  const { fresh, inScope, met, failing, selfApproved } = posture.headline;
  const counted = posture.items.filter((it) => it.state !== 'not_applicable');
  const points = counted.filter((it) => it.kind === 'control_point').length;
  const governance = counted.filter((it) => it.kind === 'governance').length;
  return (
    <header className="headline">
      <div className="who">
        <p className="frame">
          {pick(edition.title)} {edition.edition}
        </p>
        <h1>
          <Foreign text={system.name ?? system.id} />
          {system.practice && <span className="practice">{w.table.practice}</span>}
        </h1>
        <SystemFacts edition={edition} system={system} at={posture.at} identity={identity} />
        {system.practice && <p className="practice-note">{w.table.practiceNote}</p>}
      </div>
      <div className="figure">
        <p className="unseen">{w.table.headlineLabel(format.integer(fresh), format.integer(inScope))}</p>
        <p aria-hidden="true">
          <b>{format.integer(fresh)}</b> <span className="of">{w.table.of(format.integer(inScope))}</span>{' '}
          <span className="what">{w.table.headline}</span>
        </p>
        <p className="of-these">
          <span>
            <Mark of="met" size={16} /> {w.table.states.met} <b>{format.integer(met)}</b>
          </span>
          <span>
            <Mark of="failing" size={16} /> {w.table.states.failing} <b>{format.integer(failing)}</b>
          </span>
        </p>
        <p className="scope">
          {w.table.scope(points, governance, counted.length - points - governance)}
          {selfApproved > 0 && ` ${w.table.selfApproved(selfApproved)}`}
        </p>
      </div>
    </header>
  );
}

function SystemFacts({ edition, system, at, identity }: Omit<Props, 'posture'> & { readonly at: string }) {
  const { w, pick, format } = useWords();
  const now = useNow(15_000);
  const title = (list: readonly { code: string; title: { zh: string; en: string } }[], code: string) => {
    const found = list.find((it) => it.code === code);
    return found ? pick(found.title) : code;
  };
  const model = identity?.reportedModel ?? system.endpoints[0]?.model ?? null;
  return (
    <p className="facts">
      <span>{title(edition.actors, system.actorRole)}</span>
      <span>{w.table.stage(title(edition.stages, system.stage))}</span>
      <span>{w.table.grade(w.table.levels[system.grade.level])}</span>
      <span>
        {model === null ? w.table.modelUnknown : w.table.model(plainly(model))}
        {identity && ` (${w.table.proof[identity.proof]})`}
      </span>
      <span>
        {w.table.updated}{' '}
        <time dateTime={at} title={at}>
          {format.ago(at, Math.max(now, Date.parse(at)))}
        </time>
      </span>
    </p>
  );
}
