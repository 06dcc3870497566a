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
  return `duheng${colon}${problem.detail[language]}\n${faults.join('')}${unknown}  ${problem.action[language]}\n  (${problem.code})\n`;
}

/** The exit code of an error; see `docs/exit-codes.md`. */
export function exitCodeOf(error: unknown): number {
  const { code } = describeProblem(error, table);
  return table[code]?.exit ?? 70;
}

interface FileFault {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Every fault of a file that an error lists: where it is, and what is wrong there. */
function faultLines(error: unknown, language: 'zh' | 'en'): string[] {
  const faults =
    error instanceof Error && 'faults' in error && Array.isArray(error.faults) ? (error.faults as FileFault[]) : [];
  return faults.map(({ code, file, line, field, params }) => {
    const place = [file, line > 0 ? String(line) : '', field].filter((it) => it !== '').join(':');
    const what = describeProblem(
      Object.assign(new Error(code), { code, params: { ...params, file, line, field } }),
      table,
    );
    return `  ${place}: ${what.code === code ? what.detail[language] : code}\n`;
  });
}
