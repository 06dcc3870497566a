import { z } from 'zod';
import { pageOf } from '../frame/route.ts';
import { identityView } from './posture.ts';
import { keyText } from './system.ts';

export const runCounts = z.object({ pass: z.int(), fail: z.int(), undetermined: z.int(), error: z.int() });

export const progressView = z.object({
  run: z.string(),
  phase: z.enum(['probing', 'asking', 'grading', 'checking', 'done']),
  done: z.int(),
  total: z.int(),
  counts: runCounts,
  inFlight: z.int(),
  concurrency: z.number(),
  rate: z.number(),
  millisecondsLeft: z.number().nullable(),
});

export const runView = z.object({
  run: z.string(),
  system: z.string(),
  practice: z.boolean(),
  scope: z.array(z.string()),
  suites: z.array(z.object({ name: z.string(), digest: z.string() })),
  attacks: z.array(z.string()),
  endpoint: z.string(),
  model: z.string().nullable(),
  planned: z.int(),
  tool: z.string(),
  startedAt: z.string(),
  finished: z
    .object({
      status: z.enum(['complete', 'cancelled', 'failed', 'not_assessed']),
      counts: runCounts,
      selfCheck: z.enum(['holds', 'broken', 'not_done']),
      reason: z.string().nullable(),
      at: z.string(),
    })
    .nullable(),
  /** null unless it runs now, in this process */
  progress: progressView.nullable(),
  /** it neither runs nor has ended: why it stopped; it can be resumed or abandoned */
  interrupted: z.object({ reason: z.string(), params: z.record(z.string(), z.unknown()) }).nullable(),
});
export const runPage = pageOf(runView);

export const figureView = z.object({
  n: z.int(),
  rate: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  supported: z.boolean(),
  casesLacking: z.number().nullable(),
  groups: z.number(),
  designEffect: z.number(),
  counts: runCounts,
});

export const runResultView = z.object({
  run: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  planned: z.int(),
  settled: z.int(),
  counts: runCounts,
  risks: z.array(figureView.extend({ code: z.string(), overRefusal: figureView.nullable() })),
  suites: z.array(figureView.extend({ name: z.string() })),
  attacks: z.array(figureView.extend({ name: z.string() })),
  overRefusal: figureView.nullable(),
  errors: z.array(z.object({ code: z.string(), n: z.int() })),
  identity: identityView.nullable(),
  skipped: z.array(z.object({ attack: z.string(), reason: z.string(), n: z.int() })),
  models: z.array(z.object({ model: z.string().nullable(), fingerprint: z.string().nullable(), n: z.int() })),
  selfCheck: z.object({
    status: z.string(),
    broken: z.array(z.object({ code: z.string(), case: z.string().nullable() })),
  }),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  factsDigest: z.string(),
  journal: z.string(),
});

const caseRow = {
  case: z.string(),
  suite: z.string(),
  attack: z.string().nullable(),
  epoch: z.int(),
  risks: z.array(z.string()),
  language: z.string(),
  asked: z.string(),
  grader: z.string(),
  expects: z.string(),
  group: z.string().nullable(),
  verdict: z.enum(['pass', 'fail', 'undetermined', 'error', 'unsettled']),
  reason: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  attempts: z.int(),
  milliseconds: z.number(),
};
export const caseRowView = z.object(caseRow);
export const casePage = pageOf(caseRowView).extend({ total: z.int() });
export const caseView = z.object({
  ...caseRow,
  question: z.array(z.object({ role: z.string(), content: z.string() })),
  answer: z.string().nullable(),
  noted: z.record(z.string(), z.union([z.string(), z.number()])),
  questionDigest: z.string().nullable(),
  answerDigest: z.string().nullable(),
});

export const targetBody = z.strictObject({
  kind: z.enum(['openai', 'openai-stream', 'anthropic', 'ollama', 'http', 'command', 'transcript']).default('openai'),
  address: z.string().min(1).max(2_000),
  model: z.string().min(1).max(200).nullable().default(null),
  params: z.record(z.string().min(1).max(200), z.unknown()).default({}),
  /** for `http`: the body template and the JSON path of the answer */
  template: z.string().max(100_000).optional(),
  answerPath: z.string().max(1_000).optional(),
  /** kept encrypted when the system is registered; else used for this run only */
  key: keyText.optional(),
  args: z.array(z.string().max(10_000)).max(100).optional(),
});

/** Starts a run on a registered system, or on an endpoint, which is then registered under its address. */
export const runBody = z.strictObject({
  system: z.uuid().optional(),
  endpoint: z.uuid().optional(),
  target: targetBody.optional(),
  suites: z.array(z.string().min(1).max(1_000)).min(1).max(20).default(['starter']),
  attacks: z.array(z.string().min(1).max(200)).max(64).default([]),
  /** the key of the system's endpoint, where `system` is given and none is kept yet */
  key: keyText.optional(),
  /** longest wait for one answer */
  timeoutSeconds: z.int().min(1).max(86_400).optional(),
  /** PEM of a certificate authority of the user's own */
  certificateAuthority: z
    .string()
    .max(1024 * 1024)
    .optional(),
  cache: z.boolean().default(false),
  judge: z.strictObject({ address: z.url(), model: z.string().min(1).max(200), key: keyText.optional() }).optional(),
  concurrency: z.int().min(1).max(1_000).default(20),
  epochs: z.int().min(1).max(100).default(1),
});
export const resumeBody = z.strictObject({ key: keyText.optional() });
export const reviewBody = z.strictObject({
  verdict: z.enum(['pass', 'fail']),
  reason: z.string().trim().min(1).max(5_000),
});
