import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { createGrading, type RunReader, readRun } from '../assess/index.ts';
import { readEdition } from '../framework/index.ts';
import {
  type ComparedFigure,
  comparableRun,
  compareRuns,
  type Difference,
  type RunComparison,
} from '../report/index.ts';
import { plainText } from './assess-table.ts';
import { hang, pad } from './columns.ts';
import { differenceWords, diffWords, methodWords } from './diff-words.ts';
import { CliError } from './error.ts';
import type { CliIo } from './io.ts';
import { settingsOf } from './settings.ts';

type Options = Readonly<{ data?: string; json?: boolean; failOnRegression?: boolean }>;

/** Regressions that the text lists; all of them are in the JSON. */
const mostListed = 50;

/**
 * `duheng diff RUN RUN [--json] [--fail-on-regression] [--data DIR]`. Exit code 1 with `--fail-on-regression` when a case that passed now
 * fails. Rejects with CliError `cli.run_unknown` and what reading a run throws.
 */
export function diffCommand(io: CliIo): Command {
  const say = diffWords[io.language];
  return new Command('diff')
    .description(say.about)
    .argument('<before>')
    .argument('<after>')
    .addOption(new Option('--json', say.json))
    .addOption(new Option('--fail-on-regression', say.fail))
    .addOption(new Option('--data <directory>', say.data))
    .addHelpText('after', say.examples)
    .allowExcessArguments(false)
    .action(async (before: string, after: string, options: Options) => {
      const data = settingsOf({ data: options.data }, io.env).data.value;
      const compared = await compareOnDisk(directoryOf(before, data), directoryOf(after, data));
      io.stdout(options.json ? `${JSON.stringify(compared, null, 2)}\n` : await diffText(compared, io));
      if (options.failOnRegression && compared.regressions.length > 0) process.exitCode = 1;
    });
}

/** A directory that holds a run, or the run of that id in the data directory. */
function directoryOf(run: string, data: string): string {
  const found = [run, ...(/^[\w-]{1,100}$/.test(run) ? [join(data, 'runs', run)] : [])].find((it) =>
    existsSync(join(it, 'plan.json')),
  );
  if (found === undefined) throw new CliError('cli.run_unknown', { run: plainText(run), where: join(data, 'runs') });
  return found;
}

async function compareOnDisk(before: string, after: string): Promise<RunComparison> {
  const grading = createGrading();
  const opened: RunReader[] = [];
  try {
    for (const it of [before, after]) opened.push(await readRun(it, grading));
    const [a, b] = opened.map(comparableRun);
    if (a === undefined || b === undefined) throw new Error('two runs were opened');
    return await compareRuns(a, b);
  } finally {
    for (const it of opened) await it.close();
  }
}

/** A comparison as a person reads it: what differs besides the answers first, then figures by risk, then the regressions. */
export async function diffText(it: RunComparison, io: Pick<CliIo, 'language' | 'columns'>): Promise<string> {
  const say = diffWords[io.language];
  const counts = say.counts({
    worse: it.regressions.length,
    better: it.improvements.length,
    undecided: it.undecided.length,
    unchanged: it.unchanged,
    before: it.onlyBefore,
    after: it.onlyAfter,
  });
  const width = io.language === 'zh' ? 4 : 6;
  return [
    `${pad(say.before, width)} ${it.before}\n${pad(say.after, width)} ${it.after}\n`,
    differencesText(it.differences, 'measure', io),
    differencesText(it.differences, 'subject', io),
    hang('', counts, io.columns),
    it.overall.pairs === 0 ? `${say.noPairs}\n` : await figuresText(it, io),
    regressionsText(it, io),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function differencesText(
  all: readonly Difference[],
  of: Difference['of'],
  { language, columns }: Pick<CliIo, 'language' | 'columns'>,
): string {
  const own = all.filter((it) => it.of === of);
  if (own.length === 0) return '';
  const lines = own.map(({ what, name, before, after }) => {
    const named = name === null ? '' : ` ${plainText(name, 80)}`;
    const head = `  ${differenceWords[what][language]}${named}: `;
    return hang(head.length > 40 ? '    ' : '  ', `${head.trim()} ${short(before)} → ${short(after)}`, columns);
  });
  return `${hang('! ', diffWords[language][of], columns)}${lines.join('')}`;
}

const short = (text: string | null): string => {
  if (text === null || text === '') return '–';
  return plainText(text.replace(/^sha256:([0-9a-f]{12})[0-9a-f]+$/, '$1…'), 80);
};

async function figuresText(
  it: RunComparison,
  { language, columns }: Pick<CliIo, 'language' | 'columns'>,
): Promise<string> {
  const say = diffWords[language];
  const labels = new Map((await readEdition('1.0')).risks.map((risk) => [risk.code, risk.label[language]]));
  const widths = [25, 6, 15, 6, 6] as const;
  const row = (cells: readonly string[]) => cells.map((cell, index) => pad(cell, widths[index] ?? 0)).join(' ');
  const line = (head: string, { pairs, passedBefore, passedAfter, worse, better, test }: ComparedFigure) =>
    row([
      head,
      String(pairs),
      `${passedBefore} → ${passedAfter}`,
      String(worse),
      String(better),
      `${pText(test.pValue)} ${methodWords[test.method][language]}`,
    ]);
  return [
    row([say.risk, say.pairs, say.passed, say.worse, say.better, say.p]),
    line(say.overall, it.overall),
    ...it.risks.map((risk) => line(`${pad(risk.code, 8)} ${labels.get(risk.code) ?? ''}`, risk)),
    hang('', say.note, columns),
  ].join('\n');
}

const pText = (p: number) => (p < 0.001 ? '<0.001' : p.toFixed(3));

function regressionsText(
  { regressions }: RunComparison,
  { language, columns }: Pick<CliIo, 'language' | 'columns'>,
): string {
  if (regressions.length === 0) return '';
  const say = diffWords[language];
  const lines = regressions
    .slice(0, mostListed)
    .map((it) => hang('  ', `${it.case}  ${it.risks.join(' ')}  ${it.reason ?? ''}`.trimEnd(), columns));
  const rest = regressions.length - lines.length;
  return `${say.regressions}\n${lines.join('')}${rest > 0 ? `  ${say.more(rest)}\n` : ''}`;
}
