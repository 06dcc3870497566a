import { Command } from 'commander';
import { pad } from './columns.ts';
import type { CliIo } from './io.ts';
import { type Setting, type Settings, settingsOf, withoutPassword } from './settings.ts';
import { witnessesOf } from './witness-settings.ts';

const words = {
  zh: {
    about: '显示生效的配置及其来源（选项 > 环境变量 > 数据目录中的 config.yaml > 默认值）',
    origin: { flag: '选项', environment: '环境变量', file: '文件', default: '默认值' },
    embedded: '内置数据库',
    noWitness: '无见证方',
    witnesses: (k: number, of: string[]) => `${of.length} 个见证方中的 ${k} 个：${of.join('、')}`,
    examples: '\n示例:\n  duheng config\n  duheng config --json\n  DUHENG_DATA=/srv/duheng duheng config\n',
  },
  en: {
    about:
      'show the configuration that holds and where each part came from (flag, environment, config.yaml in the data directory, default)',
    origin: { flag: 'flag', environment: 'environment', file: 'file', default: 'default' },
    embedded: 'the embedded database',
    noWitness: 'no witness',
    witnesses: (k: number, of: string[]) => `${k} of ${of.length} witnesses: ${of.join(', ')}`,
    examples: '\nExamples:\n  duheng config\n  duheng config --json\n  DUHENG_DATA=/srv/duheng duheng config\n',
  },
} as const;

/** `duheng config`: every setting, its value and its origin. Passwords are not shown. */
export function configCommand(io: CliIo): Command {
  const say = words[io.language];
  return new Command('config')
    .description(say.about)
    .option('--data <directory>')
    .option('--json')
    .addHelpText('after', say.examples)
    .action(async (options: { data?: string; json?: boolean }) => {
      const settings = settingsOf({ data: options.data }, io.env);
      await witnessesOf(settings);
      io.stdout(options.json ? `${JSON.stringify(shown(settings, null), null, 2)}\n` : table(settings, io));
    });
}

function shown(settings: Settings, embedded: string | null): Record<string, Setting<unknown>> {
  const { databaseUrl } = settings;
  const address = databaseUrl.value === null ? embedded : withoutPassword(databaseUrl.value);
  return {
    data: settings.data,
    port: settings.port,
    language: settings.language,
    databaseUrl: { ...databaseUrl, value: address },
    ledgerPeriod: settings.ledgerPeriod,
    ledger: settings.ledger,
  };
}

function table(settings: Settings, io: CliIo): string {
  const say = words[io.language];
  const { value } = settings.ledger;
  const asked = value?.witnesses.map(({ name, url }) => `${name} (${url})`) ?? [];
  const ledger = value === null ? say.noWitness : say.witnesses(value.quorum, asked);
  return Object.entries({ ...shown(settings, say.embedded), ledger: { ...settings.ledger, value: ledger } })
    .map(
      ([name, it]) =>
        `${pad(name, 14)} ${pad(String(it.value), 40)} ${say.origin[it.origin]}${it.from === null ? '' : ` (${it.from})`}\n`,
    )
    .join('');
}
