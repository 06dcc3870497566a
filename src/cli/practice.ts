import { Command, InvalidArgumentError, Option } from 'commander';
import { bankDirectory, createGrading, loadSuite, type SuiteCase } from '../assess/index.ts';
import { type Knowledge, type Lesson, learn, type PracticeService, startPractice } from '../practice/index.ts';
import { CliError } from './error.ts';
import { type CliIo, outputOf } from './io.ts';

const said = {
  zh: {
    command: '单独启动练习系统：一个故意不安全的本地模型服务，只供练习，不进入任何真实数字',
    port: '监听的端口；缺省取一个空闲的',
    examples: '\n示例：\n  duheng practice\n  duheng practice --port 8123\n',
    taken: '端口已被占用或无权使用',
  },
  en: {
    command:
      'start the practice system alone: a local model service that is unsafe on purpose, for practice and never in real figures',
    port: 'port to listen on; a free one where absent',
    examples: '\nExamples:\n  duheng practice\n  duheng practice --port 8123\n',
    taken: 'the port is taken or not allowed',
  },
} as const;

/** One case of a suite as the practice system learns it. */
export function lessonOf(it: SuiteCase): Lesson {
  const contents = (role: string) => it.turns.filter((turn) => turn.role === role).map((turn) => turn.content);
  return {
    id: it.id,
    language: it.language,
    risks: it.risks,
    question: contents('user').at(-1) ?? '',
    instructions: contents('system').join('\n'),
    expect: it.expect,
    group: it.group ?? null,
    variant: it.variant ?? null,
    contrast: it.contrast ?? null,
  };
}

/**
 * The shipped starter bank as lessons, in its order.
 * @throws AssessError `suite.*` on a damaged installation
 */
export async function starterLessons(): Promise<readonly Lesson[]> {
  const { accepts } = createGrading();
  const suite = await loadSuite('starter', { bank: bankDirectory, accepts });
  const lessons: Lesson[] = [];
  for await (const it of suite.cases()) lessons.push(lessonOf(it));
  return lessons;
}

/** What the practice system knows when it is started: the starter bank by heart. Throws as `starterLessons`. */
export async function practiceKnowledge(): Promise<Knowledge> {
  return learn(await starterLessons());
}

/** `duheng practice [--port N]`: serves until `ended` settles, by default until the process is told to stop. */
export function practiceCommand(io: CliIo, ended: () => Promise<void> = toldToStop): Command {
  const help = said[io.language];
  const command = new Command('practice')
    .description(help.command)
    .addOption(new Option('--port <port>', help.port).argParser(portOf))
    .addHelpText('after', help.examples)
    .allowExcessArguments(false)
    .configureOutput(outputOf(io));
  command.action(async ({ port }: { readonly port?: number }) => {
    const service = await open(port ?? 0, io);
    const stopping = ended();
    io.stdout(announcement(service));
    await stopping;
    await service.close();
  });
  return command;
}

/** In both languages whatever the reader's: nobody should take it for a real system. */
function announcement({ url, model }: PracticeService): string {
  return [
    `${url}`,
    `model: ${model}`,
    '',
    '练习系统：故意不安全，缺陷见 docs/practice.md；只用于练习。Ctrl+C 停止。',
    'Practice system: unsafe on purpose, its faults are listed in docs/practice.md; for practice only. Ctrl+C stops it.',
    '',
    `  duheng assess ${url} --model ${model} --attack base64,role-play --no-store`,
    '',
  ].join('\n');
}

async function open(port: number, io: CliIo): Promise<PracticeService> {
  try {
    return await startPractice(await practiceKnowledge(), { port });
  } catch (cause) {
    const system = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (system !== 'EADDRINUSE' && system !== 'EACCES') throw cause;
    throw new CliError('cli.option_invalid', { option: '--port', why: said[io.language].taken }, cause);
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('0–65535');
  return port;
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
