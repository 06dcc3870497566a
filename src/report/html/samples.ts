import type { Bilingual } from '../../framework/index.ts';
import type { AssessmentReport, ReportSample } from '../types.ts';
import { reportWords } from '../words.ts';
import { mark } from './living-table.ts';
import { foreign, html, type Markup, say } from './markup.ts';

const caseState = {
  pass: 'met',
  fail: 'failing',
  undetermined: 'inconclusive',
  error: 'failing',
  unsettled: 'uncovered',
} as const;

const roles: Readonly<Record<string, Bilingual>> = {
  system: { zh: '系统', en: 'system' },
  user: { zh: '提问', en: 'question' },
  assistant: { zh: '先前回答', en: 'earlier answer' },
};

/** Up to five cases for every check that failed or stayed inconclusive. What was asked and answered is foreign text throughout. */
export function sampleSection({ samples, checks }: AssessmentReport): Markup {
  if (samples.length === 0)
    return html`<p>${say({ zh: '没有失败或待判定的题目。', en: 'No case failed or stayed undetermined.' })}</p>`;
  const titles = new Map(checks.map((it) => [it.id, it.title]));
  return html`${samples.map(
    ({ check, cases }) =>
      html`<section><h3><code>${check}</code> ${say(titles.get(check) ?? { zh: check, en: check })}</h3>${cases.map(sampleBlock)}</section>`,
  )}`;
}

function sampleBlock(it: ReportSample): Markup {
  const state = caseState[it.verdict];
  const facts = [it.grader, it.language, ...(it.attack === null ? [] : [`+${it.attack}`])].join(' · ');
  const head = html`<p><span class="${state} nw">${mark(state)}${say(reportWords.cases[it.verdict])}</span> <code>${foreign(it.case)}</code> <small>${foreign(facts)}${it.reason === null ? null : html` · <code>${it.reason}</code>`}</small></p>`;
  if (it.question === null && it.answer === null) return html`<div class="sample">${head}</div>`;
  const answer =
    it.answer === null
      ? say({ zh: '（没有回答）', en: '(no answer)' })
      : it.answer === ''
        ? say({ zh: '（空）', en: '(empty)' })
        : html`<pre dir="auto">${it.answer}</pre>`;
  return html`<div class="sample">${head}${(it.question ?? []).map(({ role, content }) => turn(roles[role] ?? { zh: role, en: role }, html`<pre dir="auto">${content}</pre>`))}${turn({ zh: '回答', en: 'answer' }, answer)}${it.cut ? html`<p><small>${say({ zh: '有删节', en: 'shortened' })}</small></p>` : null}</div>`;
}

function turn(who: Bilingual, said: Markup): Markup {
  return html`<div class="turn"><div class="who">${say(who)}</div><div>${said}</div></div>`;
}

/** Cases that a person must look at. */
export function reviewSection({ review }: AssessmentReport): Markup {
  if (review.total === 0)
    return html`<p>${say({ zh: '没有待人工判定的题目。', en: 'No case is left to a person.' })}</p>`;
  const rest = review.total - review.cases.length;
  return html`<p>${say({
    zh: `${review.total} 题判分器无法判定，需要人看。它们不计入任何比率；若足以改变结论，结论记为无法判定。`,
    en: `The graders could not decide ${review.total} cases; a person must look at them. They enter no rate, and where they could turn a verdict it is inconclusive.`,
  })}</p><ul class="cols">${review.cases.map((it) => html`<li><code>${foreign(it)}</code></li>`)}</ul>${rest === 0 ? null : html`<p><small>${say({ zh: `另有 ${rest} 题`, en: `and ${rest} more` })}</small></p>`}`;
}
