#!/usr/bin/env node
// Runs Duheng on the Node that came with its own dependencies, whatever Node started this file (20 or newer).
// In a clone it first installs and builds what is missing; installed from the registry it goes straight to the compiled program.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inClone = existsSync(join(root, 'src', 'cli', 'main.ts'));
/** Runs make much short-lived garbage: a young generation of 16 MB from the start is the least that costs no time, and memory stays flat (see bench/run.ts). */
const garbage = ['--max-semi-space-size=16', '--min-semi-space-size=16'];
/** The graders' expressions are long: improving the bytecode that V8 first makes of one takes longer than compiling it at once. */
const expressions = ['--no-regexp-tier-up'];
const nodeFlags = ['--disable-warning=ExperimentalWarning', ...garbage, ...expressions];
const args = process.argv.slice(2);
const [mode] = args;

if (inClone) setUp();
const node = pinnedNode();
if (mode === '--set-up') process.exit(0);
if (mode === '--build') run([join(root, 'bin', 'build.mjs')]);
else if (mode === '--test') run([join(root, 'bin', 'test.mjs'), ...args.slice(1)]);
else if (mode === '--soak') run([join(root, 'test', 'soak', 'run.ts'), ...args.slice(1)]);
else run([inClone ? join(root, 'src', 'cli', 'main.ts') : join(root, 'dist', 'src', 'cli', 'main.js'), ...args]);

/** The pinned Node of our dependencies, else the present one where it is new enough; otherwise says what to do and ends with 70. */
function pinnedNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const found = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin', file);
    if (existsSync(found)) return found;
  } catch {
    // not every platform has such a package: fall through to the present Node
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `duheng: needs Node 24 and found ${process.version}; the package ${name} is not installed. Install Node 24 (see .node-version) or run: npm ci\n` +
      `duheng：需要 Node 24，当前为 ${process.version}，且未安装 ${name}。请安装 Node 24(见 .node-version)或运行：npm ci\n`,
  );
  process.exit(70);
}

/** In a clone: installs dependencies where they differ from the lock file, and builds the console and the verifier where their sources changed and the command serves them. */
function setUp() {
  if (!isInstalled()) {
    step('Installing dependencies 安装依赖', () =>
      npm(['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']),
    );
  }
  if (!['start', '--test', '--set-up'].includes(mode)) return;
  built('web', [], 'Building the console 构建控制台', [
    join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
    ...['build', join(root, 'web'), '--logLevel', 'warn'],
  ]);
  built('verifier', sourcesIn(join('src', 'ledger')), 'Building the verifier 构建核验程序', [
    join(root, 'verifier', 'build.mjs'),
  ]);
}

/** The files of a folder that something is built of. */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((it) => /\.(ts|tsx|mjs|css|html|json|svg)$/.test(it) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(it))
    .filter((it) => !/\.(test|spec-world)\.ts$/.test(it))
    .map((it) => join(folder, it));
}

/** Builds what lies in a folder, with what it takes from elsewhere, where its sources changed. */
function built(folder, others, title, command) {
  once(
    { stamp: join(root, 'node_modules', '.duheng', folder), output: join(root, folder, 'dist') },
    [...sourcesIn(folder), ...others, 'package-lock.json'].sort(),
    title,
    () => spawnSync(pinnedNode(), command, { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1,
  );
}

/** True where node_modules holds every package of the lock file in its version; npm writes its own list there when an install is complete. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, it]) => path === '' || (present[path] ? present[path].version === it.version : it.optional === true),
  );
}

/** Does the work unless its output lies there and the stamp names exactly these files' content. */
function once({ stamp, output }, files, title, work) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  const wanted = hash.digest('hex');
  if (holdsFiles(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  step(title, work);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Whether a folder is there and not empty. */
function holdsFiles(folder) {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

function step(title, work) {
  process.stderr.write(`duheng: ${title} …\n`);
  const status = work();
  if (status === 0) return;
  process.stderr.write(
    `duheng: ${title}: failed with exit code ${status}; the lines above say why. 失败，原因见上。\n`,
  );
  process.exit(70);
}

function npm(command) {
  const cli = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  if (cli?.endsWith('.js')) return spawnSync(process.execPath, [cli, ...command], options).status ?? 1;
  return spawnSync('npm', command, { ...options, shell: process.platform === 'win32' }).status ?? 1;
}

function run(command) {
  const path = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
  const cache =
    process.env.NODE_COMPILE_CACHE ??
    join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'duheng', 'compiled');
  const child = spawn(node, [...nodeFlags, ...command], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, NODE_COMPILE_CACHE: cache },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
  });
}
