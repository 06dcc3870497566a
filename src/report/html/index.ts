import { createHash } from 'node:crypto';
import type { Bilingual, Language } from '../../framework/index.ts';
import type { AssessmentReport } from '../types.ts';
import { checkSection, otherFigures, riskSection } from './figures.ts';
import { head, headline, warnings } from './head.ts';
import { livingTable } from './living-table.ts';
import { html, type Markup, Markup as MarkupOf, say } from './markup.ts';
import { method, provenance } from './method.ts';
import { reviewSection, sampleSection } from './samples.ts';
import { graderSection, identitySection, thresholdSection } from './standing.ts';
import { style } from './style.ts';

/** Nothing may load, run or be sent; the one style sheet is named by its digest. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;

function section(title: Bilingual, body: Markup): Markup {
  return html`<section><h2>${say(title)}</h2>${body}</section>`;
}

function switches(language: Language): Markup {
  const radio = (name: string, value: string, words: Markup, checked: boolean) =>
    html`<label><input type="radio" name="${name}" id="${name}-${value}"${checked ? new MarkupOf(' checked') : null}>${words}</label>`;
  return html`<div class="switches"><fieldset><legend class="vh">语言 Language</legend>${radio('lang', 'zh', html`中文`, language === 'zh')}${radio('lang', 'en', html`English`, language === 'en')}</fieldset><fieldset><legend class="vh">外观 Theme</legend>${radio('theme', 'auto', say({ zh: '随系统', en: 'auto' }), true)}${radio('theme', 'light', say({ zh: '浅色', en: 'light' }), false)}${radio('theme', 'dark', say({ zh: '深色', en: 'dark' }), false)}</fieldset></div>`;
}

/**
 * The report as one self-contained page: no script, nothing loaded, Chinese and English inside with a switch that needs none, light and
 * dark, fit to print on A4. All foreign text is escaped; control and direction characters are shown by their number.
 * `language` is the one that the page opens in.
 */
export function reportHtml(report: AssessmentReport, language: Language = 'zh'): string {
  const name = report.system?.name ?? report.run.target.model ?? report.run.target.address;
  const sections = [
    section({ zh: '对照表', en: 'The table' }, livingTable(report)),
    section({ zh: '各项风险', en: 'By risk' }, riskSection(report)),
    section({ zh: '题集与攻击', en: 'Suites and attacks' }, otherFigures(report)),
    section({ zh: '检查', en: 'Checks' }, checkSection(report)),
    section({ zh: '谁在作答，结果是否完整', en: 'Who answered, and whether it adds up' }, identitySection(report)),
    section({ zh: '阈值出自谁', en: 'Whose thresholds' }, thresholdSection(report)),
    section({ zh: '判分器的准确度', en: 'How often the graders err' }, graderSection(report)),
    section({ zh: '待人工判定', en: 'For a person to decide' }, reviewSection(report)),
    section(
      { zh: '失败与待判定的题目（举例）', en: 'Failed and undetermined cases (examples)' },
      sampleSection(report),
    ),
    section({ zh: '方法', en: 'Method' }, method()),
    section({ zh: '核对依据', en: 'Provenance' }, provenance(report)),
  ];
  const page = html`<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><title>${name} · 度衡 Duheng</title><style>${new MarkupOf(style)}</style></head><body>${switches(language)}<main>${head(report)}${warnings(report)}${headline(report)}${sections}</main></body></html>`;
  return `<!doctype html>\n${page.text}\n`;
}
