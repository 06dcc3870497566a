import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import {
  askAuthority,
  type Checkpoint,
  checkContinues,
  keepTimestamp,
  keptTimestamps,
  LedgerError,
  type LogKeys,
  mainLogIn,
  ownCheckpoint,
  readCertificates,
  readLogKeys,
  readPublishedNote,
  sha256,
  type Timestamp,
  verifyTimestamp,
} from '../ledger/index.ts';
import { CliError } from './error.ts';
import type { CliIo } from './io.ts';
import { withSeries } from './ledger-series.ts';
import { type TimestampWords, timestampWords } from './ledger-timestamp-words.ts';
import { settingsOf } from './settings.ts';

interface Options {
  readonly data?: string;
  readonly ca?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

const patienceMs = 30_000;

/** `duheng ledger timestamp`: beside a running `duheng start` too, since it adds files of its own and changes none. */
export function timestampCommand(io: CliIo): Command {
  const say = timestampWords[io.language];
  return new Command('timestamp')
    .description(say.about)
    .argument('[authority]', say.authority)
    .option('--check', say.check)
    .option('--ca <file>', say.ca)
    .option('--data <directory>', say.data)
    .option('--json', say.json)
    .allowExcessArguments(false)
    .addHelpText('after', say.examples)
    .action(async (authority: string | undefined, options: Options) => {
      if ((authority === undefined) === (options.check !== true))
        throw new CliError('cli.option_invalid', { option: '--check', why: say.either });
      const log = await logOf(io, options);
      const trusted = options.ca === undefined ? null : await certificatesIn(options.ca);
      if (authority === undefined) await check(io, say, { ...options, log, trusted });
      else await stamp(io, say, addressOf(authority, say), { ...options, log, trusted });
    });
}

/** The published log: its newest checkpoint, signed by the log's own keys. */
interface PublishedLog {
  readonly directory: string;
  readonly keys: LogKeys;
  readonly note: Uint8Array;
  readonly checkpoint: Checkpoint;
}

interface Work extends Options {
  readonly log: PublishedLog;
  /** null: the chain of certificates is not checked */
  readonly trusted: readonly Uint8Array[] | null;
}

async function logOf(io: CliIo, options: Options): Promise<PublishedLog> {
  const data = settingsOf(options, io.env).data.value;
  const place = await withSeries(data, async ({ logs }) => logs.at(-1)?.place ?? mainLogIn(data));
  const note = await readPublishedNote(place.public);
  if (note === null) throw new LedgerError('ledger.unpublished');
  const keys = await readLogKeys(place.keys);
  return { directory: place.public, keys, note: Buffer.from(note), checkpoint: ownCheckpoint(note, keys) };
}

async function certificatesIn(file: string): Promise<readonly Uint8Array[]> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new LedgerError('ledger.read_failed', { file, system: cause.code ?? 'unknown' }, cause);
  });
  return readCertificates(bytes);
}

function addressOf(authority: string, say: TimestampWords): string {
  const url = URL.parse(authority);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new CliError('cli.option_invalid', { option: authority.slice(0, 200), why: say.address });
}

async function stamp(io: CliIo, say: TimestampWords, url: string, { log, trusted, json }: Work): Promise<void> {
  const { reply, question } = await askAuthority(url, sha256(log.note), { fetch, random: randomBytes, patienceMs });
  const found = await verifyTimestamp(reply, question, trusted);
  const { size } = log.checkpoint;
  const file = await keepTimestamp(log.directory, size, { reply, note: log.note });
  if (json) io.stdout(`${JSON.stringify({ ...found, size: Number(size), file })}\n`);
  else io.stdout(`${line(say, found, size)}${say.kept(file)}${say.chain[found.chain]}`);
}

async function check(io: CliIo, say: TimestampWords, { log, trusted, json }: Work): Promise<void> {
  for await (const { path, reply, note } of keptTimestamps(log.directory)) {
    try {
      const found = await verifyTimestamp(reply, { imprint: sha256(note), nonce: null }, trusted);
      const stamped = ownCheckpoint(note, log.keys);
      await checkContinues(stamped, log.checkpoint, log.directory);
      const { size } = stamped;
      if (json) io.stdout(`${JSON.stringify({ ...found, size: Number(size), file: `${path}.tsr` })}\n`);
      else io.stdout(`${line(say, found, size)}${say.kept(`${path}.tsr`)}${say.continues}${say.chain[found.chain]}`);
    } catch (error) {
      io.stderr(say.failed(path));
      throw error;
    }
  }
}

const line = (say: TimestampWords, { time, authority }: Timestamp, size: bigint): string =>
  `${say.stamped({ time, authority, size: Number(size) })}\n`;
