import { Command, InvalidArgumentError } from 'commander';
import {
  type Checkpoint,
  checkCheckpoint,
  formatTlogProof,
  inclusionProof,
  LedgerError,
  type LogPlace,
  nodePrimitives,
  ownCheckpoint,
  parseVerifierKey,
  publicKeysOf,
  readLogKeys,
  readPublished,
  readPublishedNote,
  sha256,
  type Trust,
  type Vouched,
  verifySeries,
} from '../ledger/index.ts';
import { type CliIo, outputOf } from './io.ts';
import { verifyRemote } from './ledger-remote.ts';
import { verifyRemoteSeries } from './ledger-remote-series.ts';
import { addSeriesCommands, withSeries } from './ledger-series.ts';
import { type LedgerWords, ledgerWords } from './ledger-words.ts';
import { settingsOf } from './settings.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
  readonly key?: readonly string[];
  readonly token?: string;
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function indexOf(text: string): bigint {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) throw new InvalidArgumentError('0, 1, 2 …');
  return BigInt(text);
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
    .option('--key <vkey>', say.key, gather, [])
    .option('--token <token>', say.token)
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
      const all = await Promise.all(logs.map(({ place }) => readLogKeys(place.keys)));
      return all.reverse().flatMap((it) => publicKeysOf(it));
    });
    const line = (it: (typeof keys)[number]) => `${it.vkey}\n  ${it.algorithm}  ${it.from} – ${it.until ?? ''}\n`;
    io.stdout(options.json ? `${JSON.stringify({ keys })}\n` : keys.map(line).join(''));
  });
  addSeriesCommands(io, { sub, keys });
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
  if (place === undefined || note === null) throw new LedgerError('ledger.checkpoint_invalid', { reason: 'missing' });
  return { note, checkpoint: ownCheckpoint(note, await readLogKeys(place.keys)) };
}

/** The proof in the log that holds the leaf of this index in the series: there it has another one. */
async function prove(dataDirectory: string, index: bigint): Promise<string> {
  return withSeries(dataDirectory, async ({ logs }) => {
    const log = logs.find((it) => index < it.from + it.size) ?? logs.at(-1);
    const { note, checkpoint } = await published(log?.place);
    const read = readPublished(log?.place.public ?? '', checkpoint.size);
    const own = index - BigInt(log?.from ?? 0);
    const hashes = await inclusionProof(own, checkpoint.size, read, sha256);
    return formatTlogProof({ index: own, hashes, checkpoint: note });
  });
}

/**
 * What makes the checkpoint of a log count: both signatures of the pinned keys, and of those that the log before it vouched for; where none is
 * pinned, of the keys that lie beside the log.
 */
async function trustOf(
  keys: readonly string[],
  log: { readonly origin: string | null; readonly place: LogPlace | null },
  vouched: Vouched | null = null,
): Promise<Trust> {
  if (keys.length === 0) {
    if (log.place === null) throw new LedgerError('ledger.key_invalid', { reason: 'none_given' });
    const own = await readLogKeys(log.place.keys);
    return (note) => ownCheckpoint(note, own);
  }
  const known = [...new Set([...keys, ...(vouched?.keys ?? [])])].map((it) => parseVerifierKey(it, sha256));
  const ofLog = known.filter((it) => it.name === log.origin);
  const pinned = ofLog.length > 0 ? ofLog : known.filter((it) => it.name === known[0]?.name);
  const origin = pinned[0]?.name ?? '';
  return (note) => checkCheckpoint(note, { log: { origin, keys: pinned } }, nodePrimitives).checkpoint;
}

/** What a verification found of one log. */
interface Finding {
  readonly checkpoint: Checkpoint | null;
  readonly unpublished: number;
  readonly tiles: number;
  readonly entriesRead: boolean;
  /** when its entries were deleted */
  readonly retired: string | null;
}

async function verify(io: CliIo, say: LedgerWords, where: string | undefined, options: Options): Promise<void> {
  const keys = options.key ?? [];
  const remote = where !== undefined && /^https?:/.test(where);
  const logs = remote
    ? await verifyThere(keys, where, options.token)
    : await verifyHere(io, say, where ?? dataOf(io, options), keys);
  const present = logs.findLast((it) => it.checkpoint !== null);
  if (!present?.checkpoint) throw new LedgerError('ledger.checkpoint_invalid', { reason: 'missing' });
  const pinned = keys.length > 0;
  if (options.json) {
    const of = ({ checkpoint, ...it }: Finding) => ({ ...(checkpoint && factsOf(checkpoint)), ...it });
    const { retired: _, ...facts } = of(present);
    const several = logs.length > 1 ? { logs: logs.map(of) } : {};
    io.stdout(`${JSON.stringify({ holds: true, ...facts, keysPinned: pinned, ...several })}\n`);
    return;
  }
  for (const [at, it] of logs.entries()) {
    if (logs.length > 1) io.stdout(`${say.logNumber(at + 1)}\n`);
    io.stdout(textOf(it, say));
  }
  if (logs.length > 1) io.stdout(`${say.chainHolds(logs.length)}\n`);
  io.stdout(`${pinned ? say.pinned : say.notPinned}\n`);
}

function textOf({ checkpoint, unpublished, tiles, entriesRead, retired }: Finding, say: LedgerWords): string {
  if (checkpoint === null) return `${say.notPublishedYet(unpublished)}\n`;
  const { origin, size, root } = factsOf(checkpoint);
  const holds = retired === null ? say.holds({ size, published: size, unpublished }) : say.retiredOn(size, retired);
  const facts = `${holds}\n  ${say.origin} ${origin}\n  ${say.root} ${root}\n  ${say.tiles} ${tiles}\n`;
  return entriesRead || retired !== null ? facts : `${facts}${say.entriesUnread}\n`;
}

async function verifyThere(keys: readonly string[], address: string, token: string | undefined): Promise<Finding[]> {
  if (/\/ledger\/?$/.test(new URL(address).pathname)) {
    const trust = (origin: string, vouched: Vouched | null) => trustOf(keys, { origin, place: null }, vouched);
    return verifyRemoteSeries({ address, token, trustOf: trust });
  }
  const trust = await trustOf(keys, { origin: null, place: null });
  return [{ ...(await verifyRemote({ address, token, trust })), retired: null }];
}

async function verifyHere(io: CliIo, say: LedgerWords, data: string, keys: readonly string[]): Promise<Finding[]> {
  return withSeries(data, async ({ logs }) => {
    const onProgress = io.isTTY ? (leaves: number) => io.stderr(say.progress(leaves)) : () => {};
    const found = await verifySeries({ logs, onProgress, trustOf: (log, vouched) => trustOf(keys, log, vouched) });
    return found.map(({ log, checkpoint, unpublished, tiles }) => {
      const retired = log.retired?.retiredAt ?? null;
      return { checkpoint, unpublished, tiles, retired, entriesRead: retired === null };
    });
  });
}
