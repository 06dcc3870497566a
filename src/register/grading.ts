import type { GradeLevel } from '../ledger/index.ts';
import type { CodeLists, GradingTable } from './data.ts';
import { RegisterError } from './errors.ts';
import {
  type EffectiveGrade,
  type Grade,
  type GradeOverride,
  type GradeStep,
  type GradingFacts,
  gradeLevels,
} from './types.ts';

/** Table and lists that grading rests on. */
export type GradingData = Readonly<{ codes: CodeLists; grading: GradingTable }>;

const scales = ['small', 'medium', 'large', 'very_large'] as const;

/**
 * The risk level of a system and how it arose: first the tier of its scenario, then what intelligence and scale add to it in the
 * table, then what a key sector and vulnerable people served add. The contributions add up to the index of the level.
 * Factors and levels: 2.0, annex 1; the combination is ours.
 * @throws RegisterError `register.system_invalid` for a scenario, sector or population that the lists do not have
 */
export function gradeSystem(facts: GradingFacts, data: GradingData): Grade {
  const { codes, grading } = data;
  const tier = entryOf('scenario', codes.scenarios, facts.scenario).tier as 1 | 2 | 3 | 4;
  const sector = entryOf('sector', codes.sectors, facts.sector);
  const populations = facts.populations.map((it) => entryOf('populations', codes.populations, it));
  const rows = grading.table[tier];
  const byScenario = indexOf(rows.assists[0]);
  const byIntelligence = indexOf(rows[facts.intelligence][0]);
  const byScale = indexOf(rows[facts.intelligence][scales.indexOf(facts.scale)] ?? 'extreme');
  const steps: GradeStep[] = [
    { factor: 'scenario', value: facts.scenario, contribution: byScenario, reasonCode: 'scenario_tier' },
    {
      factor: 'intelligence',
      value: facts.intelligence,
      contribution: byIntelligence - byScenario,
      reasonCode: 'intelligence_step',
    },
    { factor: 'scale', value: facts.scale, contribution: byScale - byIntelligence, reasonCode: 'scale_step' },
  ];
  const vulnerable = [...new Set(populations.filter((it) => it.vulnerable).map((it) => it.code))].sort();
  const sectorRaise = sector.key ? grading.raises.keySector : 0;
  const raised = raise(byScale, sectorRaise);
  const top = raise(raised, vulnerable.length > 0 ? grading.raises.vulnerablePopulation : 0);
  steps.push({
    factor: 'sector',
    value: sector.code,
    contribution: raised - byScale,
    reasonCode: reason(sector.key, raised - byScale, 'key_sector', 'ordinary_sector'),
  });
  steps.push({
    factor: 'populations',
    value: vulnerable.join(',') || 'none',
    contribution: top - raised,
    reasonCode: reason(vulnerable.length > 0, top - raised, 'vulnerable_population', 'no_vulnerable_population'),
  });
  return { level: levelAt(top), steps, basis: 'interpretation' };
}

/**
 * The level that holds when a person has overridden the computed one. Against the level it was made for an override holds either
 * way; once the facts give another level, it may still raise it but no longer lower it.
 */
export function effectiveGrade(computed: Grade, override: GradeOverride | null): EffectiveGrade {
  if (override === null) return { level: computed.level, computed, override, overrideOutdated: false };
  const overrideOutdated = override.computed !== computed.level;
  const level = overrideOutdated ? severer(override.level, computed.level) : override.level;
  return { level, computed, override, overrideOutdated };
}

/** Negative when `a` is milder than `b`. */
export function compareLevels(a: GradeLevel, b: GradeLevel): number {
  return gradeLevels.indexOf(a) - gradeLevels.indexOf(b);
}

function severer(a: GradeLevel, b: GradeLevel): GradeLevel {
  return compareLevels(a, b) >= 0 ? a : b;
}

function indexOf(level: GradeLevel): number {
  return gradeLevels.indexOf(level);
}

function levelAt(index: number): GradeLevel {
  return gradeLevels[index] ?? 'extreme';
}

function raise(index: number, by: number): number {
  return Math.min(gradeLevels.length - 1, index + by);
}

function reason(
  present: boolean,
  contribution: number,
  yes: GradeStep['reasonCode'],
  no: GradeStep['reasonCode'],
): GradeStep['reasonCode'] {
  if (!present) return no;
  return contribution === 0 ? 'at_highest_level' : yes;
}

function entryOf<T extends { code: string }>(field: string, rows: readonly T[], code: string): T {
  const found = rows.find((it) => it.code === code);
  if (found) return found;
  throw new RegisterError('register.system_invalid', {
    faults: [{ path: field, problem: 'code_unknown', allowed: rows.map((it) => it.code) }],
  });
}
