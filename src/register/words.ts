import type { Bilingual, Language } from '../framework/index.ts';
import type { CodeLists } from './data.ts';
import type { EffectiveGrade, GradeStep } from './types.ts';

/** The title of a code in a list; the code itself where the list does not have it. */
export function titleOf(rows: readonly { code: string; title: Bilingual }[], code: string, language: Language): string {
  return rows.find((it) => it.code === code)?.title[language] ?? code;
}

const factorTitles: Readonly<Record<GradeStep['factor'], Bilingual>> = {
  scenario: { zh: '应用场景', en: 'Scenario' },
  intelligence: { zh: '智能化水平', en: 'Intelligence' },
  scale: { zh: '应用规模', en: 'Scale' },
  sector: { zh: '行业领域', en: 'Sector' },
  populations: { zh: '服务人群', en: 'People served' },
};

const reasons: Readonly<Record<GradeStep['reasonCode'], Bilingual>> = {
  scenario_tier: { zh: '场景自身的起点', en: 'where this scenario starts' },
  intelligence_step: { zh: '系统自行决定的程度', en: 'how far it decides by itself' },
  scale_step: { zh: '影响的人数', en: 'how many people it reaches' },
  key_sector: { zh: '重点领域，从严', en: 'a key sector, so stricter' },
  ordinary_sector: { zh: '非重点领域', en: 'not a key sector' },
  vulnerable_population: { zh: '服务易受伤害的人群，从严', en: 'serves vulnerable people, so stricter' },
  no_vulnerable_population: { zh: '未登记易受伤害的人群', en: 'no vulnerable people registered' },
  at_highest_level: { zh: '已是最高等级', en: 'already at the highest level' },
};

/** One line per step of a grade, then the basis and the override, for people to read. */
export function explainGrade(grade: EffectiveGrade, codes: CodeLists, language: Language): readonly string[] {
  const level = (code: string) => titleOf(codes.levels, code, language);
  const lines = grade.computed.steps.map((step) => {
    const value = valueTitle(step, codes, language);
    const colon = language === 'zh' ? '：' : ': ';
    const tail = language === 'zh' ? `（${reasons[step.reasonCode].zh}）` : ` (${reasons[step.reasonCode].en})`;
    return `+${step.contribution}  ${factorTitles[step.factor][language]}${colon}${value}${tail}`;
  });
  const computed = level(grade.computed.level);
  lines.push(
    language === 'zh'
      ? `计算等级：${computed}。因素与等级名称取自框架 2.0 附件 1，组合方式为度衡的解读。`
      : `Computed level: ${computed}. Factors and level names are those of framework 2.0, annex 1; the combination is our interpretation.`,
  );
  if (grade.override) lines.push(overrideLine(grade, grade.override, level, language));
  return lines;
}

function overrideLine(
  grade: EffectiveGrade,
  override: NonNullable<EffectiveGrade['override']>,
  level: (code: string) => string,
  language: Language,
): string {
  const reason = override.reason ?? (language === 'zh' ? '（理由已删除）' : '(the reason was erased)');
  if (language === 'zh') {
    const outdated = grade.overrideOutdated ? '系统情况已变化，此调整只能提高、不能降低等级。' : '';
    return `人工调整：${level(override.computed)} → ${level(override.level)}，现行等级 ${level(grade.level)}。${outdated}理由：${reason}`;
  }
  const outdated = grade.overrideOutdated
    ? ' The facts have changed since: it may raise the level but not lower it.'
    : '';
  return `Overridden: ${level(override.computed)} → ${level(override.level)}; in force: ${level(grade.level)}.${outdated} Reason: ${reason}`;
}

function valueTitle(step: GradeStep, codes: CodeLists, language: Language): string {
  const none = language === 'zh' ? '无' : 'none';
  switch (step.factor) {
    case 'scenario':
      return titleOf(codes.scenarios, step.value, language);
    case 'intelligence':
      return titleOf(codes.intelligence, step.value, language);
    case 'scale':
      return titleOf(codes.scales, step.value, language);
    case 'sector':
      return titleOf(codes.sectors, step.value, language);
    case 'populations': {
      if (step.value === 'none') return none;
      const titles = step.value.split(',').map((it) => titleOf(codes.populations, it, language));
      return titles.join(language === 'zh' ? '、' : ', ');
    }
  }
}
