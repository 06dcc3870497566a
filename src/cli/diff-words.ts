import type { Bilingual } from '../framework/index.ts';
import type { ComparedFigure, Difference } from '../report/index.ts';

type Method = ComparedFigure['test']['method'];

const both = (zh: string, en: string): Bilingual => ({ zh, en });

export const differenceWords: Readonly<Record<Difference['what'], Bilingual>> = {
  suite: both('题集', 'suite'),
  grader: both('判分器', 'grader'),
  attacks: both('攻击', 'attacks'),
  epochs: both('每题次数', 'epochs'),
  status: both('运行状态', 'status'),
  endpoint: both('接口', 'endpoint'),
  model_asked: both('请求的模型', 'model asked for'),
  parameters: both('参数摘要', 'digest of parameters'),
  model_reported: both('自报的模型', 'model reported'),
  canary: both('暗记回答摘要', 'digest of canary answers'),
};

export const methodWords: Readonly<Record<Method, Bilingual>> = {
  exact: both('精确', 'exact'),
  mid_p: both('mid-p', 'mid-p'),
  chi_square: both('卡方', 'chi-square'),
};

export const diffWords = {
  zh: {
    about: '比较两次运行:哪些题退步、哪些改进,McNemar 配对检验',
    json: '输出 JSON',
    fail: '有题目从通过变为失败时,退出码为 1',
    data: '数据目录',
    examples: `
示例(RUN 是运行编号或运行目录):
  duheng diff 01990000-… 01990001-…
  duheng diff ./.duheng/runs/A ./.duheng/runs/B --json
  duheng diff A B --fail-on-regression        用于持续集成

同名题目成对比较;检验只用两次都有定论的题目。题集、判分器或模型不同会先列出。
`,
    before: '之前',
    after: '之后',
    measure: '两次的量法不同,变化可能来自量法而不是系统:',
    subject: '两次的对象不同:',
    overall: '全部',
    risk: '风险',
    pairs: '成对',
    passed: '之前→之后通过',
    worse: '退步',
    better: '改进',
    p: 'p 值',
    note: 'p 值为双侧 McNemar 检验,同源题目只算一票;各项风险未作多重比较校正,一题有多项风险时每项各计一次。',
    counts: (it: {
      worse: number;
      better: number;
      undecided: number;
      unchanged: number;
      before: number;
      after: number;
    }) =>
      `退步 ${it.worse},改进 ${it.better},一方无定论 ${it.undecided},未变 ${it.unchanged};只在之前 ${it.before},只在之后 ${it.after}`,
    regressions: '退步的题目(通过 → 失败):',
    more: (n: number) => `……另有 ${n} 题,见 --json`,
    noPairs: '没有可以成对比较的题目。',
  },
  en: {
    about: "compare two runs: which cases got worse, which better, with McNemar's paired test",
    json: 'print JSON',
    fail: 'exit with 1 when a case that passed now fails',
    data: 'data directory',
    examples: `
Examples (RUN is the id of a run or its directory):
  duheng diff 01990000-… 01990001-…
  duheng diff ./.duheng/runs/A ./.duheng/runs/B --json
  duheng diff A B --fail-on-regression        in continuous integration

Cases of one name are compared in pairs; the test rests on those decided in both runs. Suites, graders or
models that differ are listed first.
`,
    before: 'before',
    after: 'after',
    measure: 'The measure differs, so a change may be its work and not the system’s:',
    subject: 'The subject differs:',
    overall: 'all',
    risk: 'risk',
    pairs: 'pairs',
    passed: 'passed',
    worse: 'worse',
    better: 'better',
    p: 'p',
    note: 'p is two-sided after McNemar, cases of one seed question having one vote; not adjusted for the number of risks; a case with several risks counts in each.',
    counts: (it: {
      worse: number;
      better: number;
      undecided: number;
      unchanged: number;
      before: number;
      after: number;
    }) =>
      `${it.worse} worse, ${it.better} better, ${it.undecided} undecided in one run, ${it.unchanged} unchanged; only before ${it.before}, only after ${it.after}`,
    regressions: 'Regressions (passed, now fails):',
    more: (n: number) => `… and ${n} more, see --json`,
    noPairs: 'There is no case to compare in a pair.',
  },
} as const;
