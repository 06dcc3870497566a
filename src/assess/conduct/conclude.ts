import { type Evidence, findGrade, gradeCheck } from '../../evidence/index.ts';
import type { Profile } from '../../framework/index.ts';
import type { By, Register } from '../../register/index.ts';
import type { AssessmentCheck } from '../catalogue/index.ts';
import { isAssessError } from '../error.ts';
import type { Plan } from '../run/plan.ts';
import type { RunReader } from '../run/read.ts';
import type { RunResult } from '../run/run-types.ts';
import { findingsOfRun, scopeOf } from './outcome.ts';
import { type AssessmentRequest, subjectOf } from './request.ts';

export interface ConcludeParts {
  readonly register: Pick<Register, 'get' | 'requirements'>;
  readonly evidence: Pick<Evidence, 'startRun' | 'record' | 'observations' | 'finishRun'>;
  readonly checks: readonly AssessmentCheck[];
  profilesOf(profile: string): Promise<readonly Profile[]>;
}

/** Records that a planned run begins, with the checks that it can settle. */
export async function recordStart(
  { evidence, checks }: Pick<ConcludeParts, 'evidence' | 'checks'>,
  by: By,
  run: string,
  planned: Plan,
  request: AssessmentRequest,
): Promise<void> {
  const { header, digest } = planned;
  const scope = [...(await scopeOf(checks, planned)).map((it) => it.id), gradeCheck.id];
  await evidence.startRun(
    by,
    {
      system: request.system,
      scope,
      suites: header.suites.map((it) => ({ name: it.name.slice(0, 200), digest: it.digest })),
      attacks: header.attacks,
      endpoint: header.target.address,
      model: header.target.model,
      planned: header.planned,
      plan: digest,
    },
    run,
  );
}

/** True for a run that says something: one that was cut off, or whose endpoint went away, stays open and can be resumed. */
export const isConclusive = ({ status, selfCheck }: RunResult): boolean =>
  status === 'complete' || status === 'not_assessed' || (status === 'failed' && selfCheck.status === 'broken');

/**
 * Records what a whole run found and closes it. Done again after a crash half way, it records only what is missing: the journal gives the
 * same findings again.
 */
export async function conclude(
  parts: ConcludeParts,
  by: By,
  request: AssessmentRequest,
  plan: Plan,
  reader: RunReader,
): Promise<void> {
  const { register, evidence } = parts;
  const { result } = reader;
  const { run } = plan.header;
  const system = await register.get(by.org, request.system);
  const standards = {
    profiles: await parts.profilesOf(system.profile),
    minimumSampleFactor: register.requirements(system).minimumSampleFactor,
  };
  const scope = await scopeOf(parts.checks, plan);
  const subject = subjectOf({ address: result.target.address, model: result.target.model });
  const found = await findingsOfRun(scope, reader, subject, standards);
  const recorded = await recordedIn(evidence, by.org, run);
  for (const { check, finding } of found) {
    if (!recorded.has(check.id)) await evidence.record(by, run, check.id, finding, result.identity);
  }
  if (!recorded.has(gradeCheck.id)) await evidence.record(by, run, gradeCheck.id, findGrade(system), null);
  const { status, counts, journal, selfCheck, reason } = result;
  await evidence.finishRun(by, run, { status, counts, journal, selfCheck: selfCheck.status, reason });
}

async function recordedIn(
  evidence: Pick<Evidence, 'observations'>,
  org: string,
  run: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Evidence['observations']>> = await evidence.observations(
      org,
      { run },
      { limit: 200, after },
    );
    for (const it of page.rows) found.add(it.check);
    after = page.next;
  } while (after !== null);
  return found;
}

const nothing = {
  counts: { pass: 0, fail: 0, undetermined: 0, error: 0 },
  journal: null,
  selfCheck: 'not_done',
} as const;

/** Ends a run for good: what it settled is told, nothing of it counts. A run that cannot be read any more can still be given up. */
export async function giveUp(
  evidence: Pick<Evidence, 'finishRun'>,
  by: By,
  run: string,
  open: () => Promise<RunReader>,
): Promise<void> {
  const settled = await open()
    .then(async (reader) => {
      const { counts, journal, selfCheck } = reader.result;
      await reader.close();
      return { counts, journal, selfCheck: selfCheck.status };
    })
    .catch((error: unknown) => {
      if (isAssessError(error)) return nothing;
      throw error;
    });
  await evidence.finishRun(by, run, { ...settled, status: 'cancelled', reason: 'run.abandoned' });
}
