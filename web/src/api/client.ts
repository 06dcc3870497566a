import type { Bilingual, Problem } from './types.ts';

export interface FieldIssue {
  readonly path: string;
  readonly message: string;
}

/** What went wrong, as a person reads it; `issues` belong to single fields of a form. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: Bilingual;
  readonly action: Bilingual;
  readonly issues: readonly FieldIssue[];
  readonly params: Readonly<Record<string, unknown>>;

  constructor(problem: Omit<Problem, 'type' | 'title'>, cause?: unknown) {
    super(problem.code, { cause });
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.action = problem.action;
    this.params = problem.params ?? {};
    this.issues = [...(problem.issues ?? []), ...faultsOf(this.params)];
  }
}

/** Rooms that check a form of their own name its faults in the parameters. */
function faultsOf(params: Readonly<Record<string, unknown>>): FieldIssue[] {
  const faults = params.faults;
  if (!Array.isArray(faults)) return [];
  return faults.flatMap((it: unknown) => {
    if (typeof it !== 'object' || it === null) return [];
    const fault = it as Readonly<Record<string, unknown>>;
    const path = fault.path ?? fault.field;
    if (typeof path !== 'string') return [];
    return [{ path, message: String(fault.problem ?? fault.message ?? '') }];
  });
}

export interface ClientParts {
  readonly fetch: typeof globalThis.fetch;
  /** a fresh idempotency key */
  readonly newKey: () => string;
  readonly onUnauthorised: () => void;
}

export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  /** an answer that is a file, under the name that the server gives it */
  file(path: string): Promise<{ readonly name: string; readonly content: Blob }>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** trades the token for an HttpOnly cookie; false where the token is refused */
  openSession(token: string): Promise<boolean>;
}

const base = '/api/v1';

/** Speaks to the API of this origin. Answers are trusted to have the API's types: the same schemas check them before they leave the server. */
export function createClient(parts: ClientParts): Client {
  const answered = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await parts.fetch(`${base}${path}`, { credentials: 'same-origin', ...init }).catch((cause) => {
      if (init.signal?.aborted) throw cause;
      throw new ApiError(unreachable, cause);
    });
    if (response.status === 401) parts.onUnauthorised();
    if (!response.ok) throw await errorOf(response);
    return response;
  };
  const send = async <T>(path: string, init: RequestInit): Promise<T> =>
    (await (await answered(path, init)).json()) as T;
  return {
    get: (path, signal) => send(path, signal ? { signal } : {}),
    file: async (path) => {
      const response = await answered(path, {});
      const [, name = ''] = /filename="([^"/\\]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
      const content = await response.blob().catch((cause) => {
        throw new ApiError(unreachable, cause);
      });
      return { name, content };
    },
    post: (path, body) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': parts.newKey() },
        body: JSON.stringify(body ?? {}),
      }),
    put: (path, body) =>
      send(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    openSession: async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await parts.fetch(`${base}/session`, { method: 'POST', headers, credentials: 'same-origin' });
      return response.ok;
    },
  };
}

/** Nothing answers at this origin. */
export const unreachable = {
  code: 'web.unreachable',
  status: 0,
  detail: { zh: '连不上度衡服务', en: 'Duheng does not answer' },
  action: { zh: '确认 npm start 仍在运行，然后重试', en: 'See that npm start is still running, then try again' },
};

async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body)
    return new ApiError(body as Problem);
  return new ApiError({
    code: 'web.unexpected_answer',
    status: response.status,
    detail: {
      zh: `服务返回了意外的内容（${response.status}）`,
      en: `The server gave an unexpected answer (${response.status})`,
    },
    action: {
      zh: '重新载入页面；若仍出现，请查看服务器日志',
      en: 'Reload the page; if it stays, look at the server log',
    },
  });
}
