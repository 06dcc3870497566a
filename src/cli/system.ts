import { Command, Option } from 'commander';
import { parse } from 'yaml';
import { type By, type FieldFault, gradeLevels, type Register, RegisterError } from '../register/index.ts';
import { CliError } from './error.ts';
import { type CliIo, outputOf } from './io.ts';
import { codesText, faultsText, listText, type SystemPage, showText } from './system-text.ts';
import { systemWords } from './system-words.ts';

/** What the command needs of an open data directory. */
export interface OpenRegister {
  readonly register: Pick<
    Register,
    'data' | 'register' | 'get' | 'list' | 'overrides' | 'overrideGrade' | 'requirements'
  >;
  readonly by: By;
  close(): Promise<void>;
}

export interface SystemServices {
  /** opens the register of the data directory (the configured one where none is named), or reaches its owner; called only once the command line is understood */
  open(data?: string): Promise<OpenRegister>;
  /** a text file as UTF-8; rejects as `fs.readFile` does */
  readText(path: string): Promise<string>;
}

type Common = Readonly<{ json?: boolean; language?: 'zh' | 'en'; data?: string }>;
type Facts = Readonly<Record<string, string | readonly string[] | undefined>>;
type Run = <T>(work: (opened: OpenRegister, page: SystemPage, json: boolean) => Promise<T>) => Promise<void>;

/** Longest system file, in UTF-16 code units. */
const MAX_FILE = 256 * 1_024;

/** flag → field of the input; lists are given with commas or by repeating the flag. */
const flags = [
  { flag: '--name <name>', field: 'name' },
  { flag: '--description <text>', field: 'description' },
  { flag: '--contacts <text>', field: 'contacts' },
  { flag: '--role <code>', field: 'actorRole' },
  { flag: '--stage <code>', field: 'stage' },
  { flag: '--scenario <code>', field: 'scenario' },
  { flag: '--sector <code>', field: 'sector' },
  { flag: '--population <codes>', field: 'populations', list: true },
  { flag: '--modality <codes>', field: 'modalities', list: true },
  { flag: '--intelligence <code>', field: 'intelligence' },
  { flag: '--scale <code>', field: 'scale' },
  { flag: '--edition <edition>', field: 'edition' },
  { flag: '--profile <name>', field: 'profile' },
] as const;

/**
 * `duheng system list | show ID | register | grade ID LEVEL | codes`. Rejects with RegisterError (`register.system_invalid` after
 * writing every fault to standard error, `register.system_unknown`, `register.reason_missing` …) and CliError `cli.option_invalid`
 * for a file that cannot be read.
 */
