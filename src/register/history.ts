import type { Instant, Leaf, SystemFacts } from '../ledger/index.ts';
import { effectiveGrade, type GradingData, gradeSystem } from './grading.ts';
import type { EffectiveGrade, GradeOverride } from './types.ts';

/** A system as its leaves tell of it; words are named by their digests. */
export type SystemThen = Readonly<{
  /** the stage is the one that it was moved to last */
  facts: SystemFacts;
  grade: EffectiveGrade;
  registeredAt: Instant;
}>;

/**
 * What a system was after these leaves, in the order of their log: the facts of the newest registration or change, the stage it
 * was moved to since, its grade by the table of `data` and the newest override. Null where none of them registers it.
 */
export function systemThen(leaves: Iterable<Leaf>, system: string, data: GradingData): SystemThen | null {
  let facts: SystemFacts | null = null;
  let registeredAt: Instant = '';
  let override: GradeOverride | null = null;
  for (const { kind, body, at, actor } of leaves) {
    if (!('system' in body) || body.system !== system) continue;
    if (kind === 'system.registered' && facts === null) {
      facts = body;
      registeredAt = at;
    }
    if (kind === 'system.changed' && facts !== null) facts = body;
    if (kind === 'stage.moved' && facts !== null) facts = { ...facts, stage: body.to };
    if (kind === 'grade.overridden') override = { computed: body.computed, level: body.level, reason: null, at, actor };
  }
  if (facts === null) return null;
  return { facts, grade: effectiveGrade(gradeSystem(facts, data), override), registeredAt };
}
