import type { Domain, Edition, Measure, Risk } from '../framework/index.ts';
import { hang, pad } from './columns.ts';
import type { Page } from './framework-text.ts';
import { frameworkWords } from './framework-words.ts';

/** Columns that the grid of edition 1.0 needs; a narrower terminal gets one row of chips per risk. */
const GRID_COLUMNS = 80;
const CODE_WIDTH = 8;
const LABEL_WIDTH = 16;

/** ASCII, since terminals do not agree on the width of `×` and `●` among Chinese text. */
const CELL = 'x';
const EMPTY = '.';

/** The framework's table: a row for each risk, a column for each measure, a mark for each control point. */
export function tableText(edition: Edition, page: Page): string {
  const body = page.columns >= GRID_COLUMNS ? gridText(edition, page) : chipsText(edition, page);
  const note = edition.legend.notes[0]?.[page.language] ?? '';
  const words = frameworkWords(page.language);
  const total = `${words.kinds.control_point}: ${edition.controlPoints.length} (${edition.legend.basis.reconstructed.title[page.language]})`;
  return `${edition.title[page.language]} ${edition.edition}\n\n${body}\n${total}\n${hang('* ', note, page.columns)}`;
}

type Group = Readonly<{ domain: Domain; measures: readonly Measure[]; width: number }>;

function groupsOf(edition: Edition): Group[] {
  return edition.domains.map((domain) => {
    const measures = edition.measures.filter((it) => it.domain === domain.code);
    return { domain, measures, width: Math.max(domain.measureSection.length, 2 * measures.length - 1) };
  });
}

/** The letter of `4.1.2(c)`, which heads its column under `4.1.2`. */
function letterOf(code: string): string {
  return /\(([a-z])\)$/.exec(code)?.[1] ?? '?';
}

function gridText(edition: Edition, page: Page): string {
  const groups = groupsOf(edition);
  const cells = new Set(edition.controlPoints.map((it) => `${it.risk} ${it.measure}`));
  const line = (head: string, cell: (group: Group) => string): string =>
    `${pad(head, CODE_WIDTH + 1 + LABEL_WIDTH)}|${groups.map((group) => pad(cell(group), group.width)).join('|')}`.trimEnd();
  const rule = `${'-'.repeat(CODE_WIDTH + 1 + LABEL_WIDTH)}+${groups.map(({ width }) => '-'.repeat(width)).join('+')}`;
  const riskLine = (risk: Risk): string =>
    line(`${pad(risk.code, CODE_WIDTH)} ${risk.label[page.language]}`, ({ measures }) =>
      measures.map((it) => (cells.has(`${risk.code} ${it.code}`) ? CELL : EMPTY)).join(' '),
    );
  const blocks = groups.flatMap(({ domain }) => [
    rule,
    line(`${domain.code} ${domain.label[page.language]}`, () => ''),
    ...edition.risks.filter((it) => it.domain === domain.code).map(riskLine),
  ]);
  const heads = [
    line('', ({ domain }) => domain.measureSection),
    line('', ({ measures }) => measures.map((it) => letterOf(it.code)).join(' ')),
  ];
  return `${[...heads, ...blocks, rule].join('\n')}\n\n${legendText(groups, page)}`;
}

function legendText(groups: readonly Group[], { language, columns }: Page): string {
  const heads = groups.map(({ domain, measures }) => {
    const named = measures.map((it) => `${letterOf(it.code)} ${it.label[language]}`).join(' · ');
    return hang(`  ${domain.measureSection}  `, named, columns);
  });
  return `${frameworkWords(language).legend}\n${heads.join('')}`;
}

function chipsText(edition: Edition, { language, columns }: Page): string {
  const labels = new Map(edition.measures.map((it) => [it.code, it.label[language]]));
  return edition.domains
    .map((domain) => {
      const rows = edition.risks
        .filter((it) => it.domain === domain.code)
        .map((risk) => {
          const points = edition.controlPoints.filter((it) => it.risk === risk.code);
          const chips = points.map(
            (it) => `    ${CELL} ${pad(it.measure, CODE_WIDTH)} ${labels.get(it.measure) ?? ''}\n`,
          );
          return `${hang(`  ${pad(risk.code, CODE_WIDTH)} `, risk.label[language], columns)}${chips.join('')}`;
        });
      return `${domain.code} ${domain.label[language]}\n${rows.join('')}`;
    })
    .join('');
}
