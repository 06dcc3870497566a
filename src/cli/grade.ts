import { Command, Option } from 'commander';
import {
  type AnswerGrader,
  answerGraderNamed,
  answerGraderNames,
  type GradeSummary,
  gradeStream,
  type Share,
} from '../assess/index.ts';
import { pad } from './columns.ts';
import { gradeWords } from './grade-words.ts';
import { type CliIo, outputOf } from './io.ts';

type Options = Readonly<{
  score?: boolean;
  json?: boolean;
  positive?: string;
  skipBad?: boolean;
  language?: 'zh' | 'en';
}>;

async function* nothing(): AsyncGenerator<string> {}

/**
 * `duheng grade NAME`: rows `{id, question, answer, language}` in, `{id, verdict, reason}` out, line by line; with `--score` the
 * figures against `label` instead. Rejects with AssessError (`grader.unknown`, `grader.row_*` with the line, `grader.no_rows` …).
 */
export function gradeCommand(io: CliIo): Command {
  const help = gradeWords[io.language];
  const command = new Command('grade')
    .argument('<name>', help.name.replace('{names}', answerGraderNames.join(', ')))
    .description(help.command)
    .addOption(new Option('--score', help.score))
    .addOption(new Option('--json', help.json))
    .addOption(new Option('--positive <verdict>', help.positive))
    .addOption(new Option('--skip-bad', help.skipBad))
    .addOption(new Option('--language <language>', help.language).choices(['zh', 'en']))
    .addHelpText('after', help.examples)
    .allowExcessArguments(false)
    .configureOutput(outputOf(io));
  return command.action(async (name: string) => grade(io, name, command.optsWithGlobals<Options>()));
}

async function grade(io: CliIo, name: string, options: Options): Promise<void> {
  const grader = answerGraderNamed(name);
  const { score, positive, skipBad } = options;
  const summary = await gradeStream(io.stdin ?? nothing(), grader, {
    score,
    positive,
    skipBad,
    onGrade: score === true ? undefined : (graded) => io.stdout(`${JSON.stringify(graded)}\n`),
  });
  const words = gradeWords[options.language ?? io.language];
  if (summary.firstSkipped !== undefined) {
    const { code, params } = summary.firstSkipped;
    io.stderr(words.skipped(summary.skipped, String(params.line), code));
  }
  if (score === true) io.stdout(options.json === true ? scoreJson(grader, summary) : scoreText(grader, summary, words));
}

/** Shares as `{k, n, rate, low, high}`: decided answers for both rates, all labelled ones but the partial for `undetermined`. */
function scoreJson({ name, version }: AnswerGrader, summary: GradeSummary): string {
  const { positive, rows, skipped, unlabelled, figures } = summary;
  return `${JSON.stringify({ grader: { name, version }, positive, rows, skipped, unlabelled, ...figures }, null, 2)}\n`;
}

function shown({ k, n, rate, low, high }: Share, of: string): string {
  if (rate === null) return '-';
  return `${rate.toFixed(3)}  95 % ${low.toFixed(3)}–${high.toFixed(3)}  ${k}${of}${n}`;
}

type Words = (typeof gradeWords)['zh' | 'en'];

function scoreText({ name, version }: AnswerGrader, summary: GradeSummary, words: Words): string {
  const { n, sensitivity, specificity, undetermined, partial } = summary.figures;
  const { positive, negative } = words.called;
  const lines: readonly (readonly [string, string])[] = [
    [words.grader, `${name} ${version} (${summary.positive})`],
    ['n', `${n} (${words.decided} ${n - undetermined.k})`],
    [words.sensitivity, shown(sensitivity, words.of)],
    [words.specificity, shown(specificity, words.of)],
    [words.undetermined, shown(undetermined, words.of)],
    [
      words.partial,
      `${partial.positive + partial.negative + partial.undetermined} (${positive} ${partial.positive}, ${negative} ${partial.negative}, ${words.undetermined} ${partial.undetermined})`,
    ],
    [words.unlabelled, String(summary.unlabelled)],
  ];
  return lines.map(([head, body]) => `${pad(head, 14)}${body}\n`).join('');
}
