import type { Command } from 'commander';
import type { AssessWords } from './assess-command-words.ts';
import type { AssessOptions } from './assess-options.ts';
import { CliError } from './error.ts';

type Name = keyof AssessOptions;

/** What a run was planned with: a run that is resumed goes on as it began. */
const planned: readonly Name[] = [
  ...(['model', 'kind', 'param', 'template', 'answerPath', 'arg', 'suite', 'attack', 'concurrency', 'epochs'] as const),
  ...(['cache', 'judge', 'judgeModel', 'system', 'timeout', 'ca'] as const),
];

/** How an endpoint is asked: of a registered system its registration says so. */
const ofEndpoint: readonly Name[] = ['model', 'kind', 'param', 'template', 'answerPath', 'arg'];

const chat = ['openai', 'openai-stream', 'anthropic', 'ollama'];
const ofKind: readonly (readonly [Name, readonly string[]])[] = [
  ['param', chat],
  ['template', ['http']],
  ['answerPath', ['http']],
  ['arg', ['command']],
  ['ca', [...chat, 'http']],
  ['timeout', [...chat, 'http', 'command']],
];

/**
 * Refuses what would otherwise be typed in vain.
 * @throws CliError `cli.option_invalid` naming the first such option
 */
export function refuseIgnored(command: Command, url: string | undefined, say: AssessWords): void {
  const options = command.opts<AssessOptions>();
  const typed = (name: Name) => command.getOptionValueSource(name) === 'cli';
  const flagOf = (name: Name) => command.options.find((it) => it.attributeName() === name)?.long ?? name;
  const refuse = (option: string, why: string) => {
    throw new CliError('cli.option_invalid', { option, why });
  };
  const refuseTyped = (names: readonly Name[], why: string) => {
    const found = names.find(typed);
    if (found !== undefined) refuse(flagOf(found), why);
  };
  if (options.resume !== undefined) {
    refuseTyped(planned, say.notWithResume);
    // Without the store no file holds the query of an address or the key of a judge, so both may be typed again.
    if (options.store && url !== undefined) refuse('[url]', say.notWithResume);
    if (options.store) refuseTyped(['judgeKeyEnv'], say.notWithResume);
    return;
  }
  if (!options.store) refuseTyped(['cache', 'system'], say.notWithNoStore);
  if (options.system !== undefined) {
    if (url !== undefined) refuse('[url]', say.notWithSystem);
    refuseTyped(ofEndpoint, say.notWithSystem);
  }
  if (options.judge === undefined) refuseTyped(['judgeModel', 'judgeKeyEnv'], say.needsJudge);
  for (const [name, kinds] of ofKind)
    if (!kinds.includes(options.kind)) refuseTyped([name], say.notOfKind(options.kind));
}
