import { join } from 'node:path';
import { Command, Option } from 'commander';
import { type AssessWords, assessWords } from './assess-command-words.ts';
import { refuseIgnored } from './assess-conflicts.ts';
import { type AssessOptions, failOnOf, inputOf, judgeKeyOf } from './assess-options.ts';
import { CliError } from './error.ts';
import type { CliIo } from './io.ts';
import { assertWritable } from './output-file.ts';
import { repeatable } from './repeatable.ts';
import { settingsOf } from './settings.ts';
import { versionOf } from './version.ts';

const kinds = ['openai', 'openai-stream', 'anthropic', 'ollama', 'http', 'command', 'transcript'];
/** an id, and no path */
const runId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** `duheng assess URL --model NAME`: see `--help`; exit codes in `docs/exit-codes.md`. */
export function assessCommand(io: CliIo): Command {
  const say: AssessWords = assessWords[io.language];
  return new Command('assess')
    .description(say.about)
    .argument('[url]', say.url)
    .option('--model <name>', say.model)
    .addOption(new Option('--kind <kind>', say.kind).choices(kinds).default('openai'))
    .option('--key-env <name>', say.keyEnv, 'DUHENG_API_KEY')
    .option('--key-file <file>', say.keyFile)
    .option('--param <name=value>', say.param, repeatable, [])
    .option('--template <file>', say.template)
    .option('--answer-path <path>', say.answerPath)
    .option('--arg <text>', say.arg, repeatable, [])
    .option('--suite <name|file>', say.suite, repeatable, [])
    .option('--attack <names>', say.attack, repeatable, [])
    .option('--concurrency <n>', say.concurrency, '20')
    .option('--epochs <n>', say.epochs, '1')
    .option('--timeout <seconds>', say.timeout)
    .option('--ca <file>', say.ca)
    .option('--cache', say.cache)
    .option('--judge <url>', say.judge)
    .option('--judge-model <name>', say.judgeModel)
    .option('--judge-key-env <name>', say.judgeKeyEnv)
    .option('--system <id>', say.system)
    .option('--json', say.json)
    .option('--report <file>', say.report)
    .option('--no-content', say.noContent)
    .option('--junit <file>', say.junit)
    .option('--fail-on <words>', say.failOn, 'fail,error')
    .option('--resume <run>', say.resume)
    .option('--no-store', say.noStore)
    .option('--data <directory>', say.data)
    .option('--quiet', say.quiet)
    .addHelpText('after', say.examples)
    .action((url: string | undefined, options: AssessOptions, command: Command) => {
      refuseIgnored(command, url, say);
      return assess(io, say, url, options);
    });
}

async function assess(io: CliIo, say: AssessWords, url: string | undefined, options: AssessOptions): Promise<void> {
  const failOn = failOnOf(options);
  if (url === undefined && options.system === undefined && options.resume === undefined) {
    throw new CliError('cli.option_invalid', { option: '[url]', why: say.needTarget });
  }
  const settings = settingsOf(options, io.env);
  const { resume } = options;
  if (resume !== undefined && !runId.test(resume))
    throw new CliError('cli.run_unknown', { run: resume, where: join(settings.data.value, 'runs') });
  const input = inputOf(resume === undefined ? url : undefined, options, io.env);
  const judgeKey = judgeKeyOf(options, io.env);
  const job = { io, say, options, settings, input, address: url, judgeKey, version: versionOf() };
  for (const file of [options.report, options.junit]) if (file !== undefined) await assertWritable(file);
  const outcome = options.store
    ? await (await import('./assess-stored.ts')).assessStored(job)
    : await (await import('./assess-unstored.ts')).assessUnstored(job);
  const { writeOutputs, exitCodeOfOutcome } = await import('./assess-output.ts');
  await writeOutputs(job, outcome);
  process.exitCode = outcome.cancelled ? 130 : await exitCodeOfOutcome(outcome, failOn);
}
