import { Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { ApiError } from '../api/client.ts';
import type { CheckView, EditionView, RunView, SystemView } from '../api/types.ts';
import { useApi, useResource } from '../api/use-api.ts';
import { liveRun, newestEnd } from '../run/standing.ts';
import { useLive } from '../run/use-live.ts';
import { chooseSystem } from '../system/choice.ts';
import { TablePage } from '../table/table-page.tsx';
import { useWords } from '../words/use-words.ts';
import { Panels } from './panels.tsx';
import { ProblemNote, Waiting } from './problem.tsx';
import { readStored, writeStored } from './stored.ts';
import { TopBar } from './top-bar.tsx';
import { useNow } from './use-media.ts';
import { usePlace } from './use-place.ts';
import type { Theme } from './use-theme.ts';

/** The posture is read anew this often: time alone can end a validity. */
const renewal = 60_000;
/** Systems and runs may come from elsewhere, from a terminal say; while there are none, one is expected any moment. */
const lookAgain = 4_000;
const expectSoon = 1_000;
/** What a run found is written down one by one after its end. */
const settling = 20_000;

/** The console once the server knows the browser: framework, systems, then the chosen system's table. */
export function Console({ theme }: { readonly theme: Theme }) {
  const api = useApi();
  const { w } = useWords();
  const { place, chooseSystem: goTo, open } = usePlace();
  const edition = useResource('edition', api.edition);
  const checks = useResource('checks', api.checks);
  const [none, setNone] = useState(true);
  const tick = useNow(none ? expectSoon : lookAgain);
  const systems = useResource('systems', api.systems, tick);
  const empty = (systems.value?.items.length ?? 0) === 0;
  if (none !== empty) setNone(empty);
  const failed = [edition, checks, systems].find((it) => it.error !== null);
  const listed = systems.value?.items ?? null;
  const named = useNamed(listed, place.system);
  const chosen = chooseSystem(listed ?? [], place.system, readStored('system'));
  const system = named.elsewhere ? named.value : chosen;
  const id = system?.id ?? null;
  useEffect(() => {
    if (id !== null) writeStored('system', id);
  }, [id]);
  return (
    <>
      <a className="skip" href="#table">
        {w.shell.skip}
      </a>
      <div className="page">
        <TopBar systems={systems.value?.items ?? []} system={system} theme={theme} onSystem={goTo} onOpen={open} />
        {failed?.error && <ProblemNote error={failed.error} retry={failed.reload} />}
        {named.error && <NoSystem error={named.error} other={chosen?.id ?? null} onSystem={goTo} />}
        {systems.value && !named.error && system === null && (
          <p className="waiting">{named.elsewhere ? w.shell.loading : w.shell.noSystem}</p>
        )}
        {edition.value && checks.value && systems.value ? (
          <Governed edition={edition.value} checks={checks.value.items} system={system} onSystems={systems.reload} />
        ) : (
          !failed && <Waiting />
        )}
      </div>
    </>
  );
}

/** The system that the address names where the list lacks it: one that was registered a moment ago, or none at all. */
function useNamed(listed: readonly SystemView[] | null, named: string | null) {
  const api = useApi();
  const elsewhere = listed !== null && named !== null && !listed.some((it) => it.id === named);
  const found = useResource(elsewhere ? `system ${named}` : null, (signal) => api.system(named ?? '', signal));
  return { elsewhere, value: found.value, error: elsewhere ? found.error : null };
}

interface NoSystemProps {
  readonly error: ApiError;
  /** one that there is */
  readonly other: string | null;
  readonly onSystem: (id: string) => void;
}

function NoSystem({ error, other, onSystem }: NoSystemProps) {
  const { w } = useWords();
  if (error.status !== 404 && error.status !== 400) return <ProblemNote error={error} />;
  return (
    <p className="waiting" role="alert">
      {w.shell.systemUnknown} {other !== null && <Button onClick={() => onSystem(other)}>{w.shell.otherSystem}</Button>}
    </p>
  );
}

interface GovernedProps {
  readonly edition: EditionView;
  readonly checks: readonly CheckView[];
  readonly system: SystemView | null;
  readonly onSystems: () => void;
}

/** Part of the posture's version: it is read again every minute, and at every look for a while after a run ended. */
function settlesAt(runs: readonly RunView[], now: number): number {
  const ended = Date.parse(newestEnd(runs));
  return now - ended < settling ? now : Math.floor(now / renewal);
}

/** One system's table with its runs, kept up to date while the page is seen. */
function Governed({ edition, checks, system, onSystems }: GovernedProps) {
  const api = useApi();
  const { place, open, replace, chooseSystem: goTo } = usePlace();
  const id = system?.id ?? null;
  const [round, setRound] = useState(0);
  const [none, setNone] = useState(true);
  const tick = useNow(none ? expectSoon : lookAgain);
  const runs = useResource(id && `runs ${id}`, (signal) => api.runs(id ?? '', signal), `${round} ${tick}`);
  const list = runs.value?.items ?? [];
  if (runs.value && none !== (list.length === 0)) setNone(list.length === 0);
  const live = liveRun(list);
  const version = `${round} ${newestEnd(list)} ${settlesAt(list, tick)}`;
  const posture = useResource(id && `posture ${id}`, (signal) => api.posture(id ?? '', signal), version);
  const changed = useCallback(() => {
    setRound((it) => it + 1);
    onSystems();
  }, [onSystems]);
  const progress = useLive(live, changed);
  return (
    <>
      {system && posture.error && <ProblemNote error={posture.error} retry={posture.reload} />}
      {system && posture.value && (
        <TablePage
          edition={edition}
          system={system}
          posture={posture.value}
          runs={list}
          live={live}
          progress={progress}
          onOpen={open}
          onChanged={changed}
        />
      )}
      {system && !posture.value && !posture.error && <Waiting />}
      <Panels
        panel={place.panel}
        system={system}
        edition={edition}
        checks={checks}
        runs={list}
        version={posture.value?.at ?? ''}
        onOpen={open}
        onReplace={replace}
        onSystem={goTo}
        onChanged={changed}
      />
    </>
  );
}
