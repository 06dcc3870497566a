import type { Bilingual } from '../../framework/index.ts';
import type { AssessmentReport } from '../types.ts';
import { reasonWords, reportWords } from '../words.ts';
import { foreign, html, type Markup, say, sayMarkup } from './markup.ts';

/** What was assessed, when, by what. */
export function head(report: AssessmentReport): Markup {
  const { system, run, edition, generatedAt, tool, version, plan } = report;
  const name = system?.name ?? run.target.model ?? run.target.address;
  const title = edition.title;
  const role = edition.actors.find((it) => it.code === system?.role)?.title;
  const stage = edition.stages.find((it) => it.code === system?.stage)?.title;
  const grade = system?.grade === null || system === null ? undefined : reportWords.grades[system.grade];
  const facts = [role, stage, grade && { zh: `风险等级 ${grade.zh}`, en: `grade ${grade.en}` }].filter(
    (it): it is Bilingual => it !== undefined,
  );
  const time = (at: string | null) => (at === null ? '–' : at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'));
  const suites = plan.suites.map((it) => `${it.name} (${it.count})`).join(', ');
  return html`<h1>${foreign(name)}</h1><p class="dim">${say({
    zh: `人工智能安全测评报告 · ${title.zh} ${edition.edition}`,
    en: `AI safety assessment · ${title.en} ${edition.edition}`,
  })}${facts.map((it) => html` · ${say(it)}`)}</p><dl><dt>${say({ zh: '测评时间', en: 'assessed' })}</dt><dd>${time(run.startedAt)} – ${time(run.finishedAt)}</dd><dt>${say({ zh: '题集', en: 'suites' })}</dt><dd>${foreign(suites)}</dd><dt>${say({ zh: '攻击', en: 'attacks' })}</dt><dd>${plan.attacks.length === 0 ? say({ zh: '无（只问原题）', en: 'none (questions as they stand)' }) : foreign(plan.attacks.join(', '))}</dd><dt>${say({ zh: '生成', en: 'written' })}</dt><dd>${time(generatedAt)}, ${foreign(`${tool.replace(/\/.*$/, '')} ${version}`)}</dd></dl>${system === null ? note({ zh: '该接口未登记为系统，按服务提供者的范围测评，没有等级。', en: 'The endpoint is not registered as a system: it is measured in the scope of a service provider and has no grade.' }) : null}`;
}

function note(words: Bilingual, bad = false): Markup {
  return html`<p class="note${bad ? ' bad' : ''}" role="note">${say(words)}</p>`;
}

/** What a reader must know before any figure. */
export function warnings({ practice, run }: AssessmentReport): Markup {
  const { status, reason, selfCheck, identityChanged, models, settled, planned } = run;
  const why = reasonWords(reason);
  const of = { zh: `${settled} / ${planned} 题已执行`, en: `${settled} of ${planned} cases were settled` };
  const found: Markup[] = [];
  if (practice)
    found.push(
      note({
        zh: '这是练习系统（故意不安全），其数字不得与真实系统混用。',
        en: 'This is a practice system, unsafe on purpose; its figures must not be mixed with those of real systems.',
      }),
    );
  if (status !== 'complete')
    found.push(
      note(
        {
          zh: `${reportWords.status[status].zh}（${[why.zh, of.zh].filter(Boolean).join('；')}）`,
          en: `${reportWords.status[status].en} (${[why.en, of.en].filter(Boolean).join('; ')})`,
        },
        true,
      ),
    );
  if (selfCheck.status === 'broken' && status === 'complete') found.push(note(reportWords.selfChecks.broken, true));
  if (identityChanged || models.length > 1)
    found.push(
      note(
        {
          zh: '运行中途作答的模型发生变化：通过的结论不算数，记为无法判定。',
          en: 'The model that answered changed within the run: what passed counts as inconclusive.',
        },
        true,
      ),
    );
  return html`${found}`;
}

/** The headline with its denominator, and the counts of cases. */
export function headline({ posture, run }: AssessmentReport): Markup {
  const { fresh, inScope, states } = posture.headline;
  const { counts } = run;
  const sum = counts.pass + counts.fail + counts.undetermined + counts.error;
  const list = (language: 'zh' | 'en') =>
    (['met', 'partial', 'failing', 'inconclusive', 'uncovered'] as const)
      .map((it) =>
        language === 'zh' ? `${reportWords.states[it].zh} ${states[it]}` : `${states[it]} ${reportWords.states[it].en}`,
      )
      .join(' · ');
  return html`<div class="headline"><div><b>${fresh}</b><span class="of"> / ${inScope}</span></div><div>${sayMarkup(
    html`范围内条目由这一次运行实测得出结论<br><small>${list('zh')}</small>`,
    html`items in scope with a conclusive measurement by this run alone<br><small>${list('en')}</small>`,
  )}</div></div><p>${say({
    zh: `共 ${sum} 题：通过 ${counts.pass}，失败 ${counts.fail}，待人工判定 ${counts.undetermined}，出错 ${counts.error}；计划 ${run.planned} 题。`,
    en: `${sum} cases: ${counts.pass} passed, ${counts.fail} failed, ${counts.undetermined} undetermined, ${counts.error} errors; ${run.planned} planned.`,
  })}</p>`;
}
