import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AssessmentInput, attackNames, type TargetRequest } from '../assess/index.ts';
import { CliError } from './error.ts';

/** What was typed behind `duheng assess`. */
export interface AssessOptions {
  readonly model?: string;
  readonly kind: TargetRequest['kind'];
  readonly keyEnv: string;
  readonly keyFile?: string;
  readonly param: readonly string[];
  readonly template?: string;
  readonly answerPath?: string;
  readonly arg: readonly string[];
  readonly suite: readonly string[];
  readonly attack: readonly string[];
  readonly concurrency: string;
  readonly epochs: string;
  readonly cache?: boolean;
  readonly judge?: string;
  readonly judgeModel?: string;
  readonly judgeKeyEnv?: string;
  readonly timeout?: string;
  readonly ca?: string;
  readonly system?: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly content: boolean;
  readonly junit?: string;
  readonly failOn: string;
  readonly resume?: string;
  readonly store: boolean;
  readonly data?: string;
  readonly quiet?: boolean;
}

export const failOnWords = ['fail', 'unsupported', 'undetermined', 'error', 'none'] as const;
export type FailOn = (typeof failOnWords)[number];

type Env = Readonly<Record<string, string | undefined>>;

/** The conditions of `--fail-on`. Throws CliError `cli.fail_on_unknown`. */
export function failOnOf(options: AssessOptions): ReadonlySet<FailOn> {
  const words = options.failOn.split(',').map((it) => it.trim());
  const unknown = words.find((it) => !(failOnWords as readonly string[]).includes(it));
  if (unknown !== undefined)
    throw new CliError('cli.fail_on_unknown', { word: unknown, known: failOnWords.join(', ') });
  return new Set(words as FailOn[]);
}

/** The key of the endpoint; undefined where none is given. Throws CliError `cli.option_invalid` for a file that cannot be read. */
export function keyOf(options: AssessOptions, env: Env): string | undefined {
  if (options.keyFile === undefined) return nonEmpty(env[options.keyEnv]);
  return nonEmpty(readText('--key-file', options.keyFile).trim());
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function readText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError(
      'cli.option_invalid',
      { option, why: cause instanceof Error ? cause.message : String(cause) },
      cause,
    );
  }
}

/** What is to be assessed, from address and options. Throws CliError `cli.option_invalid`. */
export function inputOf(address: string | undefined, options: AssessOptions, env: Env): AssessmentInput {
  return {
    system: options.system,
    target: address === undefined ? undefined : targetOf(address, options),
    key: keyOf(options, env),
    suites: options.suite.length === 0 ? ['starter'] : options.suite.map(suiteName),
    attacks: attacksOf(options.attack),
    concurrency: wholeNumber('--concurrency', options.concurrency, 1_000),
    epochs: wholeNumber('--epochs', options.epochs, 100),
    cache: options.cache === true,
    judge: judgeOf(options, env),
    timeoutSeconds: options.timeout === undefined ? undefined : wholeNumber('--timeout', options.timeout, 86_400),
    certificateAuthority: options.ca === undefined ? undefined : authorityOf(options.ca),
  };
}

/** The key of the judge model; undefined where none is given. */
export const judgeKeyOf = ({ judgeKeyEnv }: AssessOptions, env: Env): string | undefined =>
  judgeKeyEnv === undefined ? undefined : nonEmpty(env[judgeKeyEnv]);

function judgeOf(options: AssessOptions, env: Env): AssessmentInput['judge'] {
  const { judge, judgeModel } = options;
  if (judge === undefined) return undefined;
  if (judgeModel === undefined) throw new CliError('cli.option_invalid', { option: '--judge-model', why: 'missing' });
  return { address: judge, model: judgeModel, key: judgeKeyOf(options, env) };
}

function targetOf(address: string, options: AssessOptions): TargetRequest {
  const { kind, model = null, template, answerPath, arg } = options;
  const chat = kind === 'openai' || kind === 'openai-stream' || kind === 'anthropic' || kind === 'ollama';
  if (chat && model === null)
    throw new CliError('cli.option_invalid', { option: '--model', why: `kind ${kind} needs one` });
  if (kind === 'http' && template === undefined)
    throw new CliError('cli.option_invalid', { option: '--template', why: 'kind http needs one' });
  return {
    kind,
    model,
    address: kind === 'transcript' || (kind === 'command' && address.includes('/')) ? resolve(address) : address,
    params: Object.fromEntries(options.param.map(paramOf)),
    ...(template === undefined ? {} : { template: readText('--template', template) }),
    ...(answerPath === undefined ? {} : { answerPath }),
    ...(arg.length === 0 ? {} : { args: [...arg] }),
  };
}

/** `temperature=0` is a number, `stop=["x"]` an array, `user=me` a string. */
function paramOf(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError('cli.option_invalid', { option: '--param', why: `${text} is not name=value` });
  const name = text.slice(0, at);
  // On its way through JSON and objects such a name would be lost, or worse.
  if (name === '__proto__') throw new CliError('cli.option_invalid', { option: '--param', why: name });
  const value = text.slice(at + 1);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

/** A shipped suite keeps its name; anything else is a file, named wholly because another process may read it. */
const suiteName = (given: string): string => (/^[a-z0-9][a-z0-9-]{0,63}$/.test(given) ? given : resolve(given));

function attacksOf(given: readonly string[]): string[] {
  const names = given
    .flatMap((it) => it.split(','))
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return names.flatMap((it) => (it === 'all' ? [...attackNames] : [it]));
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new CliError('cli.option_invalid', { option, why: `${text}: 1 to ${most}` });
  return value;
}

const mostPem = 1024 * 1024;

function authorityOf(file: string): string {
  const text = readText('--ca', file);
  if (text.length > mostPem || !text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CliError('cli.option_invalid', { option: '--ca', why: `${file}: PEM, 1 MB` });
  return text;
}
