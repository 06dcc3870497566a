import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { CliIo } from './io.ts';
import { main } from './main.ts';

const entry = join(import.meta.dirname, 'main.ts');

export interface Ended {
  /** null where a signal ended it */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** resolves with the first match in what it said so far or will say; rejects when it ends without */
  said(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly language?: 'zh' | 'en';
  /** shell words before the command, such as `ulimit -f 100;` */
  readonly limits?: string;
  readonly input?: string;
  readonly colour?: boolean;
}

/** Starts the command line as a process of its own; killed when the test ends. */
export function duheng(t: Pick<TestContext, 'after'>, args: readonly string[], options: CommandOptions = {}): Running {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C', ...options.env };
  if (options.language) env.DUHENG_LANGUAGE = options.language;
  const words = ['--disable-warning=ExperimentalWarning', entry, ...args];
  const child =
    options.limits === undefined
      ? spawn(process.execPath, words, { env })
      : spawn('/bin/sh', ['-c', `${options.limits} exec "$0" "$@"`, process.execPath, ...words], { env });
  t.after(() => child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const hear = (stream: 'out' | 'err') => (chunk: Buffer) => {
    text[stream] += chunk.toString('utf8');
    for (const it of listeners) it();
  };
  child.stdout?.on('data', hear('out'));
  child.stderr?.on('data', hear('err'));
  child.stdin?.end(options.input ?? '');
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  return {
    ...{ child, ended },
    said(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(`${text.out}\n${text.err}`);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without ${pattern}: ${text.out}\n${text.err}`)));
      });
    },
  };
}

/** Runs it to its end. */
export const ran = (t: Pick<TestContext, 'after'>, args: readonly string[], options?: CommandOptions): Promise<Ended> =>
  duheng(t, args, options).ended;

export async function emptyFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-cli-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs a command line within this process: for what ends without a signal and writes through its io. One at a time, since an exit code is the process's. */
export async function inProcess(
  args: readonly string[],
  { env = {}, language = 'en', colour = false }: CommandOptions = {},
) {
  const said = { out: '', err: '' };
  const io: CliIo = {
    stdout(text) {
      said.out += text;
    },
    stderr(text) {
      said.err += text;
    },
    ...{ language, isTTY: false, colour, columns: 100, env },
  };
  process.exitCode = undefined;
  const code = await main(args, io, '0.0.0');
  process.exitCode = undefined;
  return { code, ...said };
}
