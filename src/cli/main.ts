import { Command, CommanderError, Option } from 'commander';
import { type CliIo, outputOf } from './io.ts';

type Loader = (io: CliIo) => Promise<Command>;

/** Commands are loaded when they are called, so that `--help` and small commands start at once. */
const commands: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly load: Loader }>> = {
  start: {
    zh: '启动控制台、练习系统与本机接口',
    en: 'start the console, the practice system and the local API',
    load: async (io) => (await import('./start.ts')).startCommand(io),
  },
  assess: {
    zh: '测评一个模型接口，逐项列出结果',
    en: 'assess a model endpoint and list the results item by item',
    load: async (io) => (await import('./assess.ts')).assessCommand(io),
  },
  diff: {
    zh: '比较两次运行，找出退步（McNemar 配对检验）',
    en: "compare two runs and show regressions (McNemar's paired test)",
    load: async (io) => (await import('./diff.ts')).diffCommand(io),
  },
  grade: {
    zh: '用一个判分器给 JSONL 回答判分，或衡量判分器本身',
    en: 'grade JSONL answers with one grader, or measure the grader itself',
    load: async (io) => (await import('./grade.ts')).gradeCommand(io),
  },
  framework: {
    zh: '查看框架条目、关系与管控点表',
    en: 'show the items of the framework, their relations and the table',
    load: async (io) => (await import('./framework.ts')).frameworkCommand(io),
  },
  system: {
    zh: '登记与查看人工智能系统及其风险等级',
    en: 'register and show AI systems and their grade',
    load: async (io) => (await import('./system-services.ts')).systemCommandOf(io),
  },
  ledger: {
    zh: '核验账本、出具证明、查看检查点与公钥',
    en: 'verify the ledger, prove an entry, show checkpoint and public keys',
    load: async (io) => (await import('./ledger.ts')).ledgerCommand(io),
  },
  backup: {
    zh: '备份账本、密钥、内容与数据库记录，运行中也可进行',
    en: 'back up ledger, keys, content and database rows, also while Duheng runs',
    load: async (io) => (await import('./backup.ts')).backupCommand(io),
  },
  restore: {
    zh: '核验并恢复备份',
    en: 'verify a backup and restore it',
    load: async (io) => (await import('./restore.ts')).restoreCommand(io),
  },
  bundle: {
    zh: '导出一个系统在一段时间内的证据包，供外人核验',
    en: 'make an evidence bundle of one system and period for outsiders to verify',
    load: async (io) => (await import('./bundle.ts')).bundleCommand(io),
  },
  verify: {
    zh: '核验一个证据包（zip）',
    en: 'verify an evidence bundle (zip)',
    load: async (io) => (await import('./verify.ts')).verifyCommand(io),
  },
  practice: {
    zh: '单独启动练习系统（故意不安全的本地模型服务）',
    en: 'start the practice system alone: a local model service that is unsafe on purpose',
    load: async (io) => (await import('./practice.ts')).practiceCommand(io),
  },
  config: {
    zh: '显示生效的配置及其来源',
    en: 'show the configuration that holds and where it came from',
    load: async (io) => (await import('./config.ts')).configCommand(io),
  },
};

const names = Object.keys(commands);

function helpText(language: 'zh' | 'en'): string {
  const width = Math.max(...names.map((it) => it.length));
  const list = names.map((it) => `  ${it.padEnd(width)}  ${commands[it]?.[language] ?? ''}`).join('\n');
  return language === 'zh'
    ? `度衡 duheng：以实测把人工智能系统置于《人工智能安全治理框架》之下。\n\n用法：duheng <命令> [选项]\n\n${list}\n\n每个命令都有 --help 与示例。--language zh|en 选择语言。\n`
    : `duheng: put an AI system under the AI Safety Governance Framework by measurement.\n\nUsage: duheng <command> [options]\n\n${list}\n\nEvery command has --help with examples. --language zh|en chooses the language.\n`;
}

/** `duheng --language zh assess …` is `duheng assess … --language zh`: the language was read before. */
function withoutLeadingLanguage(argv: readonly string[]): readonly string[] {
  const [first = '', second] = argv;
  if (/^--language=(zh|en)$/.test(first)) return argv.slice(1);
  return first === '--language' && /^(zh|en)$/.test(second ?? '') ? argv.slice(2) : argv;
}

/** Runs one command line; gives the exit code (see `docs/exit-codes.md`). */
export async function main(given: readonly string[], io: CliIo, version: string): Promise<number> {
  const argv = withoutLeadingLanguage(given);
  const [name] = argv;
  if (name === '--version' || name === '-V') return say(io, `${version}\n`);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return say(io, helpText(io.language));
  const found = commands[name];
  if (!found) {
    io.stderr(`${io.language === 'zh' ? '没有这个命令' : 'there is no command'}: ${name}\n\n${helpText(io.language)}`);
    return 64;
  }
  try {
    const command = await found.load(io);
    const program = new Command('duheng')
      .exitOverride()
      .addOption(new Option('--language <language>').choices(['zh', 'en']).hideHelp());
    program.addCommand(command);
    for (const it of [program, command, ...command.commands]) it.exitOverride().configureOutput(outputOf(io));
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    const { exitCodeOf, problemText } = await import('./fault.ts');
    io.stderr(problemText(error, io.language));
    return exitCodeOf(error);
  }
}

/** Colour only where a terminal shows it, and never where NO_COLOR holds anything (no-color.org). */
export const takesColour = (isTTY: boolean, env: NodeJS.ProcessEnv): boolean =>
  isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';

function say(io: CliIo, text: string): number {
  io.stdout(text);
  return 0;
}

/**
 * A reader that has seen enough (`| head`) is no fault: the command goes on to its own end and exit code. Anything else that keeps the
 * words from where they should go is told once, and gives the exit code even where the command itself did well.
 */
function watchOutput(io: CliIo): { readonly code: number | null } {
  const broken: { code: number | null } = { code: null };
  for (const [name, stream] of [
    ['stdout', process.stdout],
    ['stderr', process.stderr],
  ] as const) {
    stream.on('error', async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || broken.code !== null) return;
      broken.code = 74;
      process.exitCode = broken.code;
      const [{ CliError }, { problemText }] = await Promise.all([import('./error.ts'), import('./fault.ts')]);
      const fault = new CliError('cli.stream_failed', { stream: name, why: error.code ?? error.message }, error);
      if (name === 'stdout') io.stderr(problemText(fault, io.language));
    });
  }
  return broken;
}

if (import.meta.main) {
  const [{ versionOf }, { languageOf }] = await Promise.all([import('./version.ts'), import('./settings.ts')]);
  const io: CliIo = {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    language: languageOf(process.argv.slice(2), process.env),
    isTTY: process.stderr.isTTY === true,
    colour: takesColour(process.stdout.isTTY === true, process.env),
    columns: process.stdout.columns ?? 80,
    env: process.env,
    stdin: process.stdin,
  };
  const broken = watchOutput(io);
  const code = await main(process.argv.slice(2), io, versionOf());
  process.exitCode = broken.code ?? code;
}
