import { useId } from 'react';
import type { EditionView, ItemState, PostureView, ScopedState, SystemView } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';
import { Mark } from './mark.tsx';

interface Props {
  readonly edition: EditionView;
  readonly system: SystemView;
  readonly posture: PostureView;
  readonly picked: ScopedState | null;
  readonly onOpen: (item: string) => void;
}

/** Governance measures and the actor's guidelines, lit as the table is. */
export function ItemLists({ edition, system, posture, picked, onOpen }: Props) {
  const { w, pick } = useWords();
  const states = new Map(posture.items.map((it) => [it.item, it.state]));
  const actor = edition.actors.find((it) => it.code === system.actorRole);
  const shared = { states, picked, onOpen };
  return (
    <div className="item-lists">
      <ItemList {...shared} title={w.table.governance} note={w.table.governanceNote} items={edition.governance} />
      <ItemList
        {...shared}
        title={w.table.guidelines(actor ? pick(actor.title) : system.actorRole)}
        note={w.table.guidelinesNote}
        items={edition.guidelines.filter((it) => it.actor === system.actorRole)}
      />
    </div>
  );
}

interface ListProps extends Pick<Props, 'picked' | 'onOpen'> {
  readonly title: string;
  readonly note: string;
  readonly items: readonly { readonly code: string; readonly title: { zh: string; en: string } }[];
  readonly states: ReadonlyMap<string, ItemState>;
}

function ItemList({ title, note, items, states, picked, onOpen }: ListProps) {
  const { w, pick } = useWords();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="dim">{note}</p>
      <ul>
        {items.map((it) => {
          const state = states.get(it.code) ?? 'not_applicable';
          const faded = picked !== null && picked !== state;
          return (
            <li key={it.code} className={state === 'not_applicable' ? 'outside' : ''}>
              <button
                type="button"
                className={faded ? 'plain faded' : 'plain'}
                data-point={it.code}
                aria-haspopup="dialog"
                onClick={() => onOpen(it.code)}
              >
                <Mark of={state} size={18} />
                <code>{it.code}</code>
                <span className="title">{pick(it.title)}</span>
                <span className="state">{w.table.states[state]}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
