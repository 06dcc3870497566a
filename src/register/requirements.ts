import type { GradeLevel } from '../ledger/index.ts';
import type { RequirementsTable } from './data.ts';
import { compareLevels } from './grading.ts';
import { gradeLevels, type Requirements } from './types.ts';

/**
 * What a level asks: how long a pass holds, how many cases a verdict needs, how a person stays in control, which items gate
 * deployment. `gating` gathers what this level and all milder ones name. Every number is ours.
 */
export function requirementsOf(level: GradeLevel, table: RequirementsTable): Requirements {
  const upTo = gradeLevels.filter((it) => compareLevels(it, level) <= 0);
  const gating = [...new Set(upTo.flatMap((it) => table.levels[it].gating))];
  return { ...table.levels[level], level, gating, gatedStages: table.gatedStages, basis: 'interpretation' };
}
