import { FrameworkError } from './errors.ts';
import { nearestCodes } from './nearest.ts';
import type {
  Actor,
  Basis,
  ControlPoint,
  Domain,
  Edition,
  GovernanceMeasure,
  Guideline,
  Measure,
  Principle,
  Risk,
  RiskClass,
  Stage,
} from './schema.ts';

/** Anything in an edition that has a code. */
export type Item =
  | Readonly<{ kind: 'principle'; item: Principle }>
  | Readonly<{ kind: 'class'; item: RiskClass }>
  | Readonly<{ kind: 'domain'; item: Domain }>
  | Readonly<{ kind: 'risk'; item: Risk }>
  | Readonly<{ kind: 'measure'; item: Measure }>
  | Readonly<{ kind: 'control_point'; item: ControlPoint }>
  | Readonly<{ kind: 'governance'; item: GovernanceMeasure }>
  | Readonly<{ kind: 'guideline'; item: Guideline }>
  | Readonly<{ kind: 'actor'; item: Actor }>
  | Readonly<{ kind: 'stage'; item: Stage }>;

export type ItemKind = Item['kind'];

/** The canonical code of a control point: `3.1.1(b)×4.1.1(b)`. */
export function controlPointCode(risk: string, measure: string): string {
  return `${risk}×${measure}`;
}

/** A code as people type it (full-width brackets, blanks, `x` or `*` for `×`) in its canonical form. */
export function canonicalCode(code: string): string {
  return code
    .slice(0, 100)
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/^([^x×*]+\))[x×*](\d.*)$/iu, '$1×$2')
    .toLowerCase();
}

/** Every item of the edition, in the order of the text. */
export function itemsOf(edition: Edition): readonly Item[] {
  return [
    ...edition.principles.map((item) => ({ kind: 'principle', item }) as const),
    ...edition.classes.map((item) => ({ kind: 'class', item }) as const),
    ...edition.domains.map((item) => ({ kind: 'domain', item }) as const),
    ...edition.risks.map((item) => ({ kind: 'risk', item }) as const),
    ...edition.measures.map((item) => ({ kind: 'measure', item }) as const),
    ...edition.controlPoints.map((item) => ({ kind: 'control_point', item }) as const),
    ...edition.governance.map((item) => ({ kind: 'governance', item }) as const),
    ...edition.guidelines.map((item) => ({ kind: 'guideline', item }) as const),
    ...edition.actors.map((item) => ({ kind: 'actor', item }) as const),
    ...edition.stages.map((item) => ({ kind: 'stage', item }) as const),
  ];
}

/**
 * The item with this code; control points are written `3.1.1(b)×4.1.1(b)`, with `x` or `*` accepted for `×`.
 * @throws FrameworkError `framework.code_unknown {edition, code, near}`, `near` being up to five codes that look alike
 */
export function itemOf(edition: Edition, code: string): Item {
  const wanted = canonicalCode(code);
  const items = itemsOf(edition);
  const found = items.find(({ item }) => item.code === wanted);
  if (found !== undefined) return found;
  const near = nearestCodes(
    wanted,
    items.map(({ item }) => item.code),
  );
  const hint = near.length === 0 ? '' : `; nearest: ${near.join(', ')}`;
  throw new FrameworkError(
    'framework.code_unknown',
    { edition: edition.edition, code: code.slice(0, 100), near },
    { message: `edition ${edition.edition} has no item ${JSON.stringify(code.slice(0, 100))}${hint}` },
  );
}

/**
 * What a system of this actor is measured on: the control points, the governance measures that an operator can carry out and
 * the guidelines addressed to the actor, as codes in the order of the text.
 * @throws FrameworkError `framework.code_unknown` for an actor that the edition does not have
 */
export function scopeOf(edition: Edition, actor: string): readonly string[] {
  const { item } = itemOf(edition, actor);
  return [
    ...edition.controlPoints.map((it) => it.code),
    ...edition.governance.filter((it) => it.operator.canCarryOut).map((it) => it.code),
    ...edition.guidelines.filter((it) => it.actor === item.code).map((it) => it.code),
  ];
}

const BASES: readonly Basis[] = ['official', 'reconstructed', 'interpretation', 'user'];

/** The weaker of two bases: a conclusion stands on the weakest fact it uses. */
export function weakerBasis(one: Basis, other: Basis): Basis {
  return BASES.indexOf(one) >= BASES.indexOf(other) ? one : other;
}
