import { z } from 'zod';
import { pageOf } from '../frame/route.ts';
import { basis } from './framework.ts';
import { actorRef } from './system.ts';

const scopedStates = [
  'failing',
  'excepted',
  'inconclusive',
  'stale',
  'met',
  'partial',
  'declared',
  'uncovered',
] as const;
const scopedState = z.enum(scopedStates);
export const itemState = z.enum([...scopedStates, 'not_applicable']);
const counts = z.record(scopedState, z.int());
const coverage = z.enum(['full', 'partial']);
const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const contribution = z.object({
  check: z.string(),
  subject: z.string(),
  coverage,
  basis,
  observation: z.string(),
  run: z.string(),
  effective: z.enum(['pass', 'stale', 'fail', 'excepted', 'inconclusive']),
  because: z.string().nullable(),
  laterInconclusive: z.string().nullable(),
  observedAt: z.string(),
  validUntil: z.string().nullable(),
  identityProof: z.enum(['proven', 'unproven']).nullable(),
});

const itemPosture = z.object({
  item: z.string(),
  kind: z.enum(['control_point', 'governance', 'guideline']),
  state: itemState,
  contributions: z.array(contribution),
  checks: z.array(z.object({ check: z.string(), coverage, basis })),
  judgements: z.array(z.string()),
  exceptions: z.array(
    z.object({ exception: z.string(), check: z.string().nullable(), selfApproved: z.boolean(), expires: z.string() }),
  ),
});

const rollUp = z.object({ code: z.string(), state: scopedState, counts, controlPoints: z.int() });

export const postureView = z.object({
  edition: z.string(),
  system: z.string(),
  at: z.string(),
  headline: z.object({
    fresh: z.int(),
    inScope: z.int(),
    met: z.int(),
    failing: z.int(),
    states: counts,
    selfApproved: z.int(),
    practice: z.boolean(),
  }),
  items: z.array(itemPosture),
  risks: z.array(rollUp),
  measures: z.array(rollUp),
});

export const identityView = z.object({
  endpoint: z.string(),
  reportedModel: z.string().nullable(),
  fingerprint: z.string().nullable(),
  canary: z.string().nullable(),
  proof: z.enum(['proven', 'unproven']),
});

export const observationView = z.object({
  observation: z.string(),
  run: z.string(),
  system: z.string(),
  check: z.string(),
  checkVersion: z.int(),
  subject: z.string(),
  result: z.enum(['pass', 'fail', 'inconclusive', 'error', 'not_applicable']),
  observed: parameters.nullable(),
  expected: parameters.nullable(),
  artefact: z.string().nullable(),
  reason: z.string().nullable(),
  identity: identityView.nullable(),
  observedAt: z.string(),
  validUntil: z.string().nullable(),
  tool: z.string(),
});
export const observationPage = pageOf(observationView);

export const judgementView = z.object({
  judgement: z.string(),
  item: z.string(),
  statement: z.string().nullable(),
  statedAt: z.string(),
  expires: z.string().nullable(),
  actor: actorRef,
  withdrawnAt: z.string().nullable(),
});

export const exceptionView = z.object({
  exception: z.string(),
  item: z.string(),
  check: z.string().nullable(),
  reason: z.string().nullable(),
  approver: actorRef,
  selfApproved: z.boolean(),
  approvedAt: z.string(),
  expires: z.string(),
  withdrawnAt: z.string().nullable(),
});

/** Everything that bears on one item of one system. */
export const itemView = z.object({
  posture: itemPosture,
  observations: z.array(observationView),
  judgements: z.array(judgementView),
  exceptions: z.array(exceptionView),
});

export const judgementBody = z.strictObject({
  item: z.string().min(1).max(60),
  statement: z.string().trim().min(1).max(5_000),
  expires: z.iso.datetime({ precision: 3 }).nullable().default(null),
});
export const exceptionBody = z.strictObject({
  item: z.string().min(1).max(60),
  check: z.string().max(20).nullable().default(null),
  reason: z.string().trim().min(1).max(5_000),
  expires: z.iso.datetime({ precision: 3 }),
});
export const gateView = z.object({
  open: z.boolean(),
  unmet: z.array(z.object({ item: z.string(), exception: z.string().nullable() })),
});
