import { type Item, type ItemKind, itemOf, itemsOf, weakerBasis } from './lookup.ts';
import type { Basis, Edition } from './schema.ts';

/**
 * An item that belongs to another. `via` is the item through which it does (a risk's domain, a control point's measure), null
 * where the two are related directly; `basis` is the weakest on the way.
 */
export type Related = Readonly<{ code: string; kind: ItemKind; basis: Basis; via: string | null }>;

type Edge = Readonly<{ one: string; other: string; basis: Basis }>;

/** Every pair of codes that belong together, those given by the structure of the text among them. */
function edgesOf(edition: Edition): Edge[] {
  return [
    ...edition.domains.map((it): Edge => ({ one: it.code, other: it.class, basis: 'official' })),
    ...edition.risks.map((it): Edge => ({ one: it.code, other: it.domain, basis: 'official' })),
    ...edition.measures.map((it): Edge => ({ one: it.code, other: it.domain, basis: 'official' })),
    ...edition.guidelines.map((it): Edge => ({ one: it.code, other: it.actor, basis: 'official' })),
    ...edition.controlPoints.flatMap((it): Edge[] => [
      { one: it.risk, other: it.measure, basis: it.basis },
      { one: it.code, other: it.risk, basis: it.basis },
      { one: it.code, other: it.measure, basis: it.basis },
    ]),
    ...edition.relations.map((it): Edge => ({ one: it.from, other: it.to, basis: it.basis })),
  ];
}

function neighbours(edges: readonly Edge[], code: string): { code: string; basis: Basis }[] {
  return edges.flatMap(({ one, other, basis }) => {
    if (one === code) return [{ code: other, basis }];
    return other === code ? [{ code: one, basis }] : [];
  });
}

/** The items whose own relations an item takes over: a risk stands under its domain and class and is answered by its measures. */
function carriers(edition: Edition, { kind, item }: Item): string[] {
  const above = (domain: string) => [
    domain,
    ...edition.domains.filter((it) => it.code === domain).map((it) => it.class),
  ];
  if (kind === 'domain') return [item.class];
  if (kind === 'measure') return above(item.domain);
  if (kind === 'control_point') return [item.measure, item.risk, ...carriers(edition, itemOf(edition, item.risk))];
  if (kind !== 'risk') return [];
  const measures = edition.controlPoints.filter((it) => it.risk === item.code).map((it) => it.measure);
  return [...above(item.domain), ...measures];
}

/** What is taken over through a carrier: the acts and their time. Sibling risks and measures are not. */
const TAKEN_OVER: ReadonlySet<ItemKind> = new Set(['governance', 'guideline', 'stage', 'class']);

/**
 * Everything related to an item, in the order of the text, each with its basis: directly, and for risks, measures, domains and
 * control points also what reaches them through their domain, class or measures. Each code once, the most direct way kept.
 * @throws FrameworkError `framework.code_unknown` as `itemOf`
 */
export function relationsOf(edition: Edition, code: string): readonly Related[] {
  const start = itemOf(edition, code);
  const edges = edgesOf(edition);
  const kinds = new Map(itemsOf(edition).map(({ kind, item }) => [item.code, kind]));
  const found = new Map<string, Related>();
  const add = (to: string, basis: Basis, via: string | null): void => {
    const kind = kinds.get(to);
    if (kind === undefined || to === start.item.code || found.has(to)) return;
    if (via === null || TAKEN_OVER.has(kind)) found.set(to, { code: to, kind, basis, via });
  };
  const direct = neighbours(edges, start.item.code);
  for (const it of direct) add(it.code, it.basis, null);
  for (const via of carriers(edition, start)) {
    const toCarrier = direct.find((it) => it.code === via)?.basis ?? 'official';
    for (const it of neighbours(edges, via)) add(it.code, weakerBasis(toCarrier, it.basis), via);
  }
  return [...kinds.keys()].flatMap((it) => found.get(it) ?? []);
}
