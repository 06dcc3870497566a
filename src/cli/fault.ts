import { describeProblem, type ProblemText, problemTable } from '../server/index.ts';
import { cliProblems } from './error.ts';

const table: Readonly<Record<string, ProblemText>> = { ...problemTable, ...cliProblems };

/** What a person reads of an error on the command line: what happened, what to do, the code; several faults one a line. */
export function problemText(error: unknown, language: 'zh' | 'en'): string {
  const problem = describeProblem(error, table);
  const faults = [
    ...faultLines(error, language),
    ...(problem.issues ?? []).map((it) => `  ${it.path === '' ? '' : `${it.path}: `}${it.message}\n`),
  ];
  const unknown =
    problem.code === 'server.internal' && error instanceof Error ? `  ${error.stack ?? error.message}\n` : '';
  const colon = language === 'zh' ? ':' : ': ';
  return `duheng${colon}${problem.detail[language]}${logOf(error, language)}\n${faults.join('')}${unknown}  ${problem.action[language]}\n  (${problem.code})\n`;
}

/** Which log of the series an error is of. */
function logOf(error: unknown, language: 'zh' | 'en'): string {
  const params =
    error instanceof Error && 'params' in error ? (error.params as { log?: unknown } | undefined) : undefined;
  if (typeof params?.log !== 'string') return '';
  return language === 'zh' ? `（账本 ${params.log}）` : ` (log ${params.log})`;
}

/** Whether the error is one that we have words for, and no defect. */
export const isKnown = (error: unknown): boolean => describeProblem(error, table).code !== 'server.internal';

/** The exit code of an error; see `docs/exit-codes.md`. */
export function exitCodeOf(error: unknown): number {
  const { code } = describeProblem(error, table);
  return table[code]?.exit ?? 70;
}

/** A fault of a file or of a form, as the rooms list them: those of suites bring codes with texts, others their reason as a code. */
interface ListedFault {
  readonly code?: string;
  readonly reason?: string;
  readonly problem?: string;
  readonly file?: string;
  readonly line?: number | null;
  readonly field?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

function listedFaults(error: unknown): readonly ListedFault[] {
  if (!(error instanceof Error)) return [];
  if ('faults' in error && Array.isArray(error.faults) && error.faults.length > 0) return error.faults;
  const params = 'params' in error ? (error.params as { faults?: unknown } | undefined) : undefined;
  return Array.isArray(params?.faults) ? params.faults : [];
}

/** Every fault that an error lists: where it is, and what is wrong there. */
function faultLines(error: unknown, language: 'zh' | 'en'): string[] {
  return listedFaults(error)
    .slice(0, mostFaults)
    .map((fault) => {
      const { file = '', line = null, params = {} } = fault;
      const field = fault.field ?? fault.path ?? '';
      const place = [file, (line ?? 0) > 0 ? String(line) : '', field].filter((it) => it !== '').join(':');
      return `  ${place}: ${faultText(fault, { ...params, file, line, field }, language)}\n`;
    });
}

const mostFaults = 50;

function faultText(fault: ListedFault, params: Readonly<Record<string, unknown>>, language: 'zh' | 'en'): string {
  const code = fault.code ?? fault.reason ?? fault.problem ?? '';
  const what = describeProblem(Object.assign(new Error(code), { code, params }), table);
  if (what.code === code) return what.detail[language];
  const details = Object.entries(fault.params ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  return [code, ...details].join(' ');
}
