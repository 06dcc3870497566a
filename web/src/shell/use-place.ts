import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { formatPlace, type Panel, type Place, parsePlace } from './place.ts';

const moved = 'duheng:moved';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  window.addEventListener(moved, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(moved, onChange);
  };
}

export interface Moving {
  readonly place: Place;
  readonly open: (panel: Panel) => void;
  /** the same step in history: a filter, a neighbour in a list */
  readonly replace: (panel: Panel) => void;
  readonly chooseSystem: (id: string) => void;
}

function go(place: Place, how: 'push' | 'replace'): void {
  const address = formatPlace(place);
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  window.dispatchEvent(new Event(moved));
}

/** Where the reader is, from the address, and the ways to move. */
export function usePlace(): Moving {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const place = useMemo(() => parsePlace(search), [search]);
  const { system } = place;
  const open = useCallback((panel: Panel) => go({ system, panel }, 'push'), [system]);
  const replace = useCallback((panel: Panel) => go({ system, panel }, 'replace'), [system]);
  const chooseSystem = useCallback((id: string) => go({ system: id, panel: { kind: 'none' } }, 'push'), []);
  return { place, open, replace, chooseSystem };
}
