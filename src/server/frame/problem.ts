import { z } from 'zod';

/** What a person reads about one error code, and what a program gets: HTTP status and exit code. `{name}` stands for a parameter. */
export interface ProblemText {
  readonly zh: string;
  readonly en: string;
  readonly action: { readonly zh: string; readonly en: string };
  readonly http: number;
  readonly exit: number;
}

export type ProblemTable = Readonly<Record<string, ProblemText>>;

/** Every room's error has this shape. */
export interface CodedError extends Error {
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** True for an error of one of our rooms (`room.snake_case`), false for anything a library threw. */
export function isCoded(error: unknown): error is CodedError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[a-z]+\.[a-z0-9_]+$/.test(error.code)
  );
}

/** RFC 9457 problem details, with our stable code, its parameters and both languages. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.object({ zh: z.string(), en: z.string() }),
  action: z.object({ zh: z.string(), en: z.string() }),
  params: z.record(z.string(), z.unknown()).optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** faults of a file that was read, each with its place and a code of this same table */
  faults: z
    .array(
      z.object({
        code: z.string(),
        file: z.string(),
        line: z.int(),
        field: z.string(),
        params: z.record(z.string(), z.unknown()),
      }),
    )
    .optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

const fill = (template: string, params: Readonly<Record<string, unknown>>): string =>
  template.replace(/(?<!\{)\{([a-zA-Z_]\w*)\}(?!\})/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? shown(params[name]) : whole,
  );

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.slice(0, 20).map(shown).join(', ')
    : typeof value === 'object' && value !== null
      ? '…'
      : String(value);

/** Says in both languages what happened and what to do. An unknown error is `server.internal`: its text stays in the log, not in the answer. */
export function describeProblem(error: unknown, table: ProblemTable): ProblemDetails {
  const coded = isCoded(error) && table[error.code] ? error : undefined;
  const code = coded?.code ?? 'server.internal';
  const text = table[code] ?? unknownText;
  const params = coded?.params ?? {};
  return {
    type: `urn:duheng:problem:${code}`,
    title: fill(text.en, params),
    status: text.http,
    code,
    detail: { zh: fill(text.zh, params), en: fill(text.en, params) },
    action: { zh: fill(text.action.zh, params), en: fill(text.action.en, params) },
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...issuesOf(coded),
    ...faultsOf(coded),
  };
}

/** Where a request does not fit its schema. A schema error from anywhere else is a defect of ours and not told. */
function issuesOf(error: CodedError | undefined): Pick<ProblemDetails, 'issues'> {
  if (error?.code !== 'server.invalid_request') return {};
  if ('issues' in error) {
    // An answer of another process brings them as they were.
    const brought = problemDetails.shape.issues.safeParse(error.issues);
    return brought.success && brought.data !== undefined ? { issues: brought.data } : {};
  }
  if (!(error.cause instanceof z.ZodError)) return {};
  const issues = error.cause.issues.slice(0, 20);
  return { issues: issues.map((it) => ({ path: it.path.map(String).join('.'), message: it.message.slice(0, 500) })) };
}

/** The faults that an error lists beside its parameters, as the suites' does. */
function faultsOf(error: CodedError | undefined): Pick<ProblemDetails, 'faults'> {
  if (error === undefined || !('faults' in error) || !Array.isArray(error.faults)) return {};
  const parsed = problemDetails.shape.faults.safeParse(error.faults.slice(0, 50));
  return parsed.success && parsed.data !== undefined && parsed.data.length > 0 ? { faults: parsed.data } : {};
}

const unknownText: ProblemText = {
  zh: '服务器内部出错',
  en: 'The server failed on this request',
  action: {
    zh: '查看服务器日志;若可重现,请附上步骤报告',
    en: 'Look at the server log; if it repeats, report it with the steps',
  },
  http: 500,
  exit: 70,
};
