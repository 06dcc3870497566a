import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import canonicalize from 'canonicalize';
import { readEdition } from '../../framework/index.ts';
import { AssessError, type Fault } from '../error.ts';
import { bounds, type SuiteCase } from './case.ts';
import { type CaseChecks, checkCase, type ExpectationCheck } from './check-case.ts';
import { detectEncoding } from './encoding.ts';
import { rowsOf, type SourceFile } from './source.ts';
import type { Suite, SuiteNotice } from './suite.ts';

export interface LoadOptions {
  /** folder of the shipped suites, one folder each */
  readonly bank: string;
  readonly accepts: ExpectationCheck;
  /** codes of the risks that a case may name; those of edition 1.0 by default */
  readonly risks?: ReadonlySet<string> | undefined;
}

/** The suites shipped with this room. */
export const bankDirectory = join(import.meta.dirname, '..', 'bank');

/** Faults reported at once. */
const mostFaults = 20;
/** Suites whose canonical text is no longer than this stay in memory after they are read. */
const keptCharacters = 4_000_000;

/** Canonical text of a case: RFC 8785, so that the same case gives the same digest whatever its file looked like. */
export function canonicalCase(it: SuiteCase): string {
  return canonicalize(it) ?? '';
}

const shippedName = /^[a-z0-9][a-z0-9-]{0,63}$/;

async function shippedFiles(bank: string, name: string): Promise<string[] | null> {
  if (!shippedName.test(name)) return null;
  try {
    const files = (await readdir(join(bank, name))).filter((it) => /\.(jsonl|ya?ml)$/.test(it)).sort();
    return files.length === 0 ? null : files.map((it) => join(bank, name, it));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Names of the shipped suites. */
export async function shippedSuites(bank: string): Promise<string[]> {
  const entries = await readdir(bank, { withFileTypes: true });
  return entries
    .filter((it) => it.isDirectory())
    .map((it) => it.name)
    .sort();
}

class Reader {
  readonly faults: Fault[] = [];
  readonly #checks: CaseChecks;
  readonly #lines = new Map<string, string>();

  constructor(checks: CaseChecks) {
    this.#checks = checks;
  }

  /** Cases in order; rows with a fault are left out and noted. */
  async *read(files: readonly SourceFile[]): AsyncGenerator<SuiteCase> {
    for (const file of files) {
      for await (const row of rowsOf(file)) {
        if (this.faults.length >= mostFaults) return;
        const at = { file: row.file, line: row.line };
        if (row.fault !== null) this.faults.push({ ...at, code: row.fault, field: '', params: {} });
        else {
          const checked = checkCase(row.value, this.#checks);
          if ('faults' in checked)
            this.faults.push(
              ...checked.faults.map((it) => ({ ...at, ...it, line: row.lineOf?.(it.field) ?? row.line })),
            );
          else if (this.#isNew(checked.case.id, at)) yield checked.case;
        }
      }
    }
  }

  #isNew(id: string, at: { readonly file: string; readonly line: number }): boolean {
    const first = this.#lines.get(id);
    if (first === undefined) {
      if (this.#lines.size >= bounds.casesPerSuite) {
        throw new AssessError('suite.too_many_cases', { file: at.file, most: bounds.casesPerSuite });
      }
      this.#lines.set(id, `${basename(at.file)}:${at.line}`);
      return true;
    }
    this.faults.push({ ...at, code: 'suite.duplicate_id', field: 'id', params: { id, first } });
    return false;
  }
}

/** Cases read again, refused when they are no longer those of the first reading. */
async function* reread(files: readonly SourceFile[], checks: CaseChecks, digest: string): AsyncGenerator<SuiteCase> {
  const hash = createHash('sha256');
  const reader = new Reader(checks);
  for await (const it of reader.read(files)) {
    hash.update(canonicalCase(it)).update('\n');
    yield it;
  }
  if (reader.faults.length > 0 || `sha256:${hash.digest('hex')}` !== digest) {
    throw new AssessError('suite.changed', { file: files[0]?.path ?? '' });
  }
}

async function readOnce(name: string, files: readonly SourceFile[], checks: CaseChecks): Promise<Suite> {
  const hash = createHash('sha256');
  const reader = new Reader(checks);
  let count = 0;
  let characters = 0;
  let kept: SuiteCase[] | null = [];
  for await (const it of reader.read(files)) {
    const text = canonicalCase(it);
    hash.update(text).update('\n');
    count += 1;
    characters += text.length;
    if (characters > keptCharacters) kept = null;
    kept?.push(it);
  }
  const [first] = reader.faults;
  const file = files[0]?.path ?? '';
  if (first !== undefined) {
    const faults = reader.faults.slice(0, mostFaults);
    const params = { file: first.file, line: first.line, field: first.field, fault: first.code, faults: faults.length };
    throw new AssessError('suite.invalid', params, { faults });
  }
  if (count === 0) throw new AssessError('suite.empty', { file });
  const digest = `sha256:${hash.digest('hex')}`;
  const notices = files.flatMap(({ path, detected }): SuiteNotice[] =>
    detected.notice === null ? [] : [{ code: detected.notice, file: path }],
  );
  const held = kept;
  async function* fromMemory(): AsyncGenerator<SuiteCase> {
    yield* held ?? [];
  }
  const cases = held === null ? () => reread(files, checks, digest) : fromMemory;
  return { name, file, digest, count, notices, cases };
}

/**
 * Reads a suite through: a shipped one by name, or a JSONL or YAML file. All faults, up to 20, come in one `suite.invalid` with file,
 * line and field each.
 * @throws AssessError `suite.*`
 */
export async function loadSuite(nameOrFile: string, options: LoadOptions): Promise<Suite> {
  const shipped = await shippedFiles(options.bank, nameOrFile);
  const paths = shipped ?? [nameOrFile];
  const files: SourceFile[] = [];
  for (const path of paths) files.push({ path, detected: await detectEncoding(path) });
  const name = shipped === null ? basename(nameOrFile, extname(nameOrFile)) : nameOrFile;
  const risks = options.risks ?? new Set((await readEdition('1.0')).risks.map((it) => it.code));
  return readOnce(name.slice(0, 200), files, { accepts: options.accepts, risks });
}
