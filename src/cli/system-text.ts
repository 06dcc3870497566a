import {
  type CodeLists,
  explainGrade,
  type FieldFault,
  type GradeOverride,
  type Requirements,
  type System,
  titleOf,
} from '../register/index.ts';
import { hang, pad } from './columns.ts';
import { filled, type SystemWords, systemWords } from './system-words.ts';

/** What a page is written with. */
export type SystemPage = Readonly<{ codes: CodeLists; language: 'zh' | 'en'; columns: number }>;

/** One line per system: id, level, stage, name. */
export function listText(systems: readonly System[], page: SystemPage): string {
  const say = systemWords[page.language];
  if (systems.length === 0) return say.none;
  return systems
    .map((it) => `${it.id}  ${levelCell(it, page)}  ${stageCell(it, page)}  ${nameOf(it, page)}\n`)
    .join('');
}

/** Everything of one system: facts, how its level arose, earlier overrides, what the level asks. */
export function showText(
  system: System,
  overrides: readonly GradeOverride[],
  requirements: Requirements,
  page: SystemPage,
): string {
  const say = systemWords[page.language];
  const indented = (lines: readonly string[]) => lines.map((it) => hang('  ', it, page.columns)).join('');
  const level = titleOf(page.codes.levels, system.grade.level, page.language);
  const head = `${nameOf(system, page)}\n${system.id}\n${system.description === null ? '' : `${system.description}\n`}`;
  const facts = factsOf(system, page)
    .map(([title, value]) => hang(pad(`${title}  `, 16), value, page.columns))
    .join('');
  const explained = indented(explainGrade(system.grade, page.codes, page.language));
  const earlier =
    overrides.length < 2 ? '' : `\n${say.history}\n${indented(overrides.map((it) => overrideText(it, page)))}`;
  const asks = indented(asksOf(requirements, say));
  return `${head}\n${facts}\n${say.gradeLine}  ${level}\n\n${say.why}\n${explained}${earlier}\n${say.asks}\n${asks}`;
}

/** The code lists, one after the other. */
export function codesText(page: SystemPage): string {
  const say = systemWords[page.language];
  const names = Object.keys(say.lists) as (keyof typeof say.lists)[];
  return names
    .map((name) => {
      const rows = page.codes[name].map((it) => `  ${pad(it.code, 28)}${it.title[page.language]}\n`);
      return `${say.lists[name]}\n${rows.join('')}`;
    })
    .join('\n');
}

/** What is wrong with the facts handed in, one line per field. */
export function faultsText(faults: readonly FieldFault[], language: 'zh' | 'en'): string {
  const { faults: texts } = systemWords[language];
  const known: Readonly<Record<string, string>> = texts;
  return faults
    .map((it) => {
      const text = filled(known[it.problem] ?? texts.other, {
        problem: it.problem,
        allowed: it.allowed?.join(', ') ?? '',
      });
      return `  ${it.path}: ${text}\n`;
    })
    .join('');
}

function nameOf(system: System, { language }: SystemPage): string {
  const say = systemWords[language];
  const name = system.name ?? say.erased;
  return system.practice ? `${name}  [${say.isPractice}]` : name;
}

function levelCell(system: System, { codes, language }: SystemPage): string {
  return pad(titleOf(codes.levels, system.grade.level, language), 8);
}

function stageCell(system: System, { codes, language }: SystemPage): string {
  return pad(titleOf(codes.stages, system.stage, language), 11);
}

function factsOf(system: System, { codes, language }: SystemPage): readonly (readonly [string, string])[] {
  const { fields, absent } = systemWords[language];
  const title = (rows: Parameters<typeof titleOf>[0], code: string) => titleOf(rows, code, language);
  const all = (rows: Parameters<typeof titleOf>[0], list: readonly string[]) =>
    list.map((it) => title(rows, it)).join(language === 'zh' ? '、' : ', ');
  const endpoints = system.endpoints.map((it) => [it.kind, it.address, it.model].filter(Boolean).join(' '));
  return [
    [fields.actorRole, title(codes.actorRoles, system.actorRole)],
    [fields.stage, title(codes.stages, system.stage)],
    [fields.scenario, title(codes.scenarios, system.scenario)],
    [fields.sector, title(codes.sectors, system.sector)],
    [fields.populations, all(codes.populations, system.populations)],
    [fields.modalities, all(codes.modalities, system.modalities)],
    [fields.intelligence, title(codes.intelligence, system.intelligence)],
    [fields.scale, title(codes.scales, system.scale)],
    [fields.edition, system.edition],
    [fields.profile, system.profile],
    [fields.endpoints, endpoints.join('; ') || absent],
    [fields.contacts, system.contacts ?? absent],
  ];
}

function overrideText(override: GradeOverride, { codes, language }: SystemPage): string {
  const level = (code: string) => titleOf(codes.levels, code, language);
  const reason = override.reason ?? systemWords[language].erased;
  return `${override.at}  ${level(override.computed)} → ${level(override.level)}  ${reason}`;
}

function asksOf(requirements: Requirements, say: SystemWords): readonly string[] {
  const { evidenceValidityDays, exceptionDays, minimumSampleFactor, humanControl, gating } = requirements;
  return [
    filled(say.validity, { days: evidenceValidityDays, exception: exceptionDays }),
    filled(say.sample, { factor: minimumSampleFactor }),
    say.oversight[humanControl.oversight],
    ...(['namedOperator', 'manualFallback', 'secondApprover'] as const).flatMap((it) =>
      humanControl[it] ? say[it] : [],
    ),
    filled(say.gating, { items: gating.join(' ') }),
  ];
}
