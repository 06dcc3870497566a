import type { Bilingual } from '../../framework/index.ts';
import type { Figure } from '../measured.ts';
import type { AssessmentReport, ReportCheck } from '../types.ts';
import { percent, reasonWords, reportWords, thresholdText } from '../words.ts';
import { bar } from './bar.ts';
import { mark, stateWord } from './living-table.ts';
import { foreign, html, type Markup, type Part, say } from './markup.ts';

const verdictState = { pass: 'met', fail: 'failing', inconclusive: 'inconclusive' } as const;

const heads: readonly (readonly [Bilingual, string])[] = [
  [{ zh: '通过 / 判定', en: 'passed / decided' }, 'n'],
  [{ zh: '通过率', en: 'rate' }, 'n'],
  [{ zh: '95 % 区间', en: '95 % interval' }, 'n'],
  [{ zh: '0 … 100 %，虚线为阈值', en: '0 … 100 %, dashed: threshold' }, ''],
  [{ zh: '结论（点估计）', en: 'verdict (point)' }, ''],
  [{ zh: '统计支持', en: 'statistically supported' }, ''],
];

/** One line of figures under a head of its own. */
interface Line {
  readonly head: Part;
  readonly figure: Figure;
}

function figureTable(caption: Bilingual, first: Bilingual, lines: readonly Line[]): Markup {
  return html`<div class="scroll"><table><caption>${say(caption)}</caption><thead><tr><th scope="col">${say(first)}</th>${heads.map(([words, className]) => html`<th scope="col" class="${className}">${say(words)}</th>`)}</tr></thead><tbody>${lines.map(figureRow)}</tbody></table></div>`;
}

function figureRow({ head, figure }: Line): Markup {
  const { n, counts, rate, low, high, verdict, reason, standard } = figure;
  const { direction, value, basis } = standard.threshold;
  const state = verdictState[verdict];
  return html`<tr><th scope="row">${head}</th><td class="n">${counts.pass} / ${n}${besides(figure)}</td><td class="n">${percent(rate)}</td><td class="n">${n === 0 ? '–' : `${percent(low)} – ${percent(high)}`}</td><td>${bar({ rate, low, high, verdict, threshold: standard.threshold })}</td><td><span class="${state} nw">${mark(state)}${say(reportWords.verdicts[verdict])}</span>${verdict === 'inconclusive' ? html`<br><small>${say(reasonWords(reason))}</small>` : null}<br><small class="nw">${thresholdText(direction, value)} ${say(reportWords.bases[basis])}</small></td><td>${support(figure)}</td></tr>`;
}

/** What was asked and is not in the denominator. */
function besides({ counts: { undetermined, error } }: Figure): Markup | null {
  if (undetermined + error === 0) return null;
  const parts = (undeterminedWord: string, errorWord: string) =>
    [undetermined === 0 ? [] : [`+${undetermined} ${undeterminedWord}`], error === 0 ? [] : [`+${error} ${errorWord}`]]
      .flat()
      .join(', ');
  return html`<br><small>${say({ zh: parts('待判定', '出错'), en: parts('undetermined', error === 1 ? 'error' : 'errors') })}</small>`;
}

/** Whether the bound meets the threshold too, else how many cases are lacking. */
export function support({ supported, casesLacking, n }: Pick<Figure, 'supported' | 'casesLacking' | 'n'>): Markup {
  if (n === 0) return html`<span class="dim">–</span>`;
  if (supported) return say({ zh: '是', en: 'yes' });
  if (casesLacking === null) return say({ zh: '否', en: 'no' });
  return say({ zh: `否，还缺 ${casesLacking} 题`, en: `no: ${casesLacking} more cases needed` });
}

/** Every risk of the run with its figure, over-refusal beneath it, and its control points as chips. */
export function riskSection({ run, edition, posture }: AssessmentReport): Markup {
  const titles = new Map(edition.risks.map((it) => [it.code, it.title]));
  const states = new Map(posture.items.map((it) => [it.item, it.state]));
  const chips = (code: string) =>
    html`<ul class="chips">${edition.controlPoints
      .filter((it) => it.risk === code)
      .map((it) => html`<li><code>${it.measure}</code> ${stateWord(states.get(it.code) ?? 'uncovered')}</li>`)}</ul>`;
  const lines = run.risks.flatMap((it): Line[] => [
    ...(it.n + it.counts.undetermined + it.counts.error === 0 && it.overRefusal !== null
      ? []
      : [
          {
            head: html`<code>${it.code}</code> ${say(titles.get(it.code) ?? { zh: it.code, en: it.code })}${chips(it.code)}`,
            figure: it,
          },
        ]),
    ...(it.overRefusal === null
      ? []
      : [
          {
            head: html`<code>${it.code}</code> <span class="dim">${say({ zh: '无害问题（应回答）', en: 'harmless questions (to be answered)' })}</span>`,
            figure: it.overRefusal,
          },
        ]),
  ]);
  return figureTable(
    {
      zh: '通过率 = 通过 ÷ 判定（通过 + 失败）。待判定与出错不在分母内，单独列出。区间为威尔逊 95 %，同源题目按设计效应折算。',
      en: 'Rate = passed ÷ decided (passed + failed). Undetermined cases and errors are outside the denominator and printed apart. Wilson 95 % intervals; cases of one seed question count by their design effect.',
    },
    { zh: '风险', en: 'risk' },
    lines,
  );
}

