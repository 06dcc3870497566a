import type { ItemKind, Language } from '../framework/index.ts';

const words = {
  zh: {
    kinds: {
      principle: '治理原则',
      class: '风险类别',
      domain: '风险领域',
      risk: '安全风险',
      measure: '技术应对措施',
      control_point: '管控点',
      governance: '综合治理措施',
      guideline: '安全开发应用指引',
      actor: '行为者',
      stage: '生命周期阶段',
    },
    basis: '依据',
    confidence: '把握',
    sources: '来源',
    none: '无',
    via: '经由',
    related: '相关条目',
    operator: '运营者能否实施',
    yes: '能',
    no: '不能',
    article: '文章计为',
    answers: '应对',
    legend: '措施',
    untitled: (measure: string, risk: string) => `以“${measure}”应对“${risk}”`,
  },
  en: {
    kinds: {
      principle: 'Principles',
      class: 'Risk classes',
      domain: 'Risk domains',
      risk: 'Risks',
      measure: 'Technical measures',
      control_point: 'Control points',
      governance: 'Governance measures',
      guideline: 'Guidelines',
      actor: 'Actors',
      stage: 'Stages',
    },
    basis: 'basis',
    confidence: 'confidence',
    sources: 'sources',
    none: 'none',
    via: 'through',
    related: 'Related items',
    operator: 'Can an operator carry it out',
    yes: 'yes',
    no: 'no',
    article: 'the article counts',
    answers: 'answers',
    legend: 'Measures',
    untitled: (measure: string, risk: string) => `“${measure}” against “${risk}”`,
  },
} as const;

export type FrameworkWords = Readonly<{ kinds: Readonly<Record<ItemKind, string>> }> & (typeof words)[Language];

export function frameworkWords(language: Language): FrameworkWords {
  return words[language];
}

export const HELP = {
  zh: {
    command: '人工智能安全治理框架：列出全部条目',
    show: '显示一个条目及其全部关联；CODE 如 3.1.1(b)、5.7、6.2(f)、3.1.1(b)×4.1.1(b)、provider、testing',
    table: '打印“风险 × 技术措施”对照表（管控点）',
    edition: '框架版本',
    json: '输出 JSON',
    language: '显示语言',
    examples: `
示例（在克隆的仓库中把 duheng 换成 npm run -s duheng --）：
  duheng framework                              列出框架 1.0 的全部条目
  duheng framework show '3.1.1(b)'              一项风险及其措施、治理措施、指引和阶段
  duheng framework show '3.1.1(b)x4.1.1(b)'     一个管控点；x、* 与 × 等同
  duheng framework table                        风险 × 措施对照表
  duheng framework --edition 1.0 --json         供程序读取

管控点是复原的，尚未与印刷的对照表核对。
`,
  },
  en: {
    command: 'the AI Safety Governance Framework: list all its items',
    show: 'show an item with all its relations; CODE is 3.1.1(b), 5.7, 6.2(f), 3.1.1(b)×4.1.1(b), provider, testing …',
    table: 'print the table of risks × technical measures (the control points)',
    edition: 'edition of the framework',
    json: 'print JSON',
    language: 'language of what is shown',
    examples: `
Examples (in a clone, write npm run -s duheng -- for duheng):
  duheng framework                              every item of framework 1.0
  duheng framework show '3.1.1(b)'              a risk with its measures, governance measures, guidelines, stages
  duheng framework show '3.1.1(b)x4.1.1(b)'     a control point; x and * stand for ×
  duheng framework table                        risks × measures
  duheng framework --edition 1.0 --json         for programs

Control points are reconstructed and not checked against the printed table.
`,
  },
} as const;
