import type { PostureView, ScopedState } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';
import { Mark } from './mark.tsx';
import { readingOrder, segmentsOf } from './states.ts';

interface Props {
  readonly counts: PostureView['headline']['states'];
  readonly picked: ScopedState | null;
  readonly onPick: (state: ScopedState | null) => void;
}

/** How the items divide, and what each sign means: shape, colour, word and number together. Choosing one picks it out of the table. */
export function Legend({ counts, picked, onPick }: Props) {
  const { w, format } = useWords();
  return (
    <section className="legend" aria-label={w.table.legend}>
      <div className="share" aria-hidden="true">
        {segmentsOf(counts).map((it) => (
          <span key={it.state} className="bar-part" data-state={it.state} style={{ flexGrow: it.n }} />
        ))}
      </div>
      <ul>
        {readingOrder.map((state) => (
          <li key={state}>
            <button
              type="button"
              className="plain"
              aria-pressed={picked === state}
              title={w.table.meanings[state]}
              onClick={() => onPick(picked === state ? null : state)}
            >
              <Mark of={state} size={18} />
              <span>{w.table.states[state]}</span>
              <b>{format.integer(counts[state] ?? 0)}</b>
            </button>
          </li>
        ))}
        <li className="outside" title={w.table.meanings.not_applicable}>
          <Mark of="not_applicable" size={18} />
          <span>{w.table.states.not_applicable}</span>
        </li>
      </ul>
    </section>
  );
}
