import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CheckDefinition, ItemKind } from '../evidence/index.ts';
import type { Basis, Bilingual, Edition } from '../framework/index.ts';
import { ReportError } from './errors.ts';

const uncoveredFile = z.strictObject({
  edition: z.string(),
  items: z.array(
    z.strictObject({
      item: z.string().min(1),
      because: z.enum(['not_in_answers', 'partly_in_answers', 'records', 'not_operator', 'public']),
      shownBy: z.enum(['corpus', 'guard', 'label', 'register', 'report', 'respond', 'trace', 'watch']).nullable(),
      zh: z.string().min(1),
      en: z.string().min(1),
    }),
  ),
});

/** Why an item is not measured or only in part, and which room will show the rest; `shownBy` is null where none will. */
export type UncoveredReason = Readonly<z.infer<typeof uncoveredFile>['items'][number]>;

export interface CoverageRow {
  readonly item: string;
  readonly kind: ItemKind;
  readonly title: Bilingual;
  readonly coverage: 'full' | 'partial' | 'none';
  readonly checks: readonly {
    readonly id: string;
    readonly title: Bilingual;
    readonly coverage: 'full' | 'partial';
    readonly basis: Basis;
  }[];
  /** null exactly where `coverage` is full */
  readonly reason: UncoveredReason | null;
}

/** The reasons shipped for edition 1.0. Throws ZodError on a damaged installation. */
export function readUncovered(): readonly UncoveredReason[] {
  return uncoveredFile.parse(parse(readFileSync(join(import.meta.dirname, 'uncovered.yaml'), 'utf8'))).items;
}

/**
 * Every control point, governance measure and guideline with the checks bound to it, or the reason why none is. In the order of the text.
 * @throws ReportError `report.coverage_incomplete {items}`: neither bound in full nor with a reason; `report.coverage_contradicts {items}`:
 * bound in full and with a reason, or a reason or binding of an item that the edition does not have, or two reasons for one
 */
export function coverageMatrix(
  edition: Edition,
  definitions: readonly CheckDefinition[],
  reasons: readonly UncoveredReason[],
): readonly CoverageRow[] {
  const byItem = new Map(reasons.map((it) => [it.item, it]));
  const rows = itemsOf(edition).map(({ item, kind, title }): CoverageRow => {
    const checks = definitions.flatMap((check) =>
      check.bindings
        .filter((it) => it.item === item)
        .map(({ coverage, basis }) => ({ id: check.id, title: check.title, coverage, basis })),
    );
    const coverage = checks.some((it) => it.coverage === 'full') ? 'full' : checks.length > 0 ? 'partial' : 'none';
    return { item, kind, title, coverage, checks, reason: byItem.get(item) ?? null };
  });
  refuseGaps(rows, definitions, reasons);
  return rows;
}

function itemsOf(edition: Edition): { item: string; kind: ItemKind; title: Bilingual }[] {
  const risks = new Map(edition.risks.map((it) => [it.code, it.label]));
  const measures = new Map(edition.measures.map((it) => [it.code, it.label]));
  const titleOf = (risk: string, measure: string, language: 'zh' | 'en') =>
    `${risks.get(risk)?.[language] ?? risk} × ${measures.get(measure)?.[language] ?? measure}`;
  return [
    ...edition.controlPoints.map(({ code, risk, measure }) => ({
      item: code,
      kind: 'control_point' as const,
      title: { zh: titleOf(risk, measure, 'zh'), en: titleOf(risk, measure, 'en') },
    })),
    ...edition.governance.map(({ code, title }) => ({ item: code, kind: 'governance' as const, title })),
    ...edition.guidelines.map(({ code, title }) => ({ item: code, kind: 'guideline' as const, title })),
  ];
}

function refuseGaps(
  rows: readonly CoverageRow[],
  definitions: readonly CheckDefinition[],
  reasons: readonly UncoveredReason[],
): void {
  const gaps = rows.filter((it) => it.coverage !== 'full' && it.reason === null).map((it) => it.item);
  if (gaps.length > 0) throw new ReportError('report.coverage_incomplete', { items: gaps });
  const known = new Set(rows.map((it) => it.item));
  const bound = definitions.flatMap((it) => it.bindings.map((binding) => binding.item));
  const named = reasons.map((it) => it.item);
  const wrong = [
    ...rows.filter((it) => it.coverage === 'full' && it.reason !== null).map((it) => it.item),
    ...[...bound, ...named].filter((it) => !known.has(it)),
    ...named.filter((it, index) => named.indexOf(it) !== index),
  ];
  if (wrong.length > 0) throw new ReportError('report.coverage_contradicts', { items: [...new Set(wrong)] });
}
