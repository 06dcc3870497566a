import { readFile, stat } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  type BundlePins,
  bundleLimits,
  exitCodeOfVerdict,
  keyFaultText,
  LedgerError,
  nodePrimitives,
  type PinTexts,
  parsePins,
  reportOf,
  reportText,
  sha256,
  systemCode,
  type VerifyWords,
  verdictJson,
  verifyInSteps,
  verifyWords,
} from '../ledger/index.ts';
import { CliError } from './error.ts';
import { type CliIo, outputOf } from './io.ts';
import { repeatable } from './repeatable.ts';

interface Options {
  readonly key?: readonly string[];
  readonly witness?: readonly string[];
  readonly quorum?: number;
  readonly require: 'both' | 'any';
  readonly json?: boolean;
}

/** Entries and files between two words of progress. */
const progressEvery = 100;

function quorumOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('1, 2 …');
  return Number(text);
}

/** `duheng verify BUNDLE.zip`: the verdict of the stand-alone verifier, in its words and with its exit codes, by Node's own cryptography. */
export function verifyCommand(io: CliIo): Command {
  const say: VerifyWords = verifyWords[io.language];
  return new Command('verify')
    .description(say.about)
    .argument('<bundle>', say.bundle)
    .option('--key <vkey>', say.key, repeatable)
    .option('--witness <vkey>', say.witness, repeatable)
    .option('--quorum <k>', say.quorum, quorumOf)
    .addOption(new Option('--require <which>', say.require).choices(['both', 'any']).default('both'))
    .option('--json', say.json)
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      `
${say.examples}:
  duheng verify bundle.zip
  duheng verify bundle.zip --key 'duheng/…+12ab34cd+AR…' --key 'duheng/…+56ef7890+Bg…'
  duheng verify bundle.zip --witness 'witness.example/w1+…' --quorum 1 --json

${say.codes}
`,
    )
    .configureOutput(outputOf(io))
    .action((bundle: string, options: Options) => verify(io, say, bundle, options));
}

async function verify(io: CliIo, say: VerifyWords, file: string, options: Options): Promise<void> {
  const pins = pinsOf(io, { ...options, keys: options.key ?? [], witnesses: options.witness ?? [] });
  const steps = verifyInSteps(await bundleIn(file), { pins, primitives: nodePrimitives, sha256 });
  let step = steps.next();
  for (let n = 1; step.done !== true; n += 1, step = steps.next())
    if (io.isTTY && n % progressEvery === 0) io.stderr(`${say.progress(step.value.step, step.value.done)}\r`);
  const verdict = step.value;
  io.stdout(options.json ? `${verdictJson(verdict)}\n` : reportText(reportOf(verdict, io.language)));
  process.exitCode = exitCodeOfVerdict(verdict);
}

/** Keys that are none are a fault of the command line, not of the bundle. */
function pinsOf(io: CliIo, texts: PinTexts): BundlePins {
  try {
    return parsePins(texts, sha256);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const why = keyFaultText(error, io.language);
    throw new CliError('cli.option_invalid', { option: '--key, --witness, --quorum', why }, error);
  }
}

async function bundleIn(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= bundleLimits.zip) return await readFile(file);
  } catch (cause) {
    throw new CliError('cli.file_unreadable', { file, why: systemCode(cause) }, cause);
  }
  throw new CliError('cli.file_unreadable', { file, why: `> ${bundleLimits.zip}` });
}
