/** What lies open over the table. The address says all of it, so that Back, reload and a link to a colleague work. */
export type Panel =
  | { readonly kind: 'none' }
  | { readonly kind: 'item'; readonly item: string }
  | ({ readonly kind: 'cases' } & CaseList)
  | ({ readonly kind: 'case'; readonly case: string } & CaseList)
  | { readonly kind: 'runs' }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'start' }
  | { readonly kind: 'connect' }
  | { readonly kind: 'system' }
  | { readonly kind: 'endpoint'; readonly field: 'key' | 'address' };

/** Some cases of a run; `item` and `check` where one came from there, `queue: review` for what waits for a decision. */
export interface CaseList {
  readonly run: string;
  readonly item?: string | undefined;
  readonly check?: string | undefined;
  readonly verdict?: string | undefined;
  readonly queue?: 'review' | undefined;
}

export interface Place {
  readonly system: string | null;
  readonly panel: Panel;
}

const listNames = ['item', 'check', 'verdict', 'queue'] as const;

function caseListOf(search: URLSearchParams, run: string): CaseList {
  const list: Record<string, string> = {};
  for (const name of listNames) {
    const value = search.get(name);
    if (value !== null) list[name] = value;
  }
  if (list.queue !== 'review') delete list.queue;
  return { run, ...list };
}

function panelOf(search: URLSearchParams): Panel {
  const kind = search.get('panel');
  const run = search.get('run');
  const item = search.get('item');
  const key = search.get('case');
  if (kind === 'item' && item) return { kind, item };
  if (kind === 'cases' && run) return { kind, ...caseListOf(search, run) };
  if (kind === 'case' && run && key) return { kind, case: key, ...caseListOf(search, run) };
  if (kind === 'run' && run) return { kind, run };
  if (kind === 'runs' || kind === 'start' || kind === 'connect' || kind === 'system') return { kind };
  if (kind === 'endpoint') return { kind, field: search.get('field') === 'key' ? 'key' : 'address' };
  return { kind: 'none' };
}

/** Reads an address; what it cannot read is the bare table. */
export function parsePlace(search: string): Place {
  const query = new URLSearchParams(search);
  return { system: query.get('system'), panel: panelOf(query) };
}

/** The address of a place, to be read again by `parsePlace`. */
export function formatPlace(place: Place): string {
  const search = new URLSearchParams();
  if (place.system !== null) search.set('system', place.system);
  const { kind, ...rest } = place.panel;
  if (kind !== 'none') search.set('panel', kind);
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '/' : `/?${text}`;
}

/** One step up: from a question to its list, from a list to its item or run, from there to the table. */
export function parentOf(panel: Panel): Panel {
  if (panel.kind === 'case') {
    const { case: _left, kind: _kind, ...list } = panel;
    return { kind: 'cases', ...list };
  }
  if (panel.kind === 'cases')
    return panel.item === undefined ? { kind: 'run', run: panel.run } : { kind: 'item', item: panel.item };
  if (panel.kind === 'run') return { kind: 'runs' };
  return { kind: 'none' };
}

export const hasParent = (panel: Panel): boolean => parentOf(panel).kind !== 'none';
