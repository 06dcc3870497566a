import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../ledger/index.ts';
import { AssessError } from '../error.ts';
import { openTarget, type TargetSpecification } from '../target/open-target.ts';
import { defaultBounds, type Target, type TargetBounds } from '../target/target.ts';

/** How an endpoint is reached, without its key: kept beside the plan so that a run can be resumed by another process. */
export const targetRequest = z.strictObject({
  kind: z.enum(['openai', 'openai-stream', 'anthropic', 'ollama', 'http', 'command', 'transcript']),
  address: z.string().min(1).max(2_000),
  model: z.string().max(200).nullable(),
  params: z.record(z.string(), z.unknown()).default({}),
  template: z.string().max(100_000).optional(),
  answerPath: z.string().max(1_000).optional(),
  args: z.array(z.string().max(10_000)).max(100).optional(),
  /** longest wait for one answer */
  timeoutSeconds: z.int().min(1).max(86_400).optional(),
  /** PEM of a certificate authority of the user's own */
  certificateAuthority: z
    .string()
    .max(1024 * 1024)
    .optional(),
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
  /** whose address had a query, which is not kept here: without it something else would be asked */
  queried: z.array(z.enum(['target', 'judge'])).default([]),
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

/** The fields of a request that say how its endpoint is reached, whatever the endpoint. */
export const reachOf = (it: Pick<TargetRequest, 'timeoutSeconds' | 'certificateAuthority'>) => ({
  ...(it.timeoutSeconds === undefined ? {} : { timeoutSeconds: it.timeoutSeconds }),
  ...(it.certificateAuthority === undefined ? {} : { certificateAuthority: it.certificateAuthority }),
});

const keyPlace = /\{\{\s*key\s*\}\}/g;

/**
 * Opens what a request describes, with its key where it has one. `{{key}}` in a template or a parameter stands for the key, so that a file or
 * a plan holds the place of it only.
 * @throws AssessError `target.template_invalid` for such a place without a key, and as `openTarget` does
 */
export async function openRequested(it: TargetRequest, key: string | undefined, now: () => number): Promise<Target> {
  const filled = {
    ...it,
    params: withKey(it.params, key, false) as TargetRequest['params'],
    template: withKey(it.template, key, true) as string | undefined,
  };
  const target = await openTarget(specificationOf(filled, key), { now, bounds: boundsOf(it) });
  if (it.kind === 'http') return { ...target, params: { body: it.template ?? '', answer: it.answerPath ?? null } };
  return it.kind === 'command' || it.kind === 'transcript' ? target : { ...target, params: it.params };
}

/** Fills the places of the key in every text of a value; `quoted` where the text is itself JSON. */
function withKey(value: unknown, key: string | undefined, quoted: boolean): unknown {
  if (typeof value === 'string') {
    return value.replace(keyPlace, () => {
      if (key === undefined) throw new AssessError('target.template_invalid', { why: 'no_key' });
      return quoted ? JSON.stringify(key).slice(1, -1) : key;
    });
  }
  if (Array.isArray(value)) return value.map((it) => withKey(it, key, quoted));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, withKey(it, key, quoted)]));
}

/** An answer that does not come in pieces may begin only when it ends, so its first byte has as long as the whole. */
function boundsOf({ timeoutSeconds }: TargetRequest): Partial<TargetBounds> {
  if (timeoutSeconds === undefined) return {};
  const totalMs = timeoutSeconds * 1_000;
  return { totalMs, firstByteMs: totalMs, connectMs: Math.min(totalMs, defaultBounds.connectMs) };
}

function specificationOf(it: TargetRequest, key: string | undefined): TargetSpecification {
  const { kind, address, params, certificateAuthority } = it;
  if (kind === 'command') return { kind, program: address, args: it.args ?? [], key };
  if (kind === 'transcript') return { kind, path: address };
  const common = { address, key, certificateAuthority };
  if (kind === 'http') return { kind, ...common, body: it.template ?? '', answer: it.answerPath ?? null };
  return { kind, ...common, params, model: it.model ?? '' };
}

/** What every check of a run is about: the model asked for, at its address. */
export const subjectOf = (it: Pick<TargetRequest, 'address' | 'model'>): string =>
  `${it.model ?? '-'}@${it.address}`.slice(0, 300);
