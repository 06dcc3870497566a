import { type CheckDefinition, type Observation, type Posture, posture } from '../evidence/index.ts';
import type { Edition } from '../framework/index.ts';
import type { RunResult } from './measured.ts';
import type { ReportFinding, ReportSystem } from './types.ts';

/** A pass of a run seen by itself holds for as long as one looks at that run. */
const forever = '9999-12-31T23:59:59.999Z';
const noSystem = '00000000-0000-7000-8000-000000000000';

/** The role that an endpoint without a registered system is measured in. */
export const assumedRole = 'provider';

type Role = Parameters<typeof posture>[0]['system']['actorRole'];

export interface RunPostureInput {
  readonly edition: Edition;
  readonly system: (ReportSystem & { readonly role: Role }) | null;
  readonly practice: boolean;
  /** every check there is, so that an item shows what else is bound to it */
  readonly definitions: readonly CheckDefinition[];
  readonly findings: readonly ReportFinding[];
  readonly run: RunResult;
  readonly tool: string;
  readonly now: string;
}

/**
 * The posture of one run alone: what its findings would make of the items if nothing else had ever been measured. Nothing is recorded.
 * @throws FrameworkError `framework.code_unknown` for a role that the edition does not have
 */
export function postureOfRun(input: RunPostureInput): Posture {
  const { edition, practice, definitions, findings, run, now, tool } = input;
  const system = input.system?.id ?? noSystem;
  const observations = findings.map(
    ({ check, finding }, index): Observation => ({
      ...finding,
      observation: `00000000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
      org: 'default',
      run: run.run,
      system,
      check: check.id,
      checkVersion: check.version,
      identity: run.identity,
      observedAt: now,
      validUntil: finding.result === 'pass' ? forever : null,
      tool,
    }),
  );
  return posture({
    edition,
    system: { id: system, practice, actorRole: input.system?.role ?? assumedRole },
    definitions,
    observations,
    sightings: [],
    judgements: [],
    exceptions: [],
    brokenRuns: run.selfCheck.status === 'broken' ? [run.run] : [],
    now,
  });
}
