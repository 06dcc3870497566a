import { z } from 'zod';
import { recordBodies } from '../ledger/index.ts';
import { EvidenceError } from './errors.ts';
import type { Finding } from './observation.ts';

const { subject, observed, expected, artefact, reason } = recordBodies.observation.shape;
const values = observed.unwrap().refine((it) => Object.keys(it).length > 0, { message: 'empty' });
const measurement = { observed: values, expected: expected.unwrap(), artefact: artefact.unwrap() };
const why = reason.unwrap();

const finding = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('pass'), subject, reason: z.null(), ...measurement }),
  z.strictObject({ result: z.literal('fail'), subject, reason: why, ...measurement }),
  z.strictObject({ result: z.literal('inconclusive'), subject, reason: why, ...z.object(measurement).partial().shape }),
  z.strictObject({ result: z.literal('error'), subject, reason: why, artefact: artefact.unwrap().optional() }),
  z.strictObject({ result: z.literal('not_applicable'), subject, reason: why }),
]);

/**
 * Holds at run time what the types hold at compile time, against a check that was forced past them.
 * @throws EvidenceError `evidence.measurement_missing {result, missing}` for a pass or fail without observed and expected value and artefact
 * digest; `evidence.finding_invalid {path, problem}` for anything else that is not a finding
 */
export function refuseInvalidFinding(given: Finding): void {
  const parsed = finding.safeParse(given);
  if (parsed.success) return;
  const { issues } = parsed.error;
  const fields = issues.map((it) => String(it.path[0] ?? ''));
  const missing = [...new Set(fields)].filter((it) => it in measurement);
  if (missing.length > 0 && (given.result === 'pass' || given.result === 'fail'))
    throw new EvidenceError('evidence.measurement_missing', { result: given.result, missing });
  const path = issues[0]?.path.map(String).join('.') ?? '';
  throw new EvidenceError('evidence.finding_invalid', { path, problem: issues[0]?.code ?? 'invalid' });
}
