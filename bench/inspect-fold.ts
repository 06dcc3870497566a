/**
 * Folding text against the engine's own `normalize('NFKC')` with `toLowerCase`, and against opencc-js, on the same messages in the same run:
 * `node bench/inspect-fold.ts`. All take turns and the middle turn counts. Worst cases are told per unit, beside ordinary text.
 */
import { execFileSync } from 'node:child_process';
import { Converter } from 'opencc-js/t2cn';
import { createFolder, FoldBuffer, readFoldTables, strongFolding } from '../src/inspect/fold/index.ts';

const limits = {
  'fold, usual': { normalize: 1, opencc: 0.15 },
  'fold, strong': { normalize: 1.5, opencc: 0.25 },
} as const;
const mostLoadMs = 10;
/** The slowest unit (a composed cluster) beside one of ordinary text; the same at any length. */
const mostOfOrdinary = 10;

const chinese =
  '模型 训练 数据 安全 我们 需要 检查 这个 系统 內容 請注意 查看 文件 会议 报告 用户 问题 回答 网络 服务 记录 风险 措施 管理 使用 可以 没有 一个 他们 时间 中国 发展 技术 人工智能 的 了 在 是 和 有 不 也 都 就'.split(
    ' ',
  );
const english =
  'The model must not answer this question without review because users Rely on Safety data and systems keep Records'.split(
    ' ',
  );

/** Messages of about 2 KB of UTF-8: two thirds Chinese, a quarter English, digits and punctuation; the same ones in every run. */
function messages(count: number): string[] {
  let seed = 1;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const word = (): string => {
    const kind = next(100);
    if (kind < 70) return chinese[next(chinese.length)] ?? '';
    if (kind < 90) return ` ${english[next(english.length)] ?? ''} `;
    return kind < 95 ? String(next(10_000)) : '，。？！：'.charAt(next(5));
  };
  return Array.from({ length: count }, () => {
    let text = '';
    while (Buffer.byteLength(text) < 2048) text += Array.from({ length: 20 }, word).join('');
    // Flat two-byte strings, as after JSON.parse.
    return String(JSON.parse(JSON.stringify(text.slice(0, 900))));
  });
}

/** Unpacking as a process meets it that starts: nothing compiled yet. The quickest of seven processes, since neighbours only add. */
function loadMs(): number {
  const module = new URL('../src/inspect/fold/index.ts', import.meta.url);
  const script = `import { readFoldTables } from '${module}';
    const startedAt = performance.now(); readFoldTables(); console.log(performance.now() - startedAt);`;
  const once = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
  return Math.min(...Array.from({ length: 7 }, once));
}

const tables = readFoldTables();
const texts = messages(200);
const bytes = texts.reduce((sum, it) => sum + Buffer.byteLength(it), 0);
const into = new FoldBuffer(4096);
const usual = createFolder({}, tables);
const strong = createFolder(strongFolding, tables);
const simplified = Converter({ from: 't', to: 'cn' });

const contenders: Readonly<Record<string, (text: string) => number>> = {
  'fold, usual': (text) => usual.fold(text, into).length,
  'fold, strong': (text) => strong.fold(text, into).length,
  'normalize + toLowerCase': (text) => text.normalize('NFKC').toLowerCase().length,
  'opencc-js': (text) => simplified(text).length,
};

/** Microseconds for 2 KB, over all messages. */
function turn(contender: (text: string) => number): number {
  let units = 0;
  const startedAt = performance.now();
  for (const text of texts) units += contender(text);
  const elapsed = performance.now() - startedAt;
  if (units === 0) throw new Error('nothing was done');
  return (elapsed * 1000 * 2048) / bytes;
}

const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

function measure(): Map<string, number> {
  const turns = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < 80; round++) {
    for (const [name, contender] of Object.entries(contenders)) {
      const micros = turn(contender);
      if (round >= 20) turns.get(name)?.push(micros);
    }
  }
  return new Map([...turns].map(([name, all]) => [name, middle(all)]));
}

const size = 2_000_000;
const worstCases: Readonly<Record<string, string>> = {
  'combining marks': 'e\u0301\u0323\u0334'.repeat(size / 4),
  'one character': '炸'.repeat(size),
  'separators only': ' -.*'.repeat(size / 4),
  'lone surrogates': '\ud800\udc00\udbff\udfff'
    .split('')
    .reverse()
    .join('')
    .repeat(size / 4),
  'longest expansion': '\ufdfa'.repeat(size / 20),
  'Hangul letters': '\u1112\u1161\u11ab'.repeat(size / 3),
};

/** Nanoseconds for every unit read or written, marks composed and not dropped, which is the slowest way. */
function perUnit(text: string): number {
  const folder = createFolder({ ...strongFolding, marks: false }, tables);
  const startedAt = performance.now();
  const folded = folder.fold(text);
  return ((performance.now() - startedAt) * 1e6) / Math.max(text.length, folded.length);
}

const micros = measure();
const of = (name: string, other: string): number => (micros.get(name) ?? 0) / (micros.get(other) ?? 1);
const missed: string[] = [];
function tell(what: string, figure: number, limit: number): void {
  const holds = figure <= limit;
  if (!holds) missed.push(what);
  console.log(`${what.padEnd(52)} ${figure.toFixed(3).padStart(8)}  limit ${limit}  ${holds ? 'holds' : 'MISSED'}`);
}

for (const [name, time] of micros) console.log(`${name.padEnd(52)} ${time.toFixed(2).padStart(8)} µs per 2 KB`);
tell('unpacking the tables, ms', loadMs(), mostLoadMs);
for (const [fold, limit] of Object.entries(limits)) {
  tell(`${fold} / normalize + toLowerCase`, of(fold, 'normalize + toLowerCase'), limit.normalize);
  tell(`${fold} / opencc-js`, of(fold, 'opencc-js'), limit.opencc);
}
const ordinary = perUnit(texts.join('').repeat(10));
console.log(`${'ordinary text, composing'.padEnd(52)} ${ordinary.toFixed(1).padStart(8)} ns per unit`);
for (const [name, text] of Object.entries(worstCases)) {
  tell(`${name}: of the time of ordinary text, per unit`, perUnit(text) / ordinary, mostOfOrdinary);
}
process.exitCode = missed.length === 0 ? 0 : 1;
