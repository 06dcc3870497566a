import {
  bundleLimits,
  keyFaultText,
  LedgerError,
  reportText,
  verdictJson,
  verifyWords,
} from '../../src/ledger/pure.ts';
import { helpText, languageOf, wantedBy } from './arguments.ts';
import { verify } from './verify.ts';

/*
 * The verifier as one file: a module that gives `verify`, and, started by Node itself, the program. Modules of Node are loaded only where
 * there is one, so that a browser can import the same file.
 */

export { reportOf, reportText, verdictJson } from '../../src/ledger/pure.ts';
export { type VerifyAnswer, type VerifyRequest, verify } from './verify.ts';

const usage = 64;
const unreadable = 66;

interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

async function program(argv: readonly string[], { out, err }: Streams): Promise<number> {
  const language = languageOf(argv, process.env);
  const say = verifyWords[language];
  const fail = (code: number, text: string): number => {
    err(`duheng-verify: ${text}\n`);
    return code;
  };
  const wanted = wantedBy(argv, language);
  if (typeof wanted === 'string') return fail(usage, `${wanted}\n\n${helpText(language)}`);
  if (wanted.help) {
    out(helpText(language));
    return 0;
  }
  const [file = ''] = wanted.files;
  const zip = await fileBytes(file);
  if (typeof zip === 'string') return fail(unreadable, say.unreadable(file, zip));
  try {
    const onProgress = ({ step, done }: { step: string; done: number }) => err(`${say.progress(step, done)}\r`);
    const shown = process.stderr.isTTY ? { onProgress } : {};
    const { verdict, report, exitCode } = await verify(zip, { ...wanted.pins, language, ...shown });
    out(wanted.json ? `${verdictJson(verdict)}\n` : reportText(report));
    return exitCode;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ledger.key_invalid')
      return fail(usage, keyFaultText(error, language));
    throw error;
  }
}

/** The bytes of a file, or why there are none. One above the limit is not read: the verdict on it needs its length only. */
async function fileBytes(file: string): Promise<Uint8Array | string> {
  const { readFile, stat } = await import('node:fs/promises');
  try {
    const { size } = await stat(file);
    if (size > bundleLimits.zip) return `${size} > ${bundleLimits.zip}`;
    return await readFile(file);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  }
}

/** Whether Node was started with this very file, by whatever link. */
async function isProgram(): Promise<boolean> {
  if (typeof process === 'undefined' || process.versions?.node === undefined) return false;
  const [, started] = process.argv;
  if (started === undefined) return false;
  const [{ realpathSync }, { fileURLToPath }] = await Promise.all([import('node:fs'), import('node:url')]);
  try {
    return realpathSync(started) === realpathSync(fileURLToPath(import.meta.url));
  } catch {
    return false;
  }
}

if (await isProgram()) {
  process.exitCode = await program(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}
