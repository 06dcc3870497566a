import { type Edition, scopeOf } from '../framework/index.ts';
import type { ActorRole } from '../register/index.ts';
import type { ItemKind } from './types.ts';

export type ScopeItem = Readonly<{ item: string; kind: ItemKind; inScope: boolean }>;

/**
 * Every item that a system could be measured on, in the order of the text, and whether it lies in the scope of this one: the
 * control points, the governance measures that an operator can carry out, the guidelines of the system's own actor.
 * @throws FrameworkError `framework.code_unknown` for an actor that the edition does not have
 */
export function scopeItems(edition: Edition, system: Readonly<{ actorRole: ActorRole }>): readonly ScopeItem[] {
  const scope = new Set(scopeOf(edition, system.actorRole));
  const of = (kind: ItemKind, rows: readonly { code: string }[]): ScopeItem[] =>
    rows.map(({ code }) => ({ item: code, kind, inScope: scope.has(code) }));
  return [
    ...of('control_point', edition.controlPoints),
    ...of('governance', edition.governance),
    ...of('guideline', edition.guidelines),
  ];
}

/**
 * The items that gate a stage: a risk among `gating` stands for all its control points, other codes for themselves; codes outside
 * the scope of the system drop out. In the order of the text.
 */
export function gatingItems(
  edition: Edition,
  system: Readonly<{ actorRole: ActorRole }>,
  gating: readonly string[],
): readonly string[] {
  const named = new Set(gating);
  const riskOf = new Map(edition.controlPoints.map((it) => [it.code, it.risk]));
  return scopeItems(edition, system)
    .filter(({ item, inScope }) => inScope && (named.has(item) || named.has(riskOf.get(item) ?? '')))
    .map(({ item }) => item);
}
