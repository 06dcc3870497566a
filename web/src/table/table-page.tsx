import { useCallback, useMemo, useState } from 'react';
import type { EditionView, PostureView, ProgressView, RunView, ScopedState, SystemView } from '../api/types.ts';
import { useApi, useResource } from '../api/use-api.ts';
import { LastStrip, LiveStrip } from '../run/run-strip.tsx';
import type { Panel } from '../shell/place.ts';
import { useMedia } from '../shell/use-media.ts';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';
import { Headline } from './headline.tsx';
import { ItemLists } from './item-lists.tsx';
import { layoutOf } from './layout.ts';
import { Legend } from './legend.tsx';
import { LivingTable } from './living-table.tsx';
import { RiskList } from './risk-list.tsx';

interface Props {
  readonly edition: EditionView;
  readonly system: SystemView;
  readonly posture: PostureView;
  /** newest first */
  readonly runs: readonly RunView[];
  readonly live: RunView | null;
  readonly progress: ProgressView | null;
  readonly onOpen: (panel: Panel) => void;
  readonly onChanged: () => void;
}

/** The first page: headline, what runs, the legend, the table, and the items beside it. */
export function TablePage({ edition, system, posture, runs, live, progress, onOpen, onChanged }: Props) {
  const { w, pick, format } = useWords();
  const api = useApi();
  const narrow = useMedia('(max-width: 719px)');
  const layout = useMemo(() => layoutOf(edition), [edition]);
  const [picked, setPicked] = useState<ScopedState | null>(null);
  const ended = runs.find((it) => it.finished !== null)?.run ?? null;
  const result = useResource(ended, (signal) => api.result(ended ?? '', signal));
  const openItem = useCallback((item: string) => onOpen({ kind: 'item', item }), [onOpen]);
  const table = { layout, posture, picked, systemName: plainly(system.name ?? system.id), onOpen: openItem };
  const { fresh, inScope, met } = posture.headline;
  const newest = runs[0];
  return (
    <main id="table">
      <Headline edition={edition} system={system} posture={posture} identity={result.value?.identity ?? null} />
      {live && <LiveStrip run={live} progress={progress} onChanged={onChanged} />}
      {!live && newest && <LastStrip run={newest} onOpen={onOpen} onChanged={onChanged} />}
      <Legend counts={posture.headline.states} picked={picked} onPick={setPicked} />
      {narrow ? (
        <RiskList {...table} />
      ) : (
        <div className="sheet">
          <LivingTable {...table} />
        </div>
      )}
      <ItemLists edition={edition} system={system} posture={posture} picked={picked} onOpen={openItem} />
      <footer className="basis-note">
        <p>{w.table.basis}</p>
        {edition.legend.notes.slice(1).map((it) => (
          <p key={it.en}>{pick(it)}</p>
        ))}
      </footer>
      <p className="unseen" role="status" aria-live="polite">
        {w.table.updatedNow(format.integer(fresh), format.integer(inScope), format.integer(met))}
      </p>
    </main>
  );
}
