import { Command, InvalidArgumentError } from 'commander';
import {
  type Checkpoint,
  LedgerError,
  type LogPlace,
  ownCheckpoint,
  publicKeysOf,
  readLogKeys,
  readPublishedNote,
  receiptOf,
  type TrustedCheckpoint,
  type Vouched,
  verifySeries,
} from '../ledger/index.ts';
import { CliError } from './error.ts';
import { type CliIo, outputOf } from './io.ts';
import { verifyRemote } from './ledger-remote.ts';
import { verifyRemoteSeries } from './ledger-remote-series.ts';
import { comparedRows, differenceText, refuseDifferences } from './ledger-rows.ts';
import { addSeriesCommands, withSeries } from './ledger-series.ts';
import { timestampCommand } from './ledger-timestamp.ts';
import { type PinnedTrust, pinnedTrust } from './ledger-trust.ts';
import { witnessCommand } from './ledger-witness.ts';
import { type LedgerWords, ledgerWords } from './ledger-words.ts';
import { repeatable } from './repeatable.ts';
import { settingsOf } from './settings.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly key?: readonly string[];
  readonly witness?: readonly string[];
  readonly quorum?: number;
  readonly token?: string;
  readonly rows?: boolean;
}

function indexOf(text: string): bigint {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) throw new InvalidArgumentError('0, 1, 2 …');
  return BigInt(text);
}

function quorumOf(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('1, 2 …');
  return Number(text);
}

/** `duheng ledger verify|checkpoint|prove|keys`: reads what lies there and changes nothing, also beside a running `duheng start`. */
export function ledgerCommand(io: CliIo): Command {
  const say: LedgerWords = ledgerWords[io.language];
  const command = new Command('ledger').description(say.about).addHelpText('after', say.examples);
  const sub = (name: string, about: string): Command =>
    command
      .command(name)
      .description(about)
      .option('--data <directory>', say.data)
      .option('--json', say.json)
      .allowExcessArguments(false);
  sub('verify', say.verify)
    .argument('[where]', say.where)
    .option('--key <vkey>', say.key, repeatable)
    .option('--witness <vkey>', say.witness, repeatable)
    .option('--quorum <number>', say.quorum, quorumOf)
    .option('--token <token>', say.token)
    .option('--rows', say.rows)
    .action((where: string | undefined, options: Options) => verify(io, say, where, options));
  sub('checkpoint', say.checkpoint).action(async (options: Options) => {
    const { note, checkpoint } = await withSeries(dataOf(io, options), async ({ logs }) =>
      published(logs.at(-1)?.place),
    );
    io.stdout(options.json ? `${JSON.stringify(factsOf(checkpoint))}\n` : note);
  });
  sub('prove', say.prove)
    .argument('<index>', say.index, indexOf)
    .action(async (index: bigint, options: Options) => io.stdout(await prove(dataOf(io, options), index)));
  const keys = sub('keys', say.keys).action(async (options: Options) => {
    const keys = await withSeries(dataOf(io, options), async ({ logs }) => {
      const all = logs.map(async ({ place, closed }) =>
        publicKeysOf(await readLogKeys(place.keys)).map((it) => ({ ...it, closed })),
      );
      return (await Promise.all(all)).reverse().flat();
    });
    const end = (it: (typeof keys)[number]) => it.until ?? (it.closed ? say.keyOfClosed : say.keyInUse);
    const line = (it: (typeof keys)[number]) => `${it.vkey}\n  ${it.algorithm}  ${it.from} – ${end(it)}\n`;
    io.stdout(options.json ? `${JSON.stringify({ keys })}\n` : keys.map(line).join(''));
  });
  addSeriesCommands(io, { sub, keys });
  command.addCommand(witnessCommand(io));
  command.addCommand(timestampCommand(io));
  for (const it of [command, ...command.commands]) it.configureOutput(outputOf(io));
  return command;
}

const dataOf = (io: CliIo, options: Options): string => settingsOf(options, io.env).data.value;

const factsOf = ({ origin, size, root }: Checkpoint) => ({
  origin,
  size: Number(size),
  root: Buffer.from(root).toString('base64'),
});

/** The newest checkpoint, where the log's own keys have signed it. */
async function published(place: LogPlace | undefined): Promise<{ note: string; checkpoint: Checkpoint }> {
  const note = place === undefined ? null : await readPublishedNote(place.public);
  if (place === undefined || note === null) throw new LedgerError('ledger.unpublished');
  return { note, checkpoint: ownCheckpoint(note, await readLogKeys(place.keys)) };
}

