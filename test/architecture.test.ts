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
  backup: 5,
  server: 6,
  cli: 6,
};

const root = join(import.meta.dirname, '..');
const isTest = (file: string) => /\.(test|spec-world)\.ts$/.test(file);
const sources = globSync('{src,web,verifier}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: (it) => it.includes('node_modules') || it.includes('dist'),
});

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** `import … from`, `export … from`, `import '…'` for its effect alone, and `import('…')`. */
const imports =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+['"](\.[^'"]+)['"]|(?:^|\n)\s*import\s+['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]/g;

function arrowsIn(file: string, text: string): Arrow[] {
  return [...text.matchAll(imports)].map((it) => ({
    from: file,
    to: normalize(join(dirname(file), it[2] ?? it[3] ?? it[4] ?? '')),
    typeOnly: it[1] !== undefined,
  }));
}

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const arrowsOf = (file: string): Arrow[] => arrowsIn(file, textOf(file));

const room = (file: string) =>
  file.startsWith('src/') && file.split('/').length > 2 ? (file.split('/')[1] ?? '') : '';
const arrows = sources.filter((it) => !isTest(it)).flatMap(arrowsOf);
const crossing = arrows.filter((it) => room(it.from) !== '' && room(it.to) !== '' && room(it.from) !== room(it.to));

test('every way of importing is seen', () => {
  const text =
    "import { a } from './a.ts';\nexport type { B } from '../b/index.ts';\nimport './c.ts';\nconst d = await import('./d.ts');\n";
  assert.deepEqual(
    arrowsIn('src/x/y.ts', text).map((it) => [it.to, it.typeOnly]),
    [
      ['src/x/a.ts', false],
      ['src/b/index.ts', true],
      ['src/x/c.ts', false],
      ['src/x/d.ts', false],
    ],
  );
});

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

test('web imports nothing of src but API types', () => {
  const wrong = arrows.filter(({ from, to, typeOnly }) => {
    if (!from.startsWith('web/') || !to.startsWith('src/')) return false;
    return !(typeOnly && to === 'src/server/api-types.ts');
  });
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test('the verifier enters the ledger by its pure face, and nothing else of src', () => {
  const entered = arrows.filter(({ from, to }) => from.startsWith('verifier/') && !to.startsWith('verifier/'));
  assert.ok(entered.length > 0);
  assert.deepEqual(
    entered.filter(({ to }) => to !== 'src/ledger/pure.ts').map(({ from, to }) => `${from} -> ${to}`),
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

/** The pure cores: with all that they import they run in a browser. Parsing and looking up an edition; inspection; leaves, their bytes and their hashes; the tree over them; signed notes and proofs; evidence bundles. */
const pureCores = [
  'src/framework/parse.ts',
  'src/framework/lookup.ts',
  'src/framework/relations.ts',
  'src/framework/profile.ts',
  'src/inspect/index.ts',
  'src/ledger/leaf.ts',
  'src/ledger/record.ts',
  'src/ledger/tree/index.ts',
  'src/ledger/pure.ts',
  ...['note', 'key', 'checkpoint', 'cosignature', 'policy', 'tlog-proof'].map((it) => `src/ledger/note/${it}.ts`),
];

test('the pure cores of the ground floor reach no node: module', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of arrows) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const reached = new Set(pureCores);
  for (const file of reached) for (const to of next.get(file) ?? []) reached.add(to);
  for (const file of pureCores) assert.ok(sources.includes(file), file);
  const wrong = [...reached].filter((it) => /['"]node:/.test(textOf(it)));
  assert.deepEqual(wrong, []);
});

/** What builds a room, and the room itself, which may of course name it. */
const builders: Readonly<Record<string, string>> = {
  createRegister: 'register',
  createEvidence: 'evidence',
  createAssessments: 'assess',
  createReports: 'report',
  createBundles: 'report',
  openProjection: 'store',
  openSecrets: 'store',
};

test('rooms are built in app.ts and nowhere else', () => {
  const found = sources
    .filter((it) => !isTest(it) && it !== 'src/app.ts' && it.startsWith('src/'))
    .flatMap((file) =>
      Object.entries(builders)
        .filter(([name, of]) => room(file) !== of && new RegExp(`\\b${name}\\(`).test(textOf(file)))
        .map(([name]) => `${file}: ${name}`),
    );
  assert.deepEqual(found, []);
});
