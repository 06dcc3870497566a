import { type Command, InvalidArgumentError, Option } from 'commander';
import { type LogSeries, readSeries, retentionMonths } from '../ledger/index.ts';
import { type ApiClient, connect } from './client.ts';
import { CliError } from './error.ts';
import { type CliIo, outputOf } from './io.ts';
import { type SeriesWords, seriesWords } from './ledger-series-words.ts';
import { settingsOf } from './settings.ts';
import { versionOf } from './version.ts';

/** A log as the API lists it. */
interface ListedLog {
  readonly number: number;
  readonly name: string;
  readonly origin: string;
  readonly from: number;
  readonly size: number;
  readonly closed: boolean;
  readonly closedAt: string | null;
  readonly retired: string | null;
}

interface Options {
  readonly data?: string;
  readonly json?: boolean;
}

interface RetireOptions extends Options {
  readonly before?: number;
  readonly yes?: boolean;
  readonly forceBeforeSixMonths?: boolean;
}

/** Opens the logs of a data directory for reading, beside whoever writes them. Throws as `readSeries` does. */
export async function withSeries<T>(dataDirectory: string, work: (series: LogSeries) => Promise<T>): Promise<T> {
  const series = await readSeries(dataDirectory);
  try {
    return await work(series);
  } finally {
    await series.close();
  }
}

/** `duheng ledger logs|rotate|keys rotate|retire`: the life of the logs, through whoever has the data directory open, else alone. */
export function addSeriesCommands(
  io: CliIo,
  { sub, keys }: { readonly sub: (name: string, about: string) => Command; readonly keys: Command },
): void {
  const say: SeriesWords = seriesWords[io.language];
  sub('logs', say.logs).action(async (options: Options) => {
    const logs = await withSeries(dataOf(io, options), async ({ logs }) =>
      logs.map(({ retired, number, name, origin, from, size, closed, closedAt }) => ({
        ...{ number, name, origin, from, size, closed, closedAt, retired: retired?.retiredAt ?? null },
      })),
    );
    show(io, say, logs, options);
  });
  sub('rotate', say.rotate)
    .addHelpText('after', say.rotateHelp)
    .action(async (options: Options) => {
      const { items } = await through(io, options, (it) => it.post<{ items: ListedLog[] }>('/api/v1/ledger/rotations'));
      show(io, say, items, options);
    });
  sub('retire', say.retire)
    .argument('[number]', say.number, numberOf)
    .option('--before <date>', say.before, dateOf)
    .option('--yes', say.yes)
    .option('--force-before-six-months', say.early)
    .addHelpText('after', say.retireHelp(retentionMonths))
    .action(async (number: number | undefined, options: RetireOptions) => retire(io, say, number, options));
  keys
    .command('rotate')
    .description(say.rotateKeys)
    .addOption(new Option('--overlap <time>', say.overlap).argParser(hoursOf).default(30 * 24, '30d'))
    .option('--data <directory>', say.data)
    .option('--json', say.json)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput(outputOf(io))
    .addHelpText('after', say.rotateKeysHelp)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options & { overlap: number }>();
      const { keys } = await through(io, options, (it) =>
        it.post<{ keys: { vkey: string; algorithm: string; from: string; until: string | null }[] }>(
          '/api/v1/ledger/key-rotations',
          { overlapHours: options.overlap },
        ),
      );
      const line = (it: (typeof keys)[number]) => `${it.vkey}\n  ${it.algorithm}  ${it.from} – ${it.until ?? ''}\n`;
      io.stdout(options.json ? `${JSON.stringify({ keys })}\n` : `${keys.map(line).join('')}${say.tellReaders}\n`);
    });
}

const dataOf = (io: CliIo, options: Options): string => settingsOf(options, io.env).data.value;

/** Works through the owner of the data directory; where there is none, opens it for as long. */
async function through<T>(io: CliIo, options: Options, work: (client: ApiClient) => Promise<T>): Promise<T> {
  const settings = settingsOf(options, io.env);
  const client = await connect(settings, versionOf(), (where, error) => io.stderr(`${where}: ${String(error)}\n`));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function retire(io: CliIo, say: SeriesWords, number: number | undefined, options: RetireOptions): Promise<void> {
  const { before, yes, forceBeforeSixMonths: early = false } = options;
  if ((number === undefined) === (before === undefined))
    throw new CliError('cli.option_invalid', { option: '--before', why: say.oneOfBoth });
  await through(io, options, async (client) => {
    const { items } = await client.get<{ items: ListedLog[] }>('/api/v1/ledger/logs');
    const due = ({ closedAt, retired }: ListedLog) =>
      retired === null && closedAt !== null && Date.parse(closedAt) < (before ?? 0);
    const chosen = number === undefined ? items.filter((it) => due(it)).map((it) => it.number) : [number];
    if (yes !== true) {
      const going = items.filter((it) => chosen.includes(it.number));
      if (!options.json) io.stdout(`${say.wouldGo(going.length)}\n${going.map((it) => lineOf(it, say)).join('')}`);
      if (chosen.length === 0) return;
      throw new CliError('cli.option_invalid', { option: '--yes', why: say.askYes });
    }
    let logs = items;
    for (const it of chosen)
      logs = (await client.post<{ items: ListedLog[] }>('/api/v1/ledger/retirements', { number: it, early })).items;
    show(io, say, logs, options);
  });
}

function show(io: CliIo, say: SeriesWords, logs: readonly ListedLog[], { json = false }: Options): void {
  io.stdout(json ? `${JSON.stringify({ logs })}\n` : logs.map((it) => lineOf(it, say)).join(''));
}

function lineOf({ number, name, origin, from, size, closed, closedAt, retired }: ListedLog, say: SeriesWords): string {
  const state =
    retired !== null
      ? say.retired(retired)
      : closed
        ? `${say.closed}${closedAt === null ? '' : ` ${closedAt}`}`
        : say.open;
  return `${number}  ${name}  ${origin}  ${say.range(from, from + size - 1, size)}  ${state}\n`;
}

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('1, 2, 3 …');
  return Number(text);
}

/** A day (its beginning, UTC) or an instant; milliseconds since the epoch. */
function dateOf(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('2026-07-01');
  return at;
}

const hoursIn = { h: 1, d: 24 } as const;

function hoursOf(text: string): number {
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  if (count === undefined || (unit !== 'h' && unit !== 'd')) throw new InvalidArgumentError('30d, 12h, 0h');
  const hours = Number(count) * hoursIn[unit];
  if (hours > 24 * 3_650) throw new InvalidArgumentError('≤ 3650d');
  return hours;
}
