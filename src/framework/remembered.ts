import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Changed with the parser or its options: what older ones made is then made anew. */
const maker = 'yaml-2';

/** Gives the value that a text stands for. */
export type Parse = (text: string) => unknown;

/** A parse that is looked up before it is done. */
export type Remember = (text: string, parse: Parse) => unknown;

/** Beside the compiled code that the launcher keeps. */
const defaultFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'duheng', 'parsed');

/**
 * What a shipped YAML text parses to, kept between runs under the digest of the text: parsing the data of an edition takes ten times as long as
 * reading its values back. A file that is damaged, of another text or not there is made anew, and a folder that takes no file costs
 * nothing but time. Whoever may write there may also write the compiled code beside it, so it is trusted as that is.
 */
export function rememberIn(folder: string): Remember {
  return (text, parse) => {
    const file = join(folder, `${hash('sha256', `${maker}\n${text}`)}.json`);
    const known = recall(file);
    if (known !== null) return known.value;
    const value = parse(text);
    if (value !== undefined) keep(folder, file, JSON.stringify({ value }));
    return value;
  };
}

/** {@link rememberIn} the cache of the user. */
export const remembered: Remember = (text, parse) => rememberIn(defaultFolder())(text, parse);

function recall(file: string): { readonly value: unknown } | null {
  try {
    const kept = readFileSync(file, 'utf8');
    const json = kept.slice(65);
    // The digest tells damage from what was written here.
    return kept.slice(0, 64) === hash('sha256', json) ? (JSON.parse(json) as { value: unknown }) : null;
  } catch {
    return null;
  }
}

function keep(folder: string, file: string, json: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const own = `${file}.${process.pid}`;
    writeFileSync(own, `${hash('sha256', json)}\n${json}`, { mode: 0o600 });
    renameSync(own, file);
  } catch {
    // a read-only home: the next run parses again
  }
}
