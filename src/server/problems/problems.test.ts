import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cliProblems } from '../../cli/error.ts';
import { describeProblem, type ProblemText } from '../frame/problem.ts';
import { problemTable } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const table: Readonly<Record<string, ProblemText>> = { ...problemTable, ...cliProblems };
const texts = Object.entries(table);
const rooms =
  'framework|inspect|ledger|store|register|evidence|grader|attack|suite|target|run|report|backup|server|cli|practice';
const isSource = (it: string) => !/\.(test|spec-world|types\.test)\.ts$/.test(it) && !it.includes('/problems/');
const sources = globSync('src/**/*.ts', { cwd: root })
  .filter(isSource)
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** Dotted names that are no errors: kinds of records, notices of a suite that was read, names of projections. */
const noErrors = new Set(
  sources
    .filter((it) => it.file.startsWith('src/ledger/'))
    .flatMap((it) => [...it.text.matchAll(/'([a-z]+\.[a-z0-9_]+)':/g)].map((found) => found[1] ?? '')),
);
for (const it of ['suite.decoded_as_gb18030', 'suite.decoded_as_utf16', 'suite.byte_order_mark']) noErrors.add(it);

interface Site {
  readonly file: string;
  readonly code: string;
  /** names of the parameters where they are written out, null where they come in from elsewhere */
  readonly params: readonly string[] | null;
}

/** Every place that names a code, with the parameters written beside it. */
function sitesIn({ file, text }: { file: string; text: string }): Site[] {
  const found: Site[] = [];
  for (const match of text.matchAll(new RegExp(`new \\w*Error\\(\\s*'((?:${rooms})\\.[a-z0-9_]+)'`, 'g'))) {
    found.push({ file, code: match[1] ?? '', params: paramsAfter(text, match.index + match[0].length) });
  }
  return found;
}

/** The keys of the object literal that follows; [] where nothing follows; null for anything else. */
function paramsAfter(text: string, from: number): string[] | null {
  const rest = text.slice(from).trimStart();
  if (rest.startsWith(')')) return [];
  const open = /^,\s*\{/.exec(rest);
  if (!open) return null;
  let depth = 1;
  let at = open[0].length;
  for (; depth > 0 && at < rest.length; at += 1) {
    if ('{(['.includes(rest[at] ?? '')) depth += 1;
    if ('})]'.includes(rest[at] ?? '')) depth -= 1;
  }
  let flat = rest.slice(open[0].length, at - 1);
  if (flat.includes('...')) return null;
  for (let before = ''; before !== flat; ) {
    before = flat;
    flat = flat.replace(/[{([][^{}()[\]]*[})\]]/g, '');
  }
  return flat
    .split(',')
    .map((it) => it.split(':')[0]?.trim() ?? '')
    .filter((it) => /^\w+$/.test(it));
}

const sites = sources.flatMap(sitesIn);
const slots = (text: string) => [...text.matchAll(/(?<!\{)\{([a-zA-Z_]\w*)\}(?!\})/g)].map((it) => it[1] ?? '');
const slotsOf = (it: ProblemText) => new Set([it.zh, it.en, it.action.zh, it.action.en].flatMap(slots));

describe('the one table of problems', () => {
  test('every code that an error of any room carries has its words', () => {
    assert.ok(sites.length > 100, `only ${sites.length} places found`);
    const missing = sites.filter((it) => !(it.code in table)).map((it) => `${it.code} in ${it.file}`);
    assert.deepEqual(missing, []);
  });

  test('every other name that looks like a code has words too: reasons of runs, faults of files, codes in tables', () => {
    const named = sources.flatMap(({ file, text }) =>
      [...text.matchAll(new RegExp(`'((?:${rooms})\\.[a-z][a-z0-9_]*)'`, 'g'))].map((it) => ({
        file,
        code: it[1] ?? '',
      })),
    );
    const missing = named
      .filter((it) => !(it.code in table) && !noErrors.has(it.code))
      .map((it) => `${it.code} in ${it.file}`);
    assert.deepEqual([...new Set(missing)], []);
  });

  test('a text asks for no parameter that an error with its code does not carry', () => {
    const wrong: string[] = [];
    for (const { file, code, params } of sites) {
      const text = table[code];
      if (!text || params === null) continue;
      for (const slot of slotsOf(text)) if (!params.includes(slot)) wrong.push(`${code} lacks {${slot}} in ${file}`);
    }
    assert.deepEqual([...new Set(wrong)], []);
  });

  test('both languages say something, and say it with the same parameters', () => {
    for (const [code, { zh, en, action }] of texts) {
      assert.match(zh, /\p{Script=Han}/u, code);
      assert.match(action.zh, /\p{Script=Han}/u, code);
      assert.match(en, /[a-z]{2}/i, code);
      assert.doesNotMatch(en + action.en, /\p{Script=Han}/u, code);
      assert.ok(action.en.length > 3, code);
      assert.deepEqual(slots(zh).sort(), slots(en).sort(), code);
    }
  });

  test('HTTP status and exit code fit together, and every exit code is one that docs/exit-codes.md explains', () => {
    const documented = new Set(
      [...readFileSync(join(root, 'docs/exit-codes.md'), 'utf8').matchAll(/^\| (\d+) \|/gm)].map((it) => Number(it[1])),
    );
    for (const [code, { http, exit }] of texts) {
      assert.ok(http === 200 || (http >= 400 && http < 600), code);
      assert.ok(documented.has(exit) && exit > 1, `${code} ${exit}`);
    }
  });

  test('an error that is in no table tells nothing of itself', () => {
    const stranger = Object.assign(new Error('password is hunter2'), {
      code: 'run.made_up',
      params: { key: 'hunter2' },
    });
    const library = Object.assign(new Error('hunter2'), { code: 'ECONNRESET' });
    for (const it of [stranger, library, new TypeError('hunter2'), 'hunter2', null]) {
      const problem = describeProblem(it, problemTable);
      assert.equal(problem.code, 'server.internal');
      assert.doesNotMatch(JSON.stringify(problem), /hunter2/);
    }
  });

  test('a parameter is put in as text, and what it holds is not looked into again', () => {
    const error = Object.assign(new Error('x'), { code: 'server.host_refused', params: { host: '{host} $& <b>' } });
    assert.match(describeProblem(error, problemTable).title, /^Host \{host\} \$& <b> is refused/);
  });
});
