import { Command, InvalidArgumentError } from 'commander';
import {
  type Checkpoint,
  formatTlogProof,
  inclusionProof,
  LedgerError,
  mainLogIn,
  type NoteSource,
  openLog,
  ownCheckpoint,
  publicKeysOf,
  readLogKeys,
  readPublished,
  readPublishedNote,
  sha256,
  verifyLog,
} from '../ledger/index.ts';
import { CliError } from './error.ts';
import { type CliIo, outputOf } from './io.ts';
import { verifyRemote } from './ledger-remote.ts';
import { comparedRows, differenceText, refuseDifferences } from './ledger-rows.ts';
import { timestampCommand } from './ledger-timestamp.ts';
import { trustOf } from './ledger-trust.ts';
import { witnessCommand } from './ledger-witness.ts';
import { type LedgerWords, ledgerWords } from './ledger-words.ts';
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

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function indexOf(text: string): bigint {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) throw new InvalidArgumentError('0, 1, 2 …');
  return BigInt(text);
}

function quorumOf(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('1, 2 …');
  return Number(text);
}

/** `duheng ledger verify|checkpoint|prove|keys` read what lies there and change nothing, also beside a running `duheng start`; `witness` and `timestamp` keep files of their own. */
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
    .option('--witness <vkey>', say.witness, gather, [])
    .option('--quorum <number>', say.quorum, quorumOf)
    .option('--token <token>', say.token)
    .option('--rows', say.rows)
    .action((where: string | undefined, options: Options) => verify(io, say, where, options));
  sub('checkpoint', say.checkpoint).action(async (options: Options) => {
    const { note, checkpoint } = await published(placeOf(io, options));
    io.stdout(options.json ? `${JSON.stringify(factsOf(checkpoint))}\n` : note);
  });
  sub('prove', say.prove)
    .argument('<index>', say.index, indexOf)
    .action(async (index: bigint, options: Options) => io.stdout(await prove(placeOf(io, options), index)));
  sub('keys', say.keys).action(async (options: Options) => {
    const keys = publicKeysOf(await readLogKeys(placeOf(io, options).keys));
    const line = (it: (typeof keys)[number]) => `${it.vkey}\n  ${it.algorithm}  ${it.from} – ${it.until ?? ''}\n`;
    io.stdout(options.json ? `${JSON.stringify({ keys })}\n` : keys.map(line).join(''));
  });
  command.addCommand(witnessCommand(io));
  command.addCommand(timestampCommand(io));
  for (const it of [command, ...command.commands]) it.configureOutput(outputOf(io));
  return command;
}

type Place = ReturnType<typeof mainLogIn>;

const placeOf = (io: CliIo, options: Options): Place => mainLogIn(settingsOf(options, io.env).data.value);

const factsOf = ({ origin, size, root }: Checkpoint) => ({
  origin,
  size: Number(size),
  root: Buffer.from(root).toString('base64'),
});

/** The newest checkpoint, where the log's own keys have signed it. */
async function published(place: Place): Promise<{ note: string; checkpoint: Checkpoint }> {
  const note = await readPublishedNote(place.public);
  if (note === null) throw new LedgerError('ledger.checkpoint_invalid', { reason: 'missing' });
  return { note, checkpoint: ownCheckpoint(note, await readLogKeys(place.keys)) };
}

async function prove(place: Place, index: bigint): Promise<string> {
  const { note, checkpoint } = await published(place);
  const read = readPublished(place.public, checkpoint.size);
  const hashes = await inclusionProof(index, checkpoint.size, read, sha256);
  return formatTlogProof({ index, hashes, checkpoint: note });
}

async function verify(io: CliIo, say: LedgerWords, where: string | undefined, options: Options): Promise<void> {
  const keys = options.key ?? [];
  const remote = where !== undefined && /^https?:/.test(where);
  if (remote && options.rows) throw new CliError('cli.option_invalid', { option: '--rows', why: where ?? '' });
  const place = remote ? null : where === undefined ? placeOf(io, options) : mainLogIn(where);
  const { trust, witnesses } = await trustOf(options, place?.keys ?? null);
  const found = place
    ? await verifyHere(io, say, place, trust)
    : await verifyRemote({ address: where ?? '', token: options.token, trust });
  const facts = { ...factsOf(found.checkpoint), unpublished: found.unpublished, tiles: found.tiles };
  const pinned = keys.length > 0;
  const witnessed = witnesses();
  const rows = options.rows ? await comparedRows(io, where ?? options.data) : null;
  if (options.json) {
    const holds = (rows?.differences ?? []).length === 0;
    const vouching = { keysPinned: pinned, witnesses: witnessed };
    const all = { holds, ...facts, entriesRead: found.entriesRead, ...vouching, ...(rows && { rows }) };
    io.stdout(`${JSON.stringify(all)}\n`);
    if (rows) refuseDifferences(rows);
    return;
  }
  const { origin, size, root } = facts;
  io.stdout(
    `${say.holds({ size, published: size, unpublished: found.unpublished })}\n  ${say.origin} ${origin}\n  ${say.root} ${root}\n  ${say.tiles} ${found.tiles}\n`,
  );
  if (!found.entriesRead) io.stdout(`${say.entriesUnread}\n`);
  io.stdout(`${pinned ? say.pinned : witnessed === null ? say.notPinned : say.notPinnedWitnessed}\n`);
  io.stdout(`${witnessed === null ? say.noWitness : say.witnessed(witnessed)}\n`);
  if (rows === null) return;
  for (const it of rows.differences) io.stdout(`${differenceText(it)}\n`);
  refuseDifferences(rows);
  io.stdout(`${say.rowsHold(rows)}\n`);
}

async function verifyHere(io: CliIo, say: LedgerWords, place: Place, trust: (note: NoteSource) => Checkpoint) {
  const log = await openLog(place.segments, { access: 'read' });
  try {
    const onProgress = io.isTTY ? (leaves: number) => io.stderr(say.progress(leaves)) : () => {};
    return { ...(await verifyLog({ log, directory: place.public, trust, onProgress })), entriesRead: true };
  } finally {
    await log.close();
  }
}
