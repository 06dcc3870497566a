import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { Command, Option } from 'commander';
import type { App, AppOptions } from '../app.ts';
import { onInterrupt } from './interrupt.ts';
import type { CliIo } from './io.ts';
import { type Settings, settingsOf } from './settings.ts';
import { startWords } from './start-words.ts';
import { versionOf } from './version.ts';
import { witnessesOf } from './witness-settings.ts';

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
  const witnesses = await witnessesOf(settings);
  const { claimDataDirectory } = await import('../store/index.ts');
  const claim = await claimDataDirectory(settings.data.value);
  if (!claim.owner) {
    await claim.release();
    io.stdout(await whereItRuns(io, settings));
    return;
  }
  const stopped = new Promise<void>((resolve) => onInterrupt(resolve));
  /** ended in this order: who asks, the rooms, what they ask, the directory */
  const closing: (() => Promise<unknown>)[] = [() => claim.release()];
  try {
    const { app, url } = await openConsole(io, { ...settings, witnesses }, closing, claim.serve);
    io.stdout(say.data_(settings.data.value));
    if (options.practice) await openPracticeBeside(io, app, settings, closing);
    io.stdout(say.stop);
    if (options.open && io.isTTY) openBrowser(url);
    await stopped;
    io.stderr(say.stopping);
  } finally {
    for (const close of closing) await close();
  }
}

/** What to tell where another process has the data directory: its console, if it shows one. */
async function whereItRuns(io: CliIo, settings: Settings): Promise<string> {
  const say = startWords[io.language];
  const [{ connect }, { tokenIn }] = await Promise.all([import('./client.ts'), import('../server/index.ts')]);
  const client = await connect(settings, versionOf(), () => {});
  try {
    const { address } = await client.get<{ address: string | null }>('/api/v1/health');
    return address === null
      ? say.runningSilently
      : say.running(`${address}#token=${await tokenIn(settings.data.value)}`);
  } finally {
    await client.close();
  }
}

/** The console is worth having without the practice system: where that fails, the reason is told and the rest goes on. */
async function openPracticeBeside(
  io: CliIo,
  app: App,
  settings: Settings,
  closing: (() => Promise<unknown>)[],
): Promise<void> {
  try {
    const { openPractice } = await import('./practice-system.ts');
    const practice = await openPractice(app, settings.data.value);
    // After the rooms: a practice system that went first would look like an endpoint that fails.
    closing.splice(-1, 0, practice.close);
    io.stdout(startWords[io.language].practice(practice.url));
  } catch (error) {
    const { problemText } = await import('./fault.ts');
    io.stderr(problemText(error, io.language));
  }
}

type Serve = (handler: (socket: import('node:net').Socket) => void) => void;

/** Listens and shows the console's page first, since an embedded database takes seconds to open; requests to the API wait for it. */
async function openConsole(
  io: CliIo,
  settings: Settings & Pick<AppOptions, 'witnesses'>,
  closing: (() => Promise<unknown>)[],
  serveSocket: Serve,
) {
  const { consoleDirectory, createFront, localServer, tokenIn } = await import('../server/index.ts');
  const dataDirectory = settings.data.value;
  const rooms = Promise.withResolvers<App>();
  rooms.promise.catch(() => {});
  const directory = await consoleDirectory();
  const front = createFront(
    rooms.promise.then((it) => it.http),
    directory,
  );
  const token = await tokenIn(dataDirectory);
  const server = await listenSomewhere(io, settings, front);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const local = localServer(front);
  serveSocket(local.admit);
  closing.unshift(async () => {
    server.close();
    server.closeAllConnections();
    local.closeAll();
  });
  const url = `${address}#token=${token}`;
  io.stdout(startWords[io.language].opened(url));
  try {
    const { openApp } = await import('../app.ts');
    const app = await openApp({
      ...{ dataDirectory, databaseUrl: settings.databaseUrl.value, version: versionOf() },
      witnesses: settings.witnesses,
      ledgerPeriod: settings.ledgerPeriod.value,
      consoleDirectory: directory,
      address: () => address,
      onError: (where, error) => io.stderr(logLine(where, error)),
    });
    closing.splice(1, 0, () => app.close());
    rooms.resolve(app);
    return { app, url };
  } catch (error) {
    rooms.reject(error);
    throw error;
  }
}

/** An error of ours says all in its message; where something unforeseen broke, the place matters. */
const told = (error: Error): string =>
  'code' in error && 'params' in error ? error.message : (error.stack ?? error.message);

const logLine = (where: string, error: unknown): string =>
  `${new Date().toISOString()} ${where} ${error instanceof Error ? told(error) : String(error)}\n`;

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
