/**
 * The lexicon engine against ripgrep and Vectorscan, in one run: `node bench/inspect-lexicon.ts [MEGABYTES]` (50). All overlapping hits of
 * 10,000 and of 50,000 terms in mixed Chinese and English, one thread, MB of UTF-8 per CPU second; text made of beginnings of terms; building and
 * loading. Peers take turns with the engine and the middle ratio counts. Their building is left out of their time. A peer that is not there is
 * skipped and the reason printed. Ends with 1 when a limit is missed.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildLexicon,
  createScanner,
  type Lexicon,
  loadLexicon,
  type Sha256,
  serialise,
} from '../src/inspect/index.ts';
import { scratch } from './bench-world.ts';
import { World } from './inspect-world.ts';

const limits = { ofRipgrep: 3, adversarial: 1 / 3, buildMs: 1_000, loadMs: 100 } as const;
const ofVectorscan = new Map([
  [10_000, 0.3],
  [50_000, 0.5],
]);
const megabytes = Number(process.argv[2] ?? 50);
const turns = 5;
const seed = 20_261_123;
const missed: string[] = [];
const directory = scratch();

function report(name: string, value: string, holds: boolean, limit: string): void {
  process.stdout.write(`${holds ? 'ok    ' : 'MISSED'} ${name}: ${value} (limit ${limit})\n`);
  if (!holds) missed.push(name);
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const unitsOf = (text: string): Uint16Array =>
  Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const bytesOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** CPU seconds that a piece of work takes, all threads of this process together: neighbours on the machine do not count. */
function cpuSeconds<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

interface Turn {
  readonly seconds: number;
  readonly hits: number;
}

/** Each message by itself, as the peers scan it. */
function scanAll(lexicon: Lexicon, messages: readonly Uint16Array[]): Turn {
  let hits = 0;
  const onHit = () => {
    hits += 1;
  };
  const { seconds } = cpuSeconds(() => {
    for (const message of messages) createScanner(lexicon).scan(message, message.length, onHit);
  });
  return { seconds, hits };
}

/** A peer that scans the files once and gives CPU seconds, or why it is not here. */
type Peer = ((terms: string, messages: string) => Turn) | { readonly absent: string };

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** CPU seconds that a command takes, by the shell's own clock for its children. */
function cpuOf(command: readonly string[]): Turn {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" 2>/dev/null || test $? -eq 1; } 2>&1';
  const lines = execFileSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const [user = 0, system = 0] = (lines.at(-1) ?? '').split(' ').map(Number);
  return { seconds: user + system, hits: Number(lines.length > 1 ? lines[0] : 0) };
}

function ripgrep(): Peer {
  try {
    execFileSync('rg', ['--version'], { stdio: 'ignore' });
  } catch (error) {
    return { absent: reasonOf(error) };
  }
  const command = (terms: string, text: string) => ['rg', '-j1', '-F', '--count-matches', '-f', terms, text];
  return (terms, messages) => {
    const whole = cpuOf(command(terms, messages));
    return { hits: whole.hits, seconds: whole.seconds - cpuOf(command(terms, '/dev/null')).seconds };
  };
}

function vectorscan(): Peer {
  const program = join(directory, 'vectorscan');
  const source = join(import.meta.dirname, 'peers', 'vectorscan.c');
  try {
    const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libhs'], { encoding: 'utf8', stdio: 'pipe' });
    execFileSync('cc', ['-O2', '-o', program, source, ...flags.trim().split(/\s+/)], { stdio: 'pipe' });
  } catch (error) {
    return { absent: reasonOf(error) };
  }
  return (terms, messages) => {
    const out = JSON.parse(execFileSync(program, [terms, messages, '1'], { encoding: 'utf8' }));
    return { seconds: Number(out.seconds[0]), hits: Number(out.hits) };
  };
}

const peers = { ripgrep: ripgrep(), vectorscan: vectorscan() };
for (const [name, peer] of Object.entries(peers))
  if (typeof peer !== 'function') process.stdout.write(`skip   ${name}: ${peer.absent}\n`);

