import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import {
  checkLog,
  LedgerError,
  mainLogIn,
  openWitness,
  parseVerifierKey,
  publicKeysOf,
  type Refused,
  readLogKeys,
  sha256,
  type Witness,
  witnessKeysIn,
  witnessServer,
} from '../ledger/index.ts';
import { ServerError } from '../server/index.ts';
import { CliError } from './error.ts';
import { problemText } from './fault.ts';
import { onInterrupt } from './interrupt.ts';
import { type CliIo, outputOf } from './io.ts';
import { fetched } from './ledger-remote.ts';
import { withSeries } from './ledger-series.ts';
import { type WitnessWords, witnessWords } from './ledger-witness-words.ts';
import { settingsOf } from './settings.ts';

interface Options {
  readonly data?: string;
  readonly name?: string;
  readonly log: readonly string[];
  readonly listen?: Listening;
  readonly json?: boolean;
}

interface Listening {
  readonly host: string;
  readonly port: number;
}

const vkeysOf = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(',').map((it) => it.trim()),
];

function listeningAt(text: string): Listening {
  const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) throw new InvalidArgumentError('127.0.0.1:4080');
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** `duheng ledger witness serve|check|keys`. */
export function witnessCommand(io: CliIo): Command {
  const say = witnessWords[io.language];
  const command = new Command('witness').description(say.about).addHelpText('after', say.examples);
  const sub = (name: string, about: string): Command =>
    command
      .command(name)
      .description(about)
      .option('--data <directory>', say.data)
      .option('--json', say.json)
      .addHelpText('after', say.examples)
      .allowExcessArguments(false);
  const witnessing = (name: string, about: string): Command =>
    sub(name, about).option('--name <name>', say.name).requiredOption('--log <vkey>', say.log, vkeysOf);
  witnessing('serve', say.serve)
    .option('--listen <address>', say.listen, listeningAt)
    .action((options: Options) => serve(io, say, options));
  witnessing('check', say.check)
    .argument('<where>', say.where)
    .action((where: string, options: Options) => check(io, say, where, options));
  sub('keys', say.keys).action(async (options: Options) => {
    const keys = publicKeysOf(await readLogKeys(witnessKeysIn(directoryOf(io, options))), 'witness');
    io.stdout(options.json ? `${JSON.stringify({ keys })}\n` : keys.map(({ vkey }) => `${vkey}\n`).join(''));
  });
  for (const it of command.commands) it.exitOverride().configureOutput(outputOf(io));
  return command;
}

const directoryOf = (io: CliIo, { data }: Pick<Options, 'data'>): string =>
  data === undefined ? join(settingsOf({}, io.env).data.value, 'witness') : resolve(data);

async function opened(io: CliIo, say: WitnessWords, options: Options): Promise<Witness> {
  const directory = directoryOf(io, options);
  if (options.name === undefined && !existsSync(witnessKeysIn(directory)))
    throw new CliError('cli.option_invalid', { option: '--name', why: say.firstName });
  const logs = options.log.map((it) => parseVerifierKey(it, sha256));
  return openWitness({ directory, name: options.name, logs, clock: Date.now });
}

async function serve(io: CliIo, say: WitnessWords, options: Options): Promise<void> {
  const witness = await opened(io, say, options);
  try {
    const stopped = new Promise<void>((stop) => onInterrupt(stop));
    const told = new Set<string>();
    const server = await listening(
      witnessServer(witness, {
        onSuspicion: (refused) => tellOnce(io, say, told, refused),
        onError: (error) => io.stderr(problemText(error, io.language)),
      }),
      options.listen ?? { host: '127.0.0.1', port: 4080 },
    );
    const { address, port, family } = server.address() as AddressInfo;
    const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    const { name, vkeys, origins } = witness;
    if (options.json) io.stdout(`${JSON.stringify({ name, url, vkeys, origins })}\n`);
    else io.stdout(`${say.listening(name, url)}${vkeys.map((it) => `  ${it}\n`).join('')}${say.watching(origins)}`);
    await stopped;
    io.stderr(say.stopping);
    // What is under way is answered; what only keeps a connection open is not waited for.
    const closed = new Promise((done) => server.close(done));
    server.closeIdleConnections();
    await closed;
  } finally {
    await witness.close();
  }
}

/** Each piece of evidence once: whoever has an old checkpoint can send it for ever. */
function tellOnce(io: CliIo, say: WitnessWords, told: Set<string>, refused: Refused): void {
  const { suspicion, offered, known, evidence } = refused;
  if (suspicion === null || known === null || evidence === null || told.has(evidence)) return;
  told.add(evidence);
  const base64 = (root: Uint8Array) => Buffer.from(root).toString('base64');
  const { origin, size, root } = offered;
  const shown = { origin, size, root: base64(root), known: known.size, knownRoot: base64(known.root), evidence };
  io.stderr(`${new Date().toISOString()} ${say[suspicion](shown)}\n`);
}

function listening(server: Server, { host, port }: Listening): Promise<Server> {
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      fail(cause.code === 'EADDRINUSE' ? new ServerError('server.port_taken', { port }, cause) : cause),
    );
    server.listen(port, host, () => done(server));
  });
}

async function check(io: CliIo, say: WitnessWords, where: string, options: Options): Promise<void> {
  const witness = await opened(io, say, options);
  try {
    const { checkpoint, note } = await checkLog(witness, await filesOf(where));
    const { origin, size, root } = checkpoint;
    const facts = { cosigned: true, origin, size: Number(size), root: Buffer.from(root).toString('base64'), note };
    io.stdout(options.json ? `${JSON.stringify(facts)}\n` : note);
  } catch (error) {
    if (options.json && error instanceof LedgerError)
      io.stdout(`${JSON.stringify({ cosigned: false, code: error.code, ...error.params })}\n`);
    throw error;
  } finally {
    await witness.close();
  }
}

async function newestIn(dataDirectory: string): Promise<string> {
  return withSeries(dataDirectory, async ({ logs }) => (logs.at(-1)?.place ?? mainLogIn(dataDirectory)).public);
}

/** The files of a published log: at an address, the newest of a data directory, or in the very directory. */
async function filesOf(where: string): Promise<(path: string) => Promise<Uint8Array>> {
  if (/^https?:/.test(where)) return (path) => fetched(`${where.replace(/\/+$/, '')}/${path}`, undefined);
  const directory = existsSync(join(where, 'checkpoint')) ? where : await newestIn(where);
  return (path) =>
    readFile(join(directory, path)).catch((cause: NodeJS.ErrnoException) => {
      throw new LedgerError(
        'ledger.read_failed',
        { file: join(directory, path), system: cause.code ?? 'unknown' },
        cause,
      );
    });
}
