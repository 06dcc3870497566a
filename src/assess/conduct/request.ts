import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../ledger/index.ts';
import type { TargetSpecification } from '../target/open-target.ts';

/** How an endpoint is reached, without its key: kept beside the plan so that a run can be resumed by another process. */
export const targetRequest = z.strictObject({
  kind: z.enum(['openai', 'openai-stream', 'anthropic', 'ollama', 'http', 'command', 'transcript']),
  address: z.string().min(1).max(2_000),
  model: z.string().max(200).nullable(),
  params: z.record(z.string(), z.unknown()).default({}),
  template: z.string().max(100_000).optional(),
  answerPath: z.string().max(1_000).optional(),
  args: z.array(z.string().max(10_000)).max(100).optional(),
});
export type TargetRequest = z.output<typeof targetRequest>;

export const assessmentRequest = z.strictObject({
  v: z.literal(1),
  system: z.uuid(),
  endpoint: z.uuid(),
  target: targetRequest,
  suites: z.array(z.string().min(1).max(1_000)).min(1).max(20),
  attacks: z.array(z.string().min(1).max(200)).max(64),
  judge: z.strictObject({ address: z.string(), model: z.string() }).nullable().default(null),
});
export type AssessmentRequest = z.output<typeof assessmentRequest>;

const file = 'request.json';

/** Throws what the file system throws. */
export const keepRequest = (directory: string, request: AssessmentRequest): Promise<void> =>
  writeFileDurably(join(directory, file), JSON.stringify(request));

/** The request of a run; null for a run that was started without the store. */
export async function readRequest(directory: string): Promise<AssessmentRequest | null> {
  try {
    return assessmentRequest.parse(JSON.parse(await readFile(join(directory, file), 'utf8')));
  } catch {
    return null;
  }
}

/** The specification that opens the target, with its key where it has one. */
export function specificationOf(it: TargetRequest, key: string | undefined): TargetSpecification {
  const { kind, address, params } = it;
  if (kind === 'command') return { kind, program: address, args: it.args ?? [] };
  if (kind === 'transcript') return { kind, path: address };
  if (kind === 'http') return { kind, address, key, body: it.template ?? '', answer: it.answerPath ?? null };
  return { kind, address, key, params, model: it.model ?? '' };
}

/** What every check of a run is about: the model asked for, at its address. */
export const subjectOf = (it: Pick<TargetRequest, 'address' | 'model'>): string =>
  `${it.model ?? '-'}@${it.address}`.slice(0, 300);
