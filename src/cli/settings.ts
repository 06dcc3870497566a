import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Period } from '../ledger/index.ts';
import { CliError } from './error.ts';
import { askedIn, type LedgerSettings, ledgerSettings } from './witness-settings.ts';

/** Where a setting came from: flag over environment over `config.yaml` in the data directory over default. */
export type Origin = 'flag' | 'environment' | 'file' | 'default';

export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
  /** the variable or file that gave it */
  readonly from: string | null;
}

export interface Settings {
  readonly data: Setting<string>;
  readonly port: Setting<number>;
  readonly language: Setting<'zh' | 'en'>;
  /** null: the embedded database. Its password is never printed. */
  readonly databaseUrl: Setting<string | null>;
  /** after how long the main log gives way to the next one */
  readonly ledgerPeriod: Setting<Period>;
  /** null: no witness is asked. Read by `witnessesOf`. */
  readonly ledger: Setting<LedgerSettings | null>;
}

export interface SettingFlags {
  readonly data?: string | undefined;
  readonly port?: string | number | undefined;
}

const port = z.coerce.number().int().min(0).max(65_535);
// Named again, so that a small command need not load the ledger to read its settings; a test holds the two against each other.
export const ledgerPeriods = ['month', 'quarter', 'year', 'none'] as const satisfies readonly Period[];
export const defaultLedgerPeriod: Period = 'year';
const period = z.enum(ledgerPeriods);
const configFile = z.strictObject({
  port: port.optional(),
  language: z.enum(['zh', 'en']).optional(),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ledger: ledgerSettings(period).optional(),
});
const maximumConfigBytes = 64 * 1024;
export const defaultPort = 7878;

/** The default data directory: `.duheng` of a clone, `~/.duheng` of an installed package. */
function defaultData(): string {
  const clone = join(import.meta.dirname, '..', '..');
  return existsSync(join(clone, 'src', 'cli', 'main.ts')) ? join(clone, '.duheng') : join(homedir(), '.duheng');
}

/**
 * Resolves every setting with its origin.
 * @throws CliError `cli.config_invalid` for a faulty file or variable, with the field
 */
export function settingsOf(flags: SettingFlags, env: Readonly<Record<string, string | undefined>>): Settings {
  const data = resolve(flags.data ?? env.DUHENG_DATA ?? defaultData());
  const origin: Origin = flags.data !== undefined ? 'flag' : env.DUHENG_DATA !== undefined ? 'environment' : 'default';
  const file = join(data, 'config.yaml');
  const config = readConfig(file);
  const fromFile = <T>(value: T | undefined): Setting<T> | null =>
    value === undefined ? null : { value, origin: 'file', from: file };
  const fromEnv = <T>(name: string, schema: z.ZodType<T>): Setting<T> | null =>
    env[name] === undefined ? null : { value: checked(name, schema, env[name]), origin: 'environment', from: name };
  const flagPort: Setting<number> | null =
    flags.port === undefined ? null : { value: checked('--port', port, flags.port), origin: 'flag', from: '--port' };
  return {
    data: { value: data, origin, from: origin === 'environment' ? 'DUHENG_DATA' : origin === 'flag' ? '--data' : null },
    port: flagPort ??
      fromEnv('DUHENG_PORT', port) ??
      fromFile(config.port) ?? { value: defaultPort, origin: 'default', from: null },
    language: fromEnv('DUHENG_LANGUAGE', z.enum(['zh', 'en'])) ?? fromFile(config.language) ?? languageOfLocale(env),
    databaseUrl: fromEnv('DATABASE_URL', z.url({ protocol: /^postgres(ql)?$/ })) ??
      fromFile(config.databaseUrl) ?? { value: null, origin: 'default', from: null },
    ledgerPeriod: fromEnv('DUHENG_LEDGER_PERIOD', period) ??
      fromFile(config.ledger?.period) ?? { value: defaultLedgerPeriod, origin: 'default', from: null },
    ledger: fromFile(askedIn(config.ledger)) ?? { value: null, origin: 'default', from: null },
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** The locale's language where it is one of ours (POSIX: LC_ALL before LC_MESSAGES before LANG), else English. */
function languageOfLocale(env: Env): Setting<'zh' | 'en'> {
  const from = ['LC_ALL', 'LC_MESSAGES', 'LANG'].find((it) => (env[it] ?? '') !== '') ?? null;
  const [language] = /^(zh|en)(?=[_.@-]|$)/.exec((from && env[from]) ?? '') ?? [];
  return language === 'zh' || language === 'en'
    ? { value: language, origin: 'environment', from }
    : { value: 'en', origin: 'default', from: null };
}

/**
 * The language that a command speaks before it has read its options: `--language`, then as `settingsOf` says. A faulty
 * configuration is told of later, by the command that uses it.
 */
export function languageOf(argv: readonly string[], env: Env): 'zh' | 'en' {
  const said = argv.flatMap((it, at) =>
    it === '--language' ? [argv[at + 1]] : it.startsWith('--language=') ? [it.slice(11)] : [],
  );
  const last = said.at(-1);
  if (last === 'zh' || last === 'en') return last;
  const data = argv
    .flatMap((it, at) => (it === '--data' ? [argv[at + 1]] : it.startsWith('--data=') ? [it.slice(7)] : []))
    .at(-1);
  try {
    return settingsOf({ data }, env).language.value;
  } catch {
    return languageOfLocale(env).value;
  }
}

function readConfig(file: string): z.infer<typeof configFile> {
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  if (text.length > maximumConfigBytes)
    throw new CliError('cli.config_invalid', { where: file, why: `more than ${maximumConfigBytes} bytes` });
  try {
    return configFile.parse(parse(text, { maxAliasCount: 0 }) ?? {});
  } catch (cause) {
    const why =
      cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : String(cause);
    throw new CliError('cli.config_invalid', { where: file, why }, cause);
  }
}

function checked<T>(where: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError('cli.config_invalid', { where, why: z.prettifyError(parsed.error) }, parsed.error);
}

/** A database address with its password left out, for people to read. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password !== '') url.password = '***';
  return url.toString();
}