function builtAndLoaded(terms: readonly string[]): Lexicon {
  const made = terms.map((term, id) => ({ units: unitsOf(term), id }));
  const { result: lexicon, seconds: building } = cpuSeconds(() => buildLexicon(made));
  const bytes = serialise(lexicon, sha256);
  // The middle of several: the bench leaves garbage of hundreds of MB, and one load or another pays for its collection.
  const loading = middle(Array.from({ length: turns }, () => cpuSeconds(() => loadLexicon(bytes, sha256)).seconds));
  const [buildMs, loadMs] = [building * 1000, loading * 1000];
  const sizes = `${(lexicon.bytes / 1e6).toFixed(1)} MB, file ${(bytes.length / 1e6).toFixed(1)} MB`;
  report(`build, ${terms.length} terms`, `${buildMs.toFixed(0)} ms (${sizes})`, buildMs < limits.buildMs, '1000 ms');
  report(`load, ${terms.length} terms`, `${loadMs.toFixed(0)} ms`, loadMs < limits.loadMs, '100 ms');
  return lexicon;
}

/** How many times as fast we are, by turn: their time over ours in the same turn. */
function against(name: string, own: readonly Turn[], theirs: readonly Turn[], least: number): void {
  if (theirs.length === 0) return;
  const ratio = middle(theirs.map((it, turn) => it.seconds / (own[turn]?.seconds ?? Number.NaN)));
  const speed = megabytes / middle(theirs.map((it) => it.seconds));
  const hits = `${theirs[0]?.hits} hits to our ${own[0]?.hits}`;
  // ripgrep counts what does not overlap; Vectorscan counts all, as we do.
  const same = name === 'ripgrep' || theirs.every((it) => it.hits === own[0]?.hits);
  report(`of ${name}`, `${ratio.toFixed(2)} (${speed.toFixed(0)} MB/s, ${hits})`, ratio >= least && same, `${least}`);
}

for (const [count, leastOfVectorscan] of ofVectorscan) {
  const world = new World(seed);
  const terms = world.terms(count);
  const lexicon = builtAndLoaded(terms);
  const messages = world.messages(megabytes * 1e6, terms);
  const files = [join(directory, `terms-${count}`), join(directory, `messages-${count}`)] as const;
  writeFileSync(files[0], `${terms.join('\n')}\n`);
  writeFileSync(files[1], `${messages.join('\n')}\n`);
  const plain = messages.map(unitsOf);
  const prefixes = world.prefixes(megabytes * 1e6, terms);
  const hostile = prefixes.map(unitsOf);
  // Compiled code before anything counts.
  scanAll(lexicon, plain);
  const own: Turn[] = [];
  const adversarial: Turn[] = [];
  const theirs: { readonly [name in keyof typeof peers]: Turn[] } = { ripgrep: [], vectorscan: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    own.push(scanAll(lexicon, plain));
    if (typeof peers.ripgrep === 'function') theirs.ripgrep.push(peers.ripgrep(...files));
    if (typeof peers.vectorscan === 'function') theirs.vectorscan.push(peers.vectorscan(...files));
    adversarial.push(scanAll(lexicon, hostile));
  }
  const speed = bytesOf(messages) / 1e6 / middle(own.map((it) => it.seconds));
  process.stdout.write(`       ${count} terms: ${speed.toFixed(0)} MB/s, ${own[0]?.hits} hits\n`);
  against('ripgrep', own, theirs.ripgrep, limits.ofRipgrep);
  against('vectorscan', own, theirs.vectorscan, leastOfVectorscan);
  const slowest = bytesOf(prefixes) / 1e6 / middle(adversarial.map((it) => it.seconds));
  const share = slowest / speed;
  report(
    'beginnings of terms only, of plain text',
    `${share.toFixed(2)} (${slowest.toFixed(0)} MB/s)`,
    share >= limits.adversarial,
    '0.33',
  );
}
process.exitCode = missed.length > 0 ? 1 : 0;
