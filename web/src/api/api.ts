import type { Client } from './client.ts';
import type {
  CaseRowView,
  CaseView,
  CheckView,
  CodeListsView,
  EditionView,
  ExceptionView,
  GateView,
  ItemView,
  JudgementView,
  Page,
  PostureView,
  RunBody,
  RunResultView,
  RunView,
  SystemView,
} from './types.ts';

export interface SuiteName {
  readonly name: string;
  readonly count: number;
}

export interface CaseQuery {
  readonly verdict?: string | undefined;
  readonly risk?: string | undefined;
  readonly check?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export type CasePage = Page<CaseRowView> & { readonly total: number };

export interface Review {
  readonly case: string;
  readonly verdict: 'pass' | 'fail';
  readonly reason: string | null;
  readonly at: string;
}

export interface SystemBody {
  readonly name: string;
  readonly actorRole: string;
  readonly stage: string;
  readonly scenario: string;
  readonly sector: string;
  readonly populations: readonly string[];
  readonly modalities: readonly string[];
  readonly intelligence: string;
  readonly scale: string;
  readonly endpoints: readonly { readonly kind: string; readonly address: string; readonly model: string | null }[];
  readonly key?: string;
}

const part = encodeURIComponent;

/** `?a=1&b=2` of what is given; empty where nothing is. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** More than anyone could choose from, so that a list without an end does not hold the page. */
const mostPages = 50;

/** All items of a list that comes in pages. */
async function everyPage<T>(load: (cursor: string | undefined) => Promise<Page<T>>): Promise<{ items: T[] }> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items: more, next } = await load(cursor);
    items.push(...more);
    if (next === null) break;
    cursor = next;
  }
  return { items };
}

export type Api = ReturnType<typeof createApi>;

/** The operations that the console uses, one function each. */
export function createApi(client: Client) {
  const { get, file, post, put } = client;
  const system = (id: string) => `/systems/${part(id)}`;
  const run = (id: string) => `/runs/${part(id)}`;
  return {
    openSession: client.openSession,
    edition: (signal?: AbortSignal) => get<EditionView>('/editions/1.0', signal),
    checks: (signal?: AbortSignal) => get<{ items: CheckView[] }>('/checks', signal),
    codes: (signal?: AbortSignal) => get<CodeListsView>('/codes', signal),
    suites: (signal?: AbortSignal) => get<{ items: SuiteName[] }>('/suites', signal),
    attacks: (signal?: AbortSignal) => get<{ items: string[] }>('/attacks', signal),
    systems: (signal?: AbortSignal) =>
      everyPage((cursor) => get<Page<SystemView>>(`/systems${queryOf({ limit: 200, cursor })}`, signal)),
    system: (id: string, signal?: AbortSignal) => get<SystemView>(system(id), signal),
    register: (body: SystemBody) => post<SystemView>('/systems', body),
    change: (id: string, body: Partial<Omit<SystemBody, 'key' | 'stage'>>) => put<SystemView>(system(id), body),
    setKey: (id: string, endpoint: string, key: string | null) => post<unknown>(`${system(id)}/key`, { endpoint, key }),
    setGrade: (id: string, level: string, reason: string) => post<SystemView>(`${system(id)}/grade`, { level, reason }),
    setStage: (id: string, stage: string) => post<SystemView>(`${system(id)}/stage`, { stage }),
    gate: (id: string, stage: string, signal?: AbortSignal) =>
      get<GateView>(`${system(id)}/gate${queryOf({ stage })}`, signal),
    posture: (id: string, signal?: AbortSignal) => get<PostureView>(`${system(id)}/posture`, signal),
    item: (id: string, item: string, signal?: AbortSignal) =>
      get<ItemView>(`${system(id)}/items/${part(item)}`, signal),
    bundle: (id: string, query: { from?: string | undefined; to?: string | undefined; name?: 'no' | undefined }) =>
      file(`${system(id)}/bundle${queryOf(query)}`),
    judge: (id: string, body: { item: string; statement: string; expires: string | null }) =>
      post<JudgementView>(`${system(id)}/judgements`, body),
    except: (id: string, body: { item: string; check: string | null; reason: string; expires: string }) =>
      post<ExceptionView>(`${system(id)}/exceptions`, body),
    withdrawJudgement: (id: string, judgement: string) =>
      post<unknown>(`${system(id)}/judgements/${part(judgement)}/withdraw`, {}),
    withdrawException: (id: string, exception: string) =>
      post<unknown>(`${system(id)}/exceptions/${part(exception)}/withdraw`, {}),
    runs: (id: string, signal?: AbortSignal) =>
      get<Page<RunView>>(`/runs${queryOf({ system: id, limit: 30 })}`, signal),
    run: (id: string, signal?: AbortSignal) => get<RunView>(run(id), signal),
    start: (body: RunBody) => post<RunView>('/runs', body),
    cancel: (id: string) => post<RunView>(`${run(id)}/cancel`),
    abandon: (id: string) => post<RunView>(`${run(id)}/abandon`),
    resume: (id: string) => post<RunView>(`${run(id)}/resume`),
    result: (id: string, signal?: AbortSignal) => get<RunResultView>(`${run(id)}/result`, signal),
    cases: (id: string, query: CaseQuery, signal?: AbortSignal) =>
      get<CasePage>(`${run(id)}/cases${queryOf({ ...query })}`, signal),
    case: (id: string, key: string, signal?: AbortSignal) => get<CaseView>(`${run(id)}/cases/${part(key)}`, signal),
    review: (id: string, cursor?: string, signal?: AbortSignal) =>
      get<CasePage>(`${run(id)}/review${queryOf({ cursor })}`, signal),
    reviews: (id: string, signal?: AbortSignal) => get<{ items: Review[] }>(`${run(id)}/reviews`, signal),
    decide: (id: string, key: string, verdict: 'pass' | 'fail', reason: string) =>
      post<{ recorded: true }>(`${run(id)}/cases/${part(key)}/review`, { verdict, reason }),
    eventsAddress: (id: string) => `/api/v1${run(id)}/events`,
    reportAddress: (id: string) => `/api/v1${run(id)}/report.html`,
  };
}
