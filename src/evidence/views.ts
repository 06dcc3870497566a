import type { Selectable } from 'kysely';
import type { Finding, Observation } from './observation.ts';
import type { CaseReviewRow, ExceptionRow, JudgementRow, ObservationRow, RunRow } from './tables.ts';
import type { CaseReview, Exception, Judgement, Run } from './types.ts';

/** A row of the table as a run. */
export function toRun(row: Selectable<RunRow>): Run {
  const { run, org, system, scope, suites, attacks, endpoint, model, planned, plan, tool, actor } = row;
  const finished =
    row.status && row.counts && row.self_check && row.finished_at
      ? {
          ...{ status: row.status, counts: row.counts, journal: row.journal, selfCheck: row.self_check },
          ...{ reason: row.reason, at: row.finished_at },
        }
      : null;
  const plain = { run, org, system, scope, suites, attacks, endpoint, model, planned, plan, tool, actor };
  return { ...plain, startedAt: row.started_at, finished };
}

/** A row of the table as an observation; the table refuses a pass or fail without its measurement. */
export function toObservation(row: Selectable<ObservationRow>): Observation {
  const { observation, org, run, system, identity, tool } = row;
  return {
    ...findingOf(row),
    ...{ observation, org, run, system, identity, tool },
    check: row.check_id,
    checkVersion: row.check_version,
    observedAt: row.observed_at,
    validUntil: row.valid_until,
  };
}

type FindingColumns = Pick<
  Selectable<ObservationRow>,
  'subject' | 'result' | 'observed' | 'expected' | 'artefact' | 'reason'
>;

/** A pass or fail that lacks its measurement, which no table and no room takes in, reads as inconclusive. */
export function findingOf(row: FindingColumns): Finding {
  const { subject, result, observed, expected, artefact } = row;
  const reason = row.reason ?? 'unknown';
  const measured = observed && expected && artefact ? { observed, expected, artefact } : undefined;
  if (result === 'pass' && measured) return { result, subject, reason: null, ...measured };
  if (result === 'fail' && measured) return { result, subject, reason, ...measured };
  if (result === 'not_applicable') return { result, subject, reason };
  if (result === 'error') return artefact ? { result, subject, reason, artefact } : { result, subject, reason };
  const partly = { ...(observed && { observed }), ...(expected && { expected }), ...(artefact && { artefact }) };
  return { result: 'inconclusive', subject, reason, ...partly };
}

/** A row of the table as a judgement. */
export function toJudgement(row: Selectable<JudgementRow>): Judgement {
  const { judgement, system, item, statement, expires, actor } = row;
  const times = { statedAt: row.stated_at, withdrawnAt: row.withdrawn_at };
  return { judgement, system, item, statement, expires, actor, ...times };
}

/** A row of the table as an exception. */
export function toException(row: Selectable<ExceptionRow>): Exception {
  const { exception, system, item, reason, approver, expires } = row;
  const times = { approvedAt: row.approved_at, withdrawnAt: row.withdrawn_at };
  return {
    exception,
    system,
    item,
    reason,
    approver,
    expires,
    check: row.check_id,
    selfApproved: row.self_approved,
    ...times,
  };
}

/** A row of the table as a review of a case. */
export function toCaseReview(row: Selectable<CaseReviewRow>): CaseReview {
  const { id, run, verdict, reason, at, actor } = row;
  return { id, run, case: row.case_id, verdict, reason, at, actor };
}
