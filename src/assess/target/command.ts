import { isUtf8 } from 'node:buffer';
import { type ChildProcess, spawn } from 'node:child_process';
import { AssessError } from '../error.ts';
import { promptOf } from './prompt.ts';
import type { Target, TargetBounds } from './target.ts';

export interface CommandOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly bounds: TargetBounds;
  readonly environment: NodeJS.ProcessEnv;
}

/** Variables that hold keys of Duheng's by their name, whatever is in them. */
const keyVariable = /^DUHENG_(\w+_)?KEY$/i;

/** An environment without our keys: neither by name nor by value does a program that is asked get them. */
export function withoutKeys(environment: NodeJS.ProcessEnv, secrets: readonly string[]): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name, value]) => !keyVariable.test(name) && !secrets.some((secret) => value?.includes(secret)),
  );
  return Object.fromEntries(kept);
}

const hasGroups = process.platform !== 'win32';

/** Ends the program with all that it started; what still holds its output open is left alone, since nobody reads it any more. */
function endAll(child: ChildProcess): void {
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // it has ended by itself
  }
  child.stdout?.destroy();
  child.unref();
}

/** Runs the program once per question, without a shell: the conversation on standard input, the answer on standard output. */
function runCommand(
  { program, args, bounds, environment }: CommandOptions,
  prompt: string,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const at = { program, address: program };
    if (signal.aborted) return reject(new AssessError('target.cancelled', at));
    const child = spawn(program, [...args], {
      shell: false,
      // a group of its own, so that its children can be ended with it
      detached: hasGroups,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      env: environment,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
    };
    const fail = (error: AssessError) => {
      end();
      endAll(child);
      reject(error);
    };
    const cancelled = () => fail(new AssessError('target.cancelled', at));
    const timer = setTimeout(
      () => fail(new AssessError('target.timeout', { ...at, limitMs: bounds.totalMs })),
      bounds.totalMs,
    );
    signal.addEventListener('abort', cancelled, { once: true });
    child.on('error', (cause: NodeJS.ErrnoException) =>
      fail(
        new AssessError(cause.code === 'ENOENT' ? 'target.command_not_found' : 'target.command_failed', at, { cause }),
      ),
    );
    // A program that does not read its input closes the pipe; its exit status says whether that was a fault.
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bounds.answerBytes)
        fail(new AssessError('target.answer_too_large', { ...at, limitBytes: bounds.answerBytes }));
      else chunks.push(chunk);
    });
    child.on('close', (status, killedBy) => {
      end();
      if (status === 0) resolve(Buffer.concat(chunks));
      else reject(new AssessError('target.command_failed', { ...at, status, signal: killedBy }));
    });
    child.stdin.end(prompt);
  });
}

/** A target that is a program on this machine. */
export function commandTarget(options: CommandOptions): Target {
  const { program, args } = options;
  return {
    kind: 'command',
    params: { args },
    describe: () => ({ kind: 'command', address: program, model: null }),
    async ask(turns, signal) {
      const output = await runCommand(options, promptOf(turns), signal);
      if (!isUtf8(output)) throw new AssessError('target.invalid_utf8', { address: program });
      const text = output.toString('utf8').replace(/\r?\n$/, '');
      if (text.trim() === '') throw new AssessError('target.answer_empty', { address: program, finish: null });
      return { text, reportedModel: null, fingerprint: null, finish: null, bytes: output.length };
    },
    close: async () => undefined,
  };
}
