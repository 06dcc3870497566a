import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

/** The house of `docs/architecture.md`: rooms by floor. A room may import the faces of the floors below it. */
const floors: Record<string, number> = {
  framework: 0,
  inspect: 0,
  label: 0,
  ledger: 0,
  store: 1,
  register: 2,
  evidence: 3,
  assess: 4,
  corpus: 4,
  guard: 4,
  trace: 4,
  watch: 4,
  respond: 4,
  practice: 4,
  report: 5,
  server: 6,
  cli: 6,
};

const root = join(import.meta.dirname, '..');
const isTest = (file: string) => /\.(test|spec-world)\.ts$/.test(file);
const sources = globSync('{src,web}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: (it) => it.includes('node_modules') || it.includes('dist'),
});

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function arrowsOf(file: string): Arrow[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s+['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]/g,
  );
  return [...found].map((it) => ({
    from: file,
    to: normalize(join(dirname(file), it[3] ?? it[4] ?? '')),
    typeOnly: it[2] !== undefined,
  }));
}

const room = (file: string) =>
  file.startsWith('src/') && file.split('/').length > 2 ? (file.split('/')[1] ?? '') : '';
const arrows = sources.filter((it) => !isTest(it)).flatMap(arrowsOf);
const crossing = arrows.filter((it) => room(it.from) !== '' && room(it.to) !== '' && room(it.from) !== room(it.to));

test('every folder of src is a room of the house', () => {
  const unknown = [...new Set(sources.map(room))].filter((it) => it !== '' && !(it in floors));
  assert.deepEqual(unknown, []);
});

test('no arrow goes up, and none goes sideways on floors 1 to 5', () => {
  const wrong = crossing.filter(({ from, to }) => {
    const [a, b] = [floors[room(from)] ?? 99, floors[room(to)] ?? 99];
    return b > a || (b === a && a < 6);
  });
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test('a room is entered by its index.ts only', () => {
  const wrong = crossing.filter(({ to }) => to !== `src/${room(to)}/index.ts`);
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test('only app.ts and the command line import app.ts, and app.ts is outside every room', () => {
  const wrong = arrows.filter(({ from, to }) => to === 'src/app.ts' && !from.startsWith('src/cli/'));
  assert.deepEqual(
    wrong.map(({ from }) => from),
    [],
  );
});

test('web imports nothing of src but API types and the pure cores of label, inspect and ledger', () => {
  const allowed = /^src\/(label|inspect|ledger)\/index\.ts$/;
  const wrong = arrows.filter(({ from, to, typeOnly }) => {
    if (!from.startsWith('web/') || !to.startsWith('src/')) return false;
    return !(allowed.test(to) || (typeOnly && to === 'src/server/api-types.ts'));
  });
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test('no circle of run-time imports', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of arrows) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of next.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});

test('no folder is named for nothing', () => {
  const empty = ['utils', 'util', 'helpers', 'common', 'misc', 'lib', 'shared', 'manager', 'managers'];
  const found = sources.filter((file) =>
    file
      .split('/')
      .slice(0, -1)
      .some((part) => empty.includes(part)),
  );
  assert.deepEqual(found, []);
});

/** What a library offers without node: is what its `core` re-exports; see docs/architecture.md. */
test('the pure cores of the ground floor use no node: module', () => {
  const cores = sources.filter((it) => /^src\/(framework|ledger|label|inspect)\/core\//.test(it) && !isTest(it));
  const wrong = cores.filter((it) => /from ['"]node:/.test(readFileSync(join(root, it), 'utf8')));
  assert.deepEqual(wrong, []);
});