export function systemCommand(io: CliIo, services: SystemServices): Command {
  const say = systemWords[io.language];
  const command = new Command('system')
    .description(say.command)
    .addOption(new Option('--json', say.json))
    .addOption(new Option('--language <language>', say.language).choices(['zh', 'en']))
    .addOption(new Option('--data <directory>', say.data))
    .addHelpText('after', say.examples)
    .allowExcessArguments(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(outputOf(io));
  const run: Run = async (work) => {
    const { json = false, language = io.language, data } = command.optsWithGlobals<Common>();
    const opened = await services.open(data);
    try {
      await work(opened, { codes: opened.register.data.codes, language, columns: io.columns }, json);
    } finally {
      await opened.close();
    }
  };
  addReading(command, io, run);
  addGrade(command, io, run);
  addRegister(command, io, run, services);
  return command;
}

function addReading(command: Command, io: CliIo, run: Run): void {
  const say = systemWords[io.language];
  command
    .command('list', { isDefault: true })
    .description(say.list)
    .addOption(new Option('--practice', say.practice).conflicts('real'))
    .addOption(new Option('--real', say.real))
    .action(({ practice, real }: { practice?: boolean; real?: boolean }) =>
      run(async ({ register, by }, page, json) => {
        const only = practice ? { practice: true } : real ? { practice: false } : {};
        const rows = [];
        for (let after: string | null = null; ; ) {
          const found: Awaited<ReturnType<Register['list']>> = await register.list(by.org, {
            ...only,
            after,
            limit: 200,
          });
          rows.push(...found.rows);
          after = found.next;
          if (after === null) break;
        }
        io.stdout(json ? jsonText({ systems: rows }) : listText(rows, page));
      }),
    );
  command
    .command('show')
    .argument('<id>')
    .description(say.show)
    .action((id: string) =>
      run(async ({ register, by }, page, json) => {
        const system = await register.get(by.org, id);
        const overrides = await register.overrides(by.org, id);
        const requirements = register.requirements(system);
        io.stdout(
          json ? jsonText({ system, overrides, requirements }) : showText(system, overrides, requirements, page),
        );
      }),
    );
  command
    .command('codes')
    .description(say.codes)
    .action(() => run(async (_, page, json) => io.stdout(json ? jsonText(page.codes) : codesText(page))));
}

function addGrade(command: Command, io: CliIo, run: Run): void {
  const say = systemWords[io.language];
  command
    .command('grade')
    .argument('<id>')
    .argument('<level>', say.level)
    .requiredOption('--reason <text>', say.reason)
    .description(say.grade)
    .action((id: string, given: string, { reason }: { reason: string }) =>
      run(async ({ register, by }, page, json) => {
        const level = gradeLevels.find((it) => it === given);
        if (!level) throw new CliError('cli.option_invalid', { option: '<level>', why: say.level });
        const system = await register.overrideGrade(by, id, level, reason);
        const overrides = await register.overrides(by.org, id);
        const requirements = register.requirements(system);
        io.stdout(json ? jsonText({ system }) : showText(system, overrides, requirements, page));
      }),
    );
}

function addRegister(command: Command, io: CliIo, run: Run, services: SystemServices): void {
  const say = systemWords[io.language];
  const own = command.command('register').description(say.register).option('--file <file>', say.file);
  const gather = (value: string, before: readonly string[] = []) => [...before, ...value.split(/[,，]/)];
  for (const { flag, field, ...rest } of flags) {
    const option = new Option(flag, say.fields[field as keyof typeof say.fields] ?? '');
    own.addOption('list' in rest ? option.argParser(gather) : option);
  }
  own
    .addOption(new Option('--endpoint <address>', say.fields.endpoints))
    .option('--endpoint-kind <code>', say.lists.endpointKinds)
    .option('--model <name>');
  own.action((options: Facts) =>
    run(async ({ register, by }, page, json) => {
      const input = { ...(await fileFacts(io, services, options.file)), ...flagFacts(options) };
      try {
        const system = await register.register(by, input);
        const requirements = register.requirements(system);
        io.stdout(json ? jsonText({ system }) : showText(system, [], requirements, page));
      } catch (error) {
        if (error instanceof RegisterError && error.code === 'register.system_invalid')
          io.stderr(faultsText(error.params.faults as readonly FieldFault[], page.language));
        throw error;
      }
    }),
  );
}

/** The fields that were given as flags. */
function flagFacts(options: Facts): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const { flag, field } of flags) {
    const value = options[/^--(\w+)/.exec(flag)?.[1] ?? ''];
    if (value !== undefined) facts[field] = Array.isArray(value) ? value.map((it) => it.trim()) : value;
  }
  const { endpoint, endpointKind, model } = options;
  if (endpoint !== undefined)
    facts.endpoints = [
      {
        address: endpoint,
        ...(endpointKind !== undefined && { kind: endpointKind }),
        ...(model !== undefined && { model }),
      },
    ];
  return facts;
}

async function fileFacts(io: CliIo, services: SystemServices, file: Facts[string]): Promise<Record<string, unknown>> {
  if (typeof file !== 'string') return {};
  const say = systemWords[io.language];
  const refuse = (why: string, cause?: unknown) =>
    new CliError('cli.option_invalid', { option: '--file', why: `${file} ${why}` }, cause);
  const text = await services.readText(file).catch((cause: unknown) => {
    throw refuse(say.fileUnreadable, cause);
  });
  if (text.length > MAX_FILE) throw refuse(say.fileTooLarge);
  let value: unknown;
  try {
    value = parse(text.replace(/^\uFEFF/, ''), { maxAliasCount: 0 });
  } catch (cause) {
    throw refuse(say.fileInvalid, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(say.fileInvalid);
  return { ...value };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
