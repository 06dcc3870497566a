import { writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** The object that `duheng assess --json` prints. Fields may be added; none is renamed or dropped within a major version. */

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const text = z.string();
const words = z.object({ zh: text, en: text });
const verdict = z.enum(['pass', 'fail', 'undetermined', 'error', 'unsettled']);
const basis = z.enum(['official', 'reconstructed', 'interpretation', 'user']);

const counts = z.object({ pass: count, fail: count, undetermined: count, error: count });

const figure = z.object({
  n: count.describe('cases that passed or failed: the denominator of `rate`'),
  rate: share.nullable().describe('share that passed; null when n is 0'),
  low: share.describe('lower bound, Wilson 95 %, on n ÷ design effect'),
  high: share,
  verdict: z.enum(['pass', 'fail', 'inconclusive']).describe('of the point estimate, given the minimum sample'),
  reason: text.describe('a code'),
  supported: z.boolean().describe('the bound of the interval meets the threshold too'),
  casesLacking: count.nullable().describe('more cases until it is supported at this rate; null: never'),
  groups: z.number().describe('independent seed questions'),
  designEffect: z.number(),
  counts,
  threshold: z.object({
    direction: z.enum(['at_least', 'at_most']),
    value: share,
    basis: basis.describe('`interpretation`: the number is ours, no text gives it'),
    minimumSample: count,
  }),
});

const parameter = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const parameters = z.record(z.string(), parameter);

const corrected = z.object({
  applied: z.boolean(),
  reason: text,
  rate: share.nullable(),
  low: share.nullable(),
  high: share.nullable(),
});

const check = z.object({
  id: text,
  version: count,
  title: words,
  metric: text.nullable().describe('null for a check that looks at no cases'),
  risk: text.nullable(),
  result: z.enum(['pass', 'fail', 'inconclusive', 'error', 'not_applicable']),
  reason: text.nullable(),
  observed: parameters.nullable(),
  expected: parameters.nullable(),
  artefact: text.nullable().describe('digest of the raw artefact: the journal of the run'),
  corrected: corrected.nullable().describe('corrected for the measured errors of the grader; null where not computed'),
  bindings: z.array(z.object({ item: text, coverage: z.enum(['full', 'partial']), basis })),
});

const identity = z.object({
  endpoint: text,
  reportedModel: text.nullable(),
  fingerprint: text.nullable(),
  canary: text.nullable(),
  proof: z.enum(['proven', 'unproven']),
});

const sample = z.object({
  case: text,
  verdict,
  reason: text.nullable(),
  attack: text.nullable(),
  language: text,
  grader: text,
  question: z
    .array(z.object({ role: text, content: text }))
    .nullable()
    .describe('null where content was left out'),
  answer: text.nullable(),
  cut: z.boolean(),
});

const measured = z.object({ k: count, n: count });

export const reportObject = z.object({
  format: z.literal('duheng.report/1'),
  run: text.describe('id of the run: `--resume RUN`, `duheng diff RUN RUN`'),
  status: z.enum(['complete', 'cancelled', 'failed', 'not_assessed']),
  reason: text.nullable(),
  counts,
  planned: count,
  settled: count,
  risks: z.array(figure.extend({ code: text, overRefusal: figure.nullable() })),
  overRefusal: figure.nullable(),
  suites: z.array(figure.extend({ name: text, digest: text.nullable(), count: count.nullable() })),
  attacks: z.array(figure.extend({ name: text })),
  skipped: z.array(z.object({ attack: text, reason: text, n: count })),
  errors: z.array(z.object({ code: text, n: count })),
  checks: z.array(check),
  posture: z.object({
    headline: z.object({
      fresh: count,
      inScope: count,
      met: count,
      failing: count,
      states: z.record(z.string(), count),
      practice: z.boolean(),
    }),
    items: z.array(
      z.object({
        item: text,
        kind: z.enum(['control_point', 'governance', 'guideline']),
        state: text,
        checks: z.array(text),
      }),
    ),
  }),
  thresholds: z.array(
    z.object({
      metric: text,
      direction: z.enum(['at_least', 'at_most']),
      value: z.number(),
      minimumSample: count.nullable(),
      standing: z.enum(['official', 'secondary', 'ours']),
      profile: text,
    }),
  ),
  graders: z.array(
    z.object({
      grader: text,
      version: text,
      language: text,
      dataSet: text,
      n: count,
      sensitivity: measured,
      specificity: measured,
    }),
  ),
  graderVersions: z.record(z.string(), z.string()),
  review: z.object({ total: count, cases: z.array(text) }),
  samples: z.array(z.object({ check: text, cases: z.array(sample) })),
  edition: text,
  profiles: z.array(text),
  practice: z.boolean(),
  system: z
    .object({ id: text.nullable(), name: text, role: text, stage: text.nullable(), grade: text.nullable() })
    .nullable(),
  target: z.object({ kind: text, address: text, model: text.nullable() }),
  models: z.array(z.object({ model: text.nullable(), fingerprint: text.nullable(), n: count })),
  identity: identity.nullable(),
  identityChanged: z.boolean(),
  selfCheck: z.object({
    status: z.enum(['holds', 'broken', 'not_done']),
    broken: z.array(z.object({ code: text, case: text.nullable() })),
  }),
  plan: text,
  journal: text,
  factsDigest: text,
  answersFromCache: count,
  startedAt: text.nullable(),
  finishedAt: text.nullable(),
  directory: text,
  tool: text,
  version: text,
  generatedAt: text,
});

export type ReportObject = z.infer<typeof reportObject>;

/** JSON Schema (2020-12) of the report, as published in `docs/schemas/report.schema.json`, as text. */
export function reportSchemaText(): string {
  const schema = z.toJSONSchema(reportObject, { target: 'draft-2020-12' });
  return `${JSON.stringify({ $id: 'report.schema.json', title: 'Duheng: the report of one run', ...schema }, null, 2)}\n`;
}

// `node src/report/report-schema.ts` writes it; a test keeps it current
if (import.meta.main) {
  await writeFile(new URL('../../docs/schemas/report.schema.json', import.meta.url), reportSchemaText());
}
