import type { Finding } from '../../evidence/index.ts';
import type { Profile } from '../../framework/index.ts';
import { type AssessmentCheck, type CheckFinding, findingsOf, looksAt } from '../catalogue/index.ts';
import { expectationKind } from '../grader/case-verdict.ts';
import type { Plan } from '../run/plan.ts';
import type { RunReader } from '../run/read.ts';
import type { RunResult } from '../run/run-types.ts';

/** The checks whose cases a plan holds: the scope of its run, and all that it can settle. */
export async function scopeOf(checks: readonly AssessmentCheck[], plan: Plan): Promise<readonly AssessmentCheck[]> {
  const left = new Set(checks.filter((it) => it.metric !== 'breadth'));
  const found = new Set(checks.filter((it) => it.metric === 'breadth'));
  for await (const { it, attacks } of plan.cases()) {
    const seen = { risks: it.risks, grader: it.grader, expects: expectationKind(it.expect) };
    for (const check of left) {
      const plain = looksAt(check, { ...seen, attack: null });
      const attacked = attacks.length > 0 && looksAt(check, { ...seen, attack: 'any' });
      if (!plain && !attacked) continue;
      found.add(check);
      left.delete(check);
    }
  }
  return checks.filter((it) => found.has(it));
}

export interface StandardsOfRun {
  readonly profiles: readonly Profile[];
  readonly minimumSampleFactor: number;
}

/** What a finished run says to each check that it touched; a model that changed within the run passes nothing. */
export async function findingsOfRun(
  checks: readonly AssessmentCheck[],
  reader: Pick<RunReader, 'outcomes' | 'result' | 'header'>,
  subject: string,
  standards: StandardsOfRun,
): Promise<readonly CheckFinding[]> {
  const { result, header } = reader;
  const cases = [];
  for await (const { case: id, risks, grader, expects, attack, caseId, group, verdict } of reader.outcomes()) {
    // Attacks and epochs ask one seed question several times: their cases are no independent ones.
    cases.push({ case: id, risks, grader, expects, attack, group: group ?? caseId, verdict });
  }
  const found = findingsOf(checks, cases, {
    subject,
    suites: header.suites.map((it) => it.name),
    attacks: header.attacks,
    journal: result.journal,
    selfCheckHolds: result.selfCheck.status === 'holds',
    ...standards,
  });
  return modelChanged(result) ? found.map(({ check, finding }) => ({ check, finding: withoutPass(finding) })) : found;
}

const modelChanged = (result: RunResult): boolean => result.identityChanged || result.models.length > 1;

function withoutPass(finding: Finding): Finding {
  if (finding.result !== 'pass') return finding;
  return { ...finding, result: 'inconclusive', reason: 'model_changed_within_run' };
}
