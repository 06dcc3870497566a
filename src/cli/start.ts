import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { onInterrupt } from './interrupt.ts';
import type { CliIo } from './io.ts';
import { type Settings, settingsOf } from './settings.ts';
import { startWords } from './start-words.ts';
import { versionOf } from './version.ts';

type Options = Readonly<{ data?: string; port?: string; practice: boolean; open: boolean }>;

/** `duheng start`: serves the console until it is told to stop. */
export function startCommand(io: CliIo): Command {
  const say = startWords[io.language];
  return new Command('start')
    .description(say.about)
    .addOption(new Option('--data <directory>', say.data))
    .addOption(new Option('--port <number>', say.port))
    .addOption(new Option('--no-practice', say.noPractice))
    .addOption(new Option('--no-open', say.noOpen))
    .addHelpText('after', say.examples)
    .action((options: Options) => serve(io, options));
}

async function serve(io: CliIo, options: Options): Promise<void> {
  const say = startWords[io.language];
  const settings = settingsOf(options, io.env);
  const { claimDataDirectory } = await import('../store/index.ts');
  const claim = await claimDataDirectory(settings.data.value);
  if (!claim.owner) {
    const { connect } = await import('./client.ts');
    await claim.release();
    const client = await connect(settings, versionOf(), () => {});
    const { address } = await client.get<{ address: string | null }>('/api/v1/health');
    await client.close();
    io.stdout(address === null ? say.runningSilently : say.running(`${address}#token=${await tokenIn(settings)}`));
    return;
  }
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  onInterrupt(stop);
  const closing: (() => Promise<unknown>)[] = [() => claim.release()];
  try {
    const { app, address } = await openConsole(io, settings, closing, claim.serve);
    io.stdout(say.opened(`${address}#token=${app.token}`));
    io.stdout(say.data_(settings.data.value));
    if (options.practice) {
      const { openPractice } = await import('./practice-system.ts');
      const practice = await openPractice(app, settings.data.value);
      closing.unshift(practice.close);
      io.stdout(say.practice(practice.url));
    }
    io.stdout(say.stop);
    if (options.open && io.isTTY) openBrowser(`${address}#token=${app.token}`);
    await stopped;
    io.stderr(say.stopping);
  } finally {
    for (const close of closing) await close();
  }
}

type Serve = (handler: (socket: import('node:net').Socket) => void) => void;

async function openConsole(io: CliIo, settings: Settings, closing: (() => Promise<unknown>)[], serveSocket: Serve) {
  const [{ openApp }, { consoleDirectory, localServer }] = await Promise.all([
    import('../app.ts'),
    import('../server/index.ts'),
  ]);
  let address: string | null = null;
  const app = await openApp({
    dataDirectory: settings.data.value,
    databaseUrl: settings.databaseUrl.value,
    version: versionOf(),
    consoleDirectory: await consoleDirectory(),
    address: () => address,
    onError: (where, error) =>
      io.stderr(
        `${new Date().toISOString()} ${where} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      ),
  });
  closing.unshift(() => app.close());
  const server = await listenSomewhere(io, settings, app.http);
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const local = localServer(app.http);
  serveSocket((socket) => local.emit('connection', socket));
  closing.unshift(async () => {
    for (const it of [server, local]) it.closeAllConnections();
    server.close();
  });
  return { app, address };
}

/** The port asked for; another free one where nobody asked and the default is taken. */
async function listenSomewhere(
  io: CliIo,
  settings: Settings,
  http: Parameters<typeof import('../server/index.ts').listen>[0],
) {
  const { listen, ServerError } = await import('../server/index.ts');
  try {
    return await listen(http, settings.port.value);
  } catch (error) {
    if (settings.port.origin !== 'default' || !(error instanceof ServerError) || error.code !== 'server.port_taken')
      throw error;
    const server = await listen(http, 0);
    io.stderr(startWords[io.language].portTaken(settings.port.value, (server.address() as AddressInfo).port));
    return server;
  }
}

const tokenIn = async (settings: Settings): Promise<string> =>
  (await readFile(join(settings.data.value, 'token'), 'utf8').catch(() => '')).trim();

/** Opening a browser is a courtesy: where it fails, the printed address does. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  if (program === undefined) return;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