/** The proof in the log that holds the leaf of this index in the series: there it has another one. */
async function prove(dataDirectory: string, index: bigint): Promise<string> {
  return withSeries(dataDirectory, async ({ logs }) => {
    const log = logs.find((it) => index < it.from + it.size) ?? logs.at(-1);
    const { note, checkpoint } = await published(log?.place);
    return receiptOf(log?.place.public ?? '', { note, size: checkpoint.size }, index - BigInt(log?.from ?? 0));
  });
}

/** What a verification found of one log. */
interface Finding {
  readonly checkpoint: Checkpoint;
  readonly unpublished: number;
  readonly tiles: number;
  readonly entriesRead: boolean;
  /** when its entries were deleted */
  readonly retired: string | null;
}

async function verify(io: CliIo, say: LedgerWords, where: string | undefined, options: Options): Promise<void> {
  const remote = where !== undefined && /^https?:/.test(where);
  if (remote && options.rows) throw new CliError('cli.option_invalid', { option: '--rows', why: where ?? '' });
  const pinned = pinnedTrust(options);
  const logs = remote
    ? await verifyThere(pinned, where, options.token)
    : await verifyHere(io, say, where ?? dataOf(io, options), pinned);
  const present = logs.at(-1);
  if (present === undefined) throw new LedgerError('ledger.unpublished');
  const keysPinned = (options.key ?? []).length > 0;
  const witnesses = pinned.settle();
  const rows = options.rows ? await comparedRows(io, where ?? options.data) : null;
  if (options.json) {
    const of = ({ checkpoint, ...it }: Finding) => ({ ...factsOf(checkpoint), ...it });
    const { retired: _, ...facts } = of(present);
    const several = logs.length > 1 ? { logs: logs.map(of) } : {};
    const holds = (rows?.differences ?? []).length === 0;
    const all = { holds, ...facts, keysPinned, witnesses, ...several, ...(rows && { rows }) };
    io.stdout(`${JSON.stringify(all)}\n`);
  } else {
    io.stdout(seriesText(logs, say));
    io.stdout(vouchedText({ keysPinned, witnesses }, say));
    for (const it of rows?.differences ?? []) io.stdout(`${differenceText(it)}\n`);
  }
  if (rows === null) return;
  refuseDifferences(rows);
  if (!options.json) io.stdout(`${say.rowsHold(rows)}\n`);
}

/** Who stands for what was found, besides the operator. */
function vouchedText(
  { keysPinned, witnesses }: { readonly keysPinned: boolean; readonly witnesses: TrustedCheckpoint['witnesses'] },
  say: LedgerWords,
): string {
  const keys = keysPinned ? say.pinned : witnesses === null ? say.notPinned : say.notPinnedWitnessed;
  return `${keys}\n${witnesses === null ? say.noWitness : say.witnessed(witnesses)}\n`;
}

function seriesText(logs: readonly Finding[], say: LedgerWords): string {
  const [only] = logs;
  if (only && logs.length === 1) return textOf(only, say);
  const each = logs.map((it, at) => `${say.logNumber(at + 1)}\n${textOf(it, say)}`);
  const chain = logs.every((it) => it.entriesRead || it.retired !== null) ? say.chainHolds : say.chainHoldsUnread;
  return `${each.join('')}${chain(logs.length)}\n`;
}

function textOf({ checkpoint, unpublished, tiles, entriesRead, retired }: Finding, say: LedgerWords): string {
  const { origin, size, root } = factsOf(checkpoint);
  const holds = retired === null ? say.holds({ size, published: size, unpublished }) : say.retiredOn(size, retired);
  const facts = `${holds}\n  ${say.origin} ${origin}\n  ${say.root} ${root}\n  ${say.tiles} ${tiles}\n`;
  return entriesRead || retired !== null ? facts : `${facts}${say.entriesUnread}\n`;
}

async function verifyThere({ trustOf }: PinnedTrust, address: string, token: string | undefined): Promise<Finding[]> {
  if (/\/ledger\/?$/.test(new URL(address).pathname)) {
    const trust = (origin: string, vouched: Vouched | null) => trustOf({ origin, place: null }, vouched);
    return verifyRemoteSeries({ address, token, trustOf: trust });
  }
  const trust = await trustOf({ origin: null, place: null });
  return [{ ...(await verifyRemote({ address, token, trust })), retired: null }];
}

async function verifyHere(io: CliIo, say: LedgerWords, data: string, { trustOf }: PinnedTrust): Promise<Finding[]> {
  return withSeries(data, async ({ logs }) => {
    const onProgress = io.isTTY ? (leaves: number) => io.stderr(say.progress(leaves)) : () => {};
    const found = await verifySeries({ logs, onProgress, trustOf });
    return found.map(({ log, checkpoint, unpublished, tiles }) => {
      const retired = log.retired?.retiredAt ?? null;
      return { checkpoint, unpublished, tiles, retired, entriesRead: retired === null };
    });
  });
}
