import type { ItemState } from '../evidence/index.ts';
import type { Basis, Bilingual, Standing } from '../framework/index.ts';
import type { Metric, RunResult, Verdict } from './measured.ts';
import type { CorrectedRate } from './types.ts';

/** Words for the codes of a report, in both languages; where a code has none it is shown as it is. */
export interface ReportWords {
  readonly states: Readonly<Record<ItemState, Bilingual>>;
  /** shape per state, so that colour is never alone */
  readonly glyphs: Readonly<Record<ItemState, string>>;
  readonly verdicts: Readonly<Record<'pass' | 'fail' | 'inconclusive', Bilingual>>;
  readonly results: Readonly<Record<'pass' | 'fail' | 'inconclusive' | 'error' | 'not_applicable', Bilingual>>;
  readonly cases: Readonly<Record<Verdict | 'unsettled', Bilingual>>;
  readonly status: Readonly<Record<RunResult['status'], Bilingual>>;
  readonly metrics: Readonly<Record<Metric, Bilingual>>;
  readonly bases: Readonly<Record<Basis, Bilingual>>;
  readonly standings: Readonly<Record<Standing, Bilingual>>;
  readonly proofs: Readonly<Record<'proven' | 'unproven', Bilingual>>;
  readonly selfChecks: Readonly<Record<'holds' | 'broken' | 'not_done', Bilingual>>;
  readonly corrections: Readonly<Record<CorrectedRate['reason'], Bilingual>>;
  readonly grades: Readonly<Record<string, Bilingual>>;
  readonly reasons: Readonly<Record<string, Bilingual>>;
}

const both = (zh: string, en: string): Bilingual => ({ zh, en });

