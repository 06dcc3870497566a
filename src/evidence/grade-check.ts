import { createHash } from 'node:crypto';
import { canonicalBytes, toDigest } from '../ledger/index.ts';
import { compareLevels, type System } from '../register/index.ts';
import type { CheckDefinition } from './check.ts';
import type { Finding } from './observation.ts';

/** 5.1 and 6.3(a) ask for classification and grading; this is what a register can show of it. */
export const gradeCheck: CheckDefinition = {
  id: 'REG-001',
  version: 1,
  title: { zh: '等级与现状相符', en: 'Grade fits the present facts' },
  aim: {
    zh: '系统已按现有登记信息定级；改定的等级没有因登记信息变化而过时，也不低于计算等级',
    en: 'The system is graded on its present facts; an override is neither outdated by them nor below the computed level',
  },
  bindings: [
    { check: 'REG-001', item: '5.1', coverage: 'partial', basis: 'interpretation' },
    { check: 'REG-001', item: '6.3(a)', coverage: 'partial', basis: 'interpretation' },
  ],
};

/** What the check finds of a system now; its artefact is the digest of the facts that the grade rests on. */
export function findGrade(system: System): Finding {
  const { level, computed, override, overrideOutdated } = system.grade;
  const { scenario, sector, populations, intelligence, scale } = system;
  const facts = { scenario, sector, populations, intelligence, scale, level, computed: computed.level };
  const artefact = toDigest(createHash('sha256').update(canonicalBytes(facts)).digest());
  const measured = {
    subject: `system:${system.id}`,
    observed: { level, computed: computed.level, overridden: override !== null, overrideOutdated },
    expected: { overrideOutdated: false, atLeast: computed.level },
    artefact,
  };
  if (overrideOutdated) return { result: 'fail', reason: 'override_outdated', ...measured };
  if (compareLevels(level, computed.level) < 0)
    return { result: 'fail', reason: 'override_below_computed', ...measured };
  return { result: 'pass', reason: null, ...measured };
}
