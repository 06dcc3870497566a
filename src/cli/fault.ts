import { describeProblem, type ProblemText, problemTable } from '../server/index.ts';
import { cliProblems } from './error.ts';

const table: Readonly<Record<string, ProblemText>> = { ...problemTable, ...cliProblems };

/** What a person reads of an error on the command line: what happened, what to do, the code; several faults one a line. */
export function problemText(error: unknown, language: 'zh' | 'en'): string {
  const problem = describeProblem(error, table);
  const faults = problem.issues?.map((it) => `  ${it.path === '' ? '' : `${it.path}: `}${it.message}\n`) ?? [];
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
