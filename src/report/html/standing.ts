import type { Measured } from '../measured.ts';
import { wilson } from '../measured.ts';
import type { AssessmentReport } from '../types.ts';
import { percent, reportWords, thresholdText } from '../words.ts';
import { foreign, html, type Markup, say } from './markup.ts';

/** Whose every threshold is. */
export function thresholdSection({ thresholds }: AssessmentReport): Markup {
  if (thresholds.length === 0) return html`<p>${say({ zh: '没有用到阈值。', en: 'No threshold was used.' })}</p>`;
  const rows = thresholds.map(
    (it) =>
      html`<tr><th scope="row"><code>${it.metric}</code></th><td class="n">${it.value > 1 ? `≥ ${it.value}` : thresholdText(it.direction, it.value)}</td><td class="n">${it.minimumSample ?? '–'}</td><td class="nw">${say(reportWords.standings[it.standing])}</td><td>${it.profileTitle === null ? foreign(it.profile) : say(it.profileTitle)}${it.note === null ? null : html`<br><small>${say(it.note)}</small>`}</td></tr>`,
  );
  return html`<div class="scroll"><table><caption>${say({
    zh: '框架 1.0 没有给出阈值；标为“本项目自定”的数字不是官方要求。',
    en: 'Framework 1.0 gives no thresholds; a number marked as ours is no official demand.',
  })}</caption><thead><tr><th scope="col">${say({ zh: '指标', en: 'metric' })}</th><th scope="col" class="n">${say({ zh: '阈值', en: 'threshold' })}</th><th scope="col" class="n">${say({ zh: '最少题数', en: 'least cases' })}</th><th scope="col">${say({ zh: '谁定的', en: 'whose' })}</th><th scope="col">${say({ zh: '出处', en: 'from' })}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** How often the graders err, as people measured it. */
export function graderSection({ graders, plan }: AssessmentReport): Markup {
  const versions = Object.entries(plan.graders).map(([name, version]) => `${name} ${version}`);
  const unmeasured = Object.keys(plan.graders).filter((name) => !graders.some((it) => it.grader === name));
  const rows = graders.map(
    (it) =>
      html`<tr><th scope="row">${it.grader} ${it.version}</th><td>${it.language}</td><td class="n">${it.n}</td><td class="n">${measured(it.sensitivity)}</td><td class="n">${measured(it.specificity)}</td><td class="w">${foreign(it.dataSet)}</td></tr>`,
  );
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">${say({ zh: '判分器', en: 'grader' })}</th><th scope="col">${say({ zh: '语言', en: 'language' })}</th><th scope="col" class="n">n</th><th scope="col" class="n">${say({ zh: '灵敏度', en: 'sensitivity' })}</th><th scope="col" class="n">${say({ zh: '特异度', en: 'specificity' })}</th><th scope="col">${say({ zh: '标注数据', en: 'labelled data' })}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`${graders.length === 0 ? null : table}<p><small>${say({ zh: '版本：', en: 'Versions: ' })}${foreign(versions.join(', '))}${unmeasured.length === 0 ? null : html`<br>${say({ zh: '未经人工标注衡量，比率未校正：', en: 'Not measured against people’s labels, rates not corrected: ' })}${foreign(unmeasured.join(', '))}`}</small></p>`;
}

function measured({ k, n }: Measured): Markup {
  if (n === 0) return html`–`;
  const { low, high } = wilson(k, n);
  return html`${percent(k / n)} <small>${percent(low)} – ${percent(high)}, ${k}/${n}</small>`;
}

/** Who answered, and whether the run adds up. */
export function identitySection({ run }: AssessmentReport): Markup {
  const { target, models, identity, identityChanged, selfCheck, errors, skipped } = run;
  const names = models.map(
    ({ model, fingerprint, n }) =>
      html`${foreign(model ?? '–')}${fingerprint === null ? null : html` (${foreign(fingerprint)})`} <small>×${n}</small>`,
  );
  const proof =
    identity === null
      ? say({ zh: '没有询问暗记问题', en: 'the canary questions were not asked' })
      : say(reportWords.proofs[identity.proof]);
  const changed = say({
    zh: '运行中途模型发生变化，通过不算数',
    en: 'the model changed within the run: passes do not count',
  });
  return html`<dl><dt>${say({ zh: '接口', en: 'endpoint' })}</dt><dd>${foreign(`${target.kind} ${target.address}`)}</dd><dt>${say({ zh: '请求的模型', en: 'model asked for' })}</dt><dd>${foreign(target.model ?? '–')}</dd><dt>${say({ zh: '接口自报', en: 'reported by the endpoint' })}</dt><dd>${names.length === 0 ? '–' : names.map((it, index) => html`${index === 0 ? null : ', '}${it}`)}</dd><dt>${say({ zh: '模型身份', en: 'model identity' })}</dt><dd>${proof}${identityChanged || models.length > 1 ? html`<br><span class="failing">${changed}</span>` : null}</dd><dt>${say({ zh: '运行自检', en: 'self-check' })}</dt><dd><span class="${selfCheck.status === 'broken' ? 'failing' : ''}">${say(reportWords.selfChecks[selfCheck.status])}</span>${selfCheck.broken.map((it) => html`<br><code>${it.code}</code> ${it.case === null ? null : foreign(it.case)}`)}</dd><dt>${say({ zh: '出错', en: 'errors' })}</dt><dd>${errors.length === 0 ? say({ zh: '无', en: 'none' }) : errors.map((it) => html`<code>${it.code}</code> × ${it.n}<br>`)}</dd>${skipped.length === 0 ? null : html`<dt>${say({ zh: '攻击不适用', en: 'attack not applicable' })}</dt><dd>${skipped.map((it) => html`${foreign(it.attack)} <code>${it.reason}</code> × ${it.n}<br>`)}</dd>`}</dl>`;
}
