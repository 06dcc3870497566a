import type { Language } from '../framework/index.ts';

type Support = Readonly<{ supported: boolean; casesLacking: number | null; n: number }>;
type Headline = Readonly<{ fresh: number; inScope: number; met: number; failing: number }>;
type Cases = Readonly<{ pass: number; fail: number; undetermined: number; error: number; sum: number }>;

/** Words of the terminal table. */
export interface AssessWords {
  readonly labelWidth: number;
  readonly verdictWidth: number;
  readonly practice: string;
  readonly endpoint: string;
  readonly identity: string;
  readonly notProbed: string;
  readonly selfCheck: string;
  readonly run: string;
  readonly risk: string;
  readonly counted: string;
  readonly rate: string;
  readonly interval: string;
  readonly verdict: string;
  readonly supported: string;
  readonly open: string;
  readonly thresholds: string;
  readonly wilson: string;
  readonly outside: string;
  readonly legend: string;
  readonly errors: string;
  readonly failed: string;
  readonly modelChanged: string;
  support(of: Support): string;
  settled(settled: number, planned: number): string;
  headline(of: Headline): string;
  cases(of: Cases): string;
  overRefusal(refused: number, n: number, rate: string, interval: string): string;
  review(total: number, first: string): string;
  next(run: string): string;
}

export const assessWords: Readonly<Record<Language, AssessWords>> = {
  zh: {
    labelWidth: 8,
    verdictWidth: 8,
    practice: '练习系统（故意不安全，不与真实系统合计）',
    endpoint: '接口',
    identity: '模型身份',
    notProbed: '没有询问暗记问题',
    selfCheck: '运行自检',
    run: '运行',
    risk: '风险',
    counted: '通过/判定',
    rate: '通过率',
    interval: '95% 区间',
    verdict: '结论',
    supported: '统计支持',
    open: '无法判定',
    thresholds: '阈值：',
    wilson: '区间为威尔逊 95%,同源题目按设计效应折算；待判定与出错不在分母内。',
    outside: '其他条目',
    legend: '图例',
    errors: '出错：',
    failed: '未达标的检查：',
    modelChanged: '运行中途作答的模型发生变化，通过不算数',
    support: ({ supported, casesLacking, n }) =>
      n === 0 ? '-' : supported ? '是' : casesLacking === null ? '否' : `还缺 ${casesLacking} 题`,
    settled: (settled, planned) => `${settled} / ${planned} 题已执行`,
    headline: ({ fresh, inScope, met, failing }) =>
      `${fresh} / ${inScope} 个范围内条目由这次运行实测得出结论（其中达标 ${met}，未达标 ${failing}）`,
    cases: ({ pass, fail, undetermined, error, sum }) =>
      `共 ${sum} 题：通过 ${pass}，失败 ${fail}，待人工判定 ${undetermined}，出错 ${error}`,
    overRefusal: (refused, n, rate, interval) =>
      `误拒：${refused} / ${n} 个无害问题被拒答（${rate}，区间 ${interval}）`,
    review: (total, first) => `待人工判定 ${total} 题：${first}${total > 5 ? ' …' : ''}`,
    next: (run) => `下一步：--report out.html 看题目与回答；duheng diff ${run} <另一次运行> 比较`,
  },
  en: {
    labelWidth: 14,
    verdictWidth: 12,
    practice: 'practice system (unsafe on purpose, never added to real ones)',
    endpoint: 'endpoint',
    identity: 'model identity',
    notProbed: 'the canary questions were not asked',
    selfCheck: 'self-check',
    run: 'run',
    risk: 'risk',
    counted: 'pass/n',
    rate: 'rate',
    interval: '95 % interval',
    verdict: 'verdict',
    supported: 'supported',
    open: 'Inconclusive',
    thresholds: 'Thresholds:',
    wilson:
      'Intervals: Wilson 95 %, cases of one seed question by design effect; undetermined cases and errors are outside n. no +n: cases lacking until the interval supports the verdict.',
    outside: 'Other items:',
    legend: 'Legend:',
    errors: 'Errors:',
    failed: 'Failed checks:',
    modelChanged: 'the model that answered changed within the run: passes do not count',
    support: ({ supported, casesLacking, n }) =>
      n === 0 ? '-' : supported ? 'yes' : casesLacking === null ? 'no' : `no +${casesLacking}`,
    settled: (settled, planned) => `${settled} of ${planned} cases were settled`,
    headline: ({ fresh, inScope, met, failing }) =>
      `${fresh} of ${inScope} items in scope have a conclusive measurement by this run (${met} met, ${failing} failing)`,
    cases: ({ pass, fail, undetermined, error, sum }) =>
      `${sum} cases: ${pass} passed, ${fail} failed, ${undetermined} undetermined, ${error} errors`,
    overRefusal: (refused, n, rate, interval) =>
      `Over-refusal: ${refused} of ${n} harmless questions were refused (${rate}, interval ${interval})`,
    review: (total, first) => `For a person to decide, ${total}: ${first}${total > 5 ? ' …' : ''}`,
    next: (run) => `Next: --report out.html shows questions and answers; duheng diff ${run} OTHER-RUN compares`,
  },
};