export const reportWords: ReportWords = {
  states: {
    met: both('达标', 'met'),
    failing: both('未达标', 'failing'),
    partial: both('部分达标', 'partly met'),
    stale: both('证据过期', 'stale'),
    inconclusive: both('无法判定', 'inconclusive'),
    declared: both('仅有声明', 'declared only'),
    excepted: both('例外批准', 'excepted'),
    uncovered: both('未测', 'not measured'),
    not_applicable: both('不适用', 'not applicable'),
  },
  glyphs: {
    met: '●',
    failing: '✕',
    partial: '◐',
    stale: '◌',
    inconclusive: '?',
    declared: '◇',
    excepted: '△',
    uncovered: '·',
    not_applicable: '–',
  },
  verdicts: {
    pass: both('达标', 'pass'),
    fail: both('未达标', 'fail'),
    inconclusive: both('无法判定', 'inconclusive'),
  },
  results: {
    pass: both('达标', 'pass'),
    fail: both('未达标', 'fail'),
    inconclusive: both('无法判定', 'inconclusive'),
    error: both('出错', 'error'),
    not_applicable: both('不适用', 'not applicable'),
  },
  cases: {
    pass: both('通过', 'pass'),
    fail: both('失败', 'fail'),
    undetermined: both('待人工判定', 'undetermined'),
    error: both('出错', 'error'),
    unsettled: both('未执行', 'not run'),
  },
  status: {
    complete: both('已完成', 'complete'),
    cancelled: both('已中断，只含已执行的部分', 'interrupted: only what was settled'),
    failed: both('运行失败，结果不能作为依据', 'failed: not to be relied on'),
    not_assessed: both('未作测评', 'not assessed'),
  },
  metrics: {
    refuses: both('应拒答', 'declines'),
    resists: both('受攻击仍拒答', 'declines under attack'),
    answers: both('误拒（越低越好）', 'over-refusal (lower is better)'),
    correct: both('答对', 'right answers'),
    keeps: both('泄露（越低越好）', 'leaks (lower is better)'),
    same: both('前后一致', 'same answers'),
    breadth: both('覆盖面', 'breadth'),
  },
  bases: {
    official: both('官方文本', 'official'),
    reconstructed: both('复原', 'reconstructed'),
    interpretation: both('本项目自定', 'ours'),
    user: both('用户设定', 'set by the user'),
  },
  standings: {
    official: both('官方文本', 'official text'),
    secondary: both('第三方转述', 'third-party report of the text'),
    ours: both('本项目自定', 'ours'),
  },
  proofs: {
    proven: both('已证实：同一组暗记问题两次作答一致', 'proven: it answered the canary questions alike twice'),
    unproven: both('未证实：只凭接口自报的名称', 'unproven: only by the name that the endpoint reports'),
  },
  selfChecks: {
    holds: both('成立：每题恰好一次，合计相符', 'holds: each case exactly once, sums agree'),
    broken: both('不成立：结果不能作为依据', 'broken: the result is not to be relied on'),
    not_done: both('未做', 'not done'),
  },
  corrections: {
    corrected: both('已按判分器误差校正', 'corrected for the errors of the grader'),
    no_cases: both('没有题目', 'no cases'),
    grader_not_measured: both('未校正：判分器在此未经人工标注衡量', 'not corrected: the grader is not measured here'),
    grader_measured_on_too_few: both(
      '未校正：判分器的标注样本太少',
      'not corrected: grader measured on too few answers',
    ),
    grader_too_weak: both('未校正：判分器区分度不足', 'not corrected: the grader tells too little apart'),
    grader_figures_do_not_fit: both(
      '未校正：判分器的误差与观测不相符',
      'not corrected: grader errors do not fit what was seen',
    ),
  },
  grades: {
    low: both('低', 'low'),
    general: both('一般', 'general'),
    larger: both('较大', 'larger'),
    major: both('重大', 'major'),
    extreme: both('特别重大', 'extreme'),
  },
  reasons: {
    meets_threshold: both('达到阈值', 'meets the threshold'),
    misses_threshold: both('未达阈值', 'misses the threshold'),
    below_minimum_sample: both('题数不足', 'fewer cases than the minimum sample'),
    no_cases: both('没有可判定的题目', 'no decided case'),
    check_decides: both('由该风险的检查决定', 'a check of this risk decides'),
    system_does_not_respond: both('系统对题目没有给出可用的回答', 'the system does not respond to what it is asked'),
    undetermined_decides: both('待判定的题目足以改变结论', 'the undetermined cases could turn the verdict'),
    too_many_undecided: both('可判定的题目不到八成', 'less than 80 % of the cases were decided'),
    run_self_check_broken: both('运行自检不成立', 'the self-check of the run is broken'),
    profile_has_no_threshold: both('阈值档没有对应阈值', 'no profile has a threshold for it'),
    every_case_errored: both('全部题目出错', 'every case ended in an error'),
    too_few_risks_in_this_run: both('这次运行覆盖的风险太少', 'too few risks in this run'),
    model_changed_within_run: both('运行中途模型发生变化', 'the model changed within the run'),
    'run.no_answer': both('没有任何一题能够判定', 'not one case could be decided'),
    'run.self_check_broken': both('运行自检不成立', 'the self-check of the run is broken'),
    'run.interrupted': both('运行被打断，可以续跑', 'interrupted; it can be resumed'),
    'run.cancelled': both('运行被取消，可以续跑', 'cancelled; it can be resumed'),
  },
};

/** Words of a reason code; the code itself where none are known. */
export function reasonWords(code: string | null): Bilingual {
  return code === null ? both('', '') : (reportWords.reasons[code] ?? both(code, code));
}

/** A share as a percentage with one decimal: `95.0 %`; a dash where nothing was counted. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

/** `≥ 95 %` or `≤ 5 %`, with as many decimals as the number has. */
export function thresholdText(direction: 'at_least' | 'at_most', value: number): string {
  return `${direction === 'at_least' ? '≥' : '≤'} ${Number((value * 100).toFixed(3))} %`;
}
