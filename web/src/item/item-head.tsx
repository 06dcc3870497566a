import type { EditionView, ItemPosture } from '../api/types.ts';
import { Mark } from '../table/mark.tsx';
import { useWords } from '../words/use-words.ts';

interface Props {
  readonly edition: EditionView;
  readonly item: string;
  readonly state: ItemPosture['state'];
  readonly kind: ItemPosture['kind'];
}

/** The item itself: its state in words, its place in the framework, in whose words, and how sure we are of it. */
export function ItemHead({ edition, item, state, kind }: Props) {
  const { w } = useWords();
  const point = edition.controlPoints.find((it) => it.code === item);
  return (
    <header className="item-head">
      <p className="state-line">
        <Mark of={state} size={26} />
        <span>
          <b>{w.table.states[state]}</b>
          <span className="dim">{w.table.meanings[state]}</span>
        </span>
      </p>
      {point ? (
        <>
          <Text edition={edition} name={w.item.risk} of={edition.risks.find((it) => it.code === point.risk)} />
          <Text edition={edition} name={w.item.measure} of={edition.measures.find((it) => it.code === point.measure)} />
          <Standing edition={edition} name={w.item.kinds[kind]} basis={point.basis} confidence={point.confidence} />
        </>
      ) : (
        <Single edition={edition} item={item} kind={kind} />
      )}
    </header>
  );
}

type TextItem = Pick<EditionView['risks'][number], 'code' | 'title' | 'gist' | 'confidence'>;

function Text({
  edition,
  name,
  of,
}: {
  readonly edition: EditionView;
  readonly name: string;
  readonly of: TextItem | undefined;
}) {
  const { pick, w } = useWords();
  if (!of) return null;
  const confidence = edition.legend.confidence[of.confidence];
  return (
    <div className="text">
      <h3>
        <span className="dim">{name}</span> <code>{of.code}</code> {pick(of.title)}
      </h3>
      <p>{pick(of.gist)}</p>
      {confidence && (
        <p className="dim" title={pick(confidence.meaning)}>
          {w.item.confidence(`${confidence.mark ?? ''} ${pick(confidence.title)}`.trim())}
        </p>
      )}
    </div>
  );
}

function Single({ edition, item, kind }: Pick<Props, 'edition' | 'item' | 'kind'>) {
  const { w, pick } = useWords();
  const governance = edition.governance.find((it) => it.code === item);
  const guideline = edition.guidelines.find((it) => it.code === item);
  return (
    <>
      <Text edition={edition} name={w.item.kinds[kind]} of={governance ?? guideline} />
      {governance && <p className="dim">{pick(governance.operator.reason)}</p>}
    </>
  );
}

interface StandingProps {
  readonly edition: EditionView;
  readonly name: string;
  readonly basis: string;
  readonly confidence: string;
}

function Standing({ edition, name, basis, confidence }: StandingProps) {
  const { pick, w } = useWords();
  const of = edition.legend.basis[basis];
  const sure = edition.legend.confidence[confidence];
  return (
    <p className="dim standing">
      {name} · <span title={of ? pick(of.meaning) : ''}>{w.item.basis(of ? pick(of.title) : basis)}</span> ·{' '}
      <span title={sure ? pick(sure.meaning) : ''}>{w.item.confidence(sure ? pick(sure.title) : confidence)}</span>
    </p>
  );
}