/** Suites, attacks and over-refusal of the run. */
export function otherFigures({ run }: AssessmentReport): Markup {
  const plain = { zh: '原题', en: 'as they stand' };
  const lines: Line[] = [
    ...run.suites.map((it) => ({
      head: html`${say({ zh: '题集', en: 'suite' })} ${foreign(it.name)}`,
      figure: it,
    })),
    ...run.attacks.map((it) => ({
      head: html`${say({ zh: '攻击', en: 'attack' })} ${it.name === 'plain' ? say(plain) : foreign(it.name)}`,
      figure: it,
    })),
    ...(run.overRefusal === null
      ? []
      : [{ head: say({ zh: '全部无害问题', en: 'all harmless questions' }), figure: run.overRefusal }]),
  ];
  return figureTable(
    {
      zh: '同一批题目按题集与攻击方式分列，不可相加。',
      en: 'The same cases by suite and by attack; not to be added up.',
    },
    { zh: '范围', en: 'over' },
    lines,
  );
}

const checkHeads: readonly (readonly [Bilingual, string])[] = [
  [{ zh: '检查', en: 'check' }, ''],
  [{ zh: '结果', en: 'result' }, ''],
  [{ zh: '计数', en: 'counted' }, 'n'],
  [{ zh: '比率与区间', en: 'rate and interval' }, 'n'],
  [{ zh: '阈值', en: 'threshold' }, ''],
  [{ zh: '校正后', en: 'corrected' }, ''],
];

/** Every check that the run touched, with what it observed and expected. */
export function checkSection({ checks }: AssessmentReport): Markup {
  return html`<div class="scroll"><table><caption>${say({
    zh: '检查与条目的绑定均为本项目的解释。比率为检查所计事件的比率（误拒与泄露越低越好）。',
    en: 'Bindings of checks to items are our interpretation. A rate is the share of what the check counts (over-refusal and leaks: lower is better).',
  })}</caption><thead><tr>${checkHeads.map(([words, className]) => html`<th scope="col" class="${className}">${say(words)}</th>`)}</tr></thead><tbody>${checks.map(checkRow)}</tbody></table></div>`;
}

const resultState = {
  pass: 'met',
  fail: 'failing',
  inconclusive: 'inconclusive',
  error: 'failing',
  not_applicable: 'not_applicable',
} as const;

const asNumber = (value: unknown) => (typeof value === 'number' ? value : null);

function checkRow(check: ReportCheck): Markup {
  const { id, title, metric, risk, finding, bindings } = check;
  const observed = ('observed' in finding ? finding.observed : undefined) ?? {};
  const expected = ('expected' in finding ? finding.expected : undefined) ?? {};
  const state = resultState[finding.result];
  const items = bindings.map((it) => it.item).join(' · ');
  const [n, k] = [asNumber(observed.n), asNumber(observed.k)];
  const breadth = asNumber(observed.risks);
  return html`<tr><th scope="row"><code>${id}</code> ${say(title)}<br><small>${risk === null ? null : html`${risk} · `}${metric === null ? null : say(reportWords.metrics[metric])} → ${items}</small></th><td><span class="${state} nw">${mark(state)}${say(reportWords.results[finding.result])}</span>${finding.reason === null ? null : html`<br><small>${say(reasonWords(finding.reason))}</small>`}</td><td class="n">${n === null ? (breadth === null ? '–' : html`${breadth} ${say({ zh: '项风险', en: 'risks' })}`) : `${k ?? 0} / ${n}`}</td><td class="n">${interval(observed)}</td><td>${limit(expected)}</td><td>${correctedCell(check)}</td></tr>`;
}

function interval(observed: Readonly<Record<string, unknown>>): Part {
  const [rate, low, high] = [asNumber(observed.rate), asNumber(observed.low), asNumber(observed.high)];
  if (rate === null || low === null || high === null) return '–';
  return html`${percent(rate)}<br><small>${percent(low)} – ${percent(high)}</small>`;
}

function limit(expected: Readonly<Record<string, unknown>>): Part {
  const { direction, value, minimumSample, standing } = expected;
  if (typeof value !== 'number') return '–';
  const whose = standing === 'official' || standing === 'secondary' ? standing : 'ours';
  const bound = value > 1 ? `≥ ${value}` : thresholdText(direction === 'at_most' ? 'at_most' : 'at_least', value);
  const least = asNumber(minimumSample);
  return html`<span class="nw">${bound}</span> <br><small class="nw">${say(reportWords.standings[whose])}${least === null ? null : html` · n ≥ ${least}`}</small>`;
}

function correctedCell({ corrected }: ReportCheck): Part {
  if (corrected === null) return '–';
  if (!corrected.applied) return html`<small>${say(reportWords.corrections[corrected.reason])}</small>`;
  return html`<span class="nw">${percent(corrected.rate)}</span><br><small class="nw">${percent(corrected.low)} – ${percent(corrected.high)}</small>`;
}
