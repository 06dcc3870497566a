import type { EditionView } from '../api/types.ts';

export type Risk = EditionView['risks'][number];
export type Measure = EditionView['measures'][number];
export type Domain = EditionView['domains'][number];
export type RiskClass = EditionView['classes'][number];

export interface Point {
  readonly code: string;
  readonly row: number;
  readonly column: number;
}

export interface Row {
  readonly risk: Risk;
  readonly domain: Domain;
  /** the class, on its first row, with the number of rows that it spans */
  readonly classHead: { readonly riskClass: RiskClass; readonly rows: number } | null;
  /** the domain, on its first row, with the number of rows that it spans */
  readonly domainHead: number | null;
  readonly points: readonly Point[];
}

export interface Column {
  readonly measure: Measure;
  /** the lettered part of the code, `(a)` */
  readonly letter: string;
  readonly domain: Domain;
  /** on the first column of its section: how many columns the section spans */
  readonly sectionHead: number | null;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly points: readonly Point[];
}

/** The framework's table in the order of its text. Control points whose risk or measure is unknown are left out: the loader refuses them. */
export function layoutOf(edition: EditionView): Layout {
  const columns = columnsOf(edition);
  const columnOf = new Map(columns.map((it, index) => [it.measure.code, index]));
  const risks = edition.classes.flatMap((riskClass) =>
    edition.domains
      .filter((it) => it.class === riskClass.code)
      .flatMap((domain) =>
        edition.risks.filter((it) => it.domain === domain.code).map((risk) => ({ risk, domain, riskClass })),
      ),
  );
  const rows = risks.map(({ risk, domain, riskClass }, row): Row => {
    const before = risks[row - 1];
    const rowsOfClass = risks.filter((it) => it.riskClass === riskClass).length;
    const rowsOfDomain = risks.filter((it) => it.domain === domain).length;
    return {
      risk,
      domain,
      classHead: before?.riskClass === riskClass ? null : { riskClass, rows: rowsOfClass },
      domainHead: before?.domain === domain ? null : rowsOfDomain,
      points: edition.controlPoints
        .filter((it) => it.risk === risk.code)
        .flatMap((it) => {
          const column = columnOf.get(it.measure);
          return column === undefined ? [] : [{ code: it.code, row, column }];
        })
        .sort((a, b) => a.column - b.column),
    };
  });
  return { rows, columns, points: rows.flatMap((it) => it.points) };
}

function columnsOf(edition: EditionView): Column[] {
  const inOrder = edition.domains.flatMap((domain) =>
    edition.measures
      .filter((it) => it.domain === domain.code || it.domain === domain.measureSection)
      .map((measure) => ({ measure, domain })),
  );
  return inOrder.map(({ measure, domain }, index) => ({
    measure,
    domain,
    letter: /\(\w+\)$/.exec(measure.code)?.[0] ?? measure.code,
    sectionHead: inOrder[index - 1]?.domain === domain ? null : inOrder.filter((it) => it.domain === domain).length,
  }));
}
