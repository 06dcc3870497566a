import { z } from 'zod';
import * as fixed from './codes.ts';
import type { CodeLists } from './data.ts';
import { type FieldFault, RegisterError } from './errors.ts';

const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
const words = (max: number) => z.string().trim().min(1).max(max);
/** One line that PostgreSQL and a terminal can hold. */
const line = (max: number) =>
  words(max).refine((it) => it.isWellFormed() && !/\p{Cc}/u.test(it), { message: 'control_character' });
const distinct = (rows: readonly string[]) => new Set(rows).size === rows.length;

/** One way to reach the model. `address`: a URL, a command line, or a file. Never a secret: keys are kept elsewhere. */
export const endpointInput = z.strictObject({
  kind: fixed.endpointKind.default('openai'),
  address: line(2_000).refine((it) => !holdsSecret(it), { message: 'credentials_in_address' }),
  model: line(200).nullable().default(null),
});

/** What a person hands in to register a system; from a form, a file, flags or the API. */
export const systemInput = z.strictObject({
  name: line(200),
  description: words(5_000).nullable().default(null),
  contacts: words(2_000).nullable().default(null),
  actorRole: fixed.actorRole,
  stage: fixed.stageCode.default('testing'),
  scenario: code,
  sector: code,
  populations: z.array(code).min(1).max(20).refine(distinct, { message: 'repeated' }),
  modalities: z.array(code).min(1).max(10).refine(distinct, { message: 'repeated' }),
  intelligence: fixed.intelligence,
  scale: fixed.scale,
  edition: z
    .string()
    .regex(/^[1-9]\.\d$/)
    .default('1.0'),
  profile: code.default('tc260-003'),
  endpoints: z.array(endpointInput).max(50).default([]),
  practice: z.boolean().default(false),
});

/** Fields left out of a change stay as they are. Stage moves through its gate, and practice is for life. */
export const systemChange = z.strictObject({
  name: systemInput.shape.name.optional(),
  description: words(5_000).nullable().optional(),
  contacts: words(2_000).nullable().optional(),
  actorRole: fixed.actorRole.optional(),
  scenario: code.optional(),
  sector: code.optional(),
  populations: systemInput.shape.populations.optional(),
  modalities: systemInput.shape.modalities.optional(),
  intelligence: fixed.intelligence.optional(),
  scale: fixed.scale.optional(),
  edition: z
    .string()
    .regex(/^[1-9]\.\d$/)
    .optional(),
  profile: code.optional(),
  endpoints: z.array(endpointInput).max(50).optional(),
});

export type SystemInput = Readonly<z.infer<typeof systemInput>>;
export type SystemChange = Readonly<z.infer<typeof systemChange>>;

/**
 * Parses what a person handed in, all faults at once.
 * @throws RegisterError `register.system_invalid {faults}`
 */
export function parseSystem(value: unknown, codes: CodeLists): SystemInput {
  return parseWith(systemInput, value, codes);
}

/** As `parseSystem`, for a change. */
export function parseChange(value: unknown, codes: CodeLists): SystemChange {
  return parseWith(systemChange, value, codes);
}

type ListedFields = Readonly<{ scenario?: string | undefined; sector?: string | undefined }> &
  Readonly<{ populations?: readonly string[] | undefined; modalities?: readonly string[] | undefined }>;

function parseWith<T extends z.ZodType<ListedFields>>(schema: T, value: unknown, codes: CodeLists): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new RegisterError('register.system_invalid', { faults: parsed.error.issues.map(faultOf) });
  const faults = listFaults(parsed.data, codes);
  if (faults.length > 0) throw new RegisterError('register.system_invalid', { faults });
  return parsed.data;
}

function faultOf(issue: z.core.$ZodIssue): FieldFault {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'invalid_value') return { path, problem: 'code_unknown', allowed: issue.values.map(String) };
  if (issue.code === 'unrecognized_keys')
    return { path: [path, issue.keys.join(',')].filter(Boolean).join('.'), problem: 'field_unknown' };
  return { path, problem: issue.code === 'custom' ? issue.message : issue.code };
}

function listFaults(facts: ListedFields, codes: CodeLists): FieldFault[] {
  const check = (path: string, value: string | undefined, rows: readonly { code: string }[]): FieldFault[] => {
    const allowed = rows.map((it) => it.code);
    return value === undefined || allowed.includes(value) ? [] : [{ path, problem: 'code_unknown', allowed }];
  };
  return [
    ...check('scenario', facts.scenario, codes.scenarios),
    ...check('sector', facts.sector, codes.sectors),
    ...(facts.populations ?? []).flatMap((it, at) => check(`populations.${at}`, it, codes.populations)),
    ...(facts.modalities ?? []).flatMap((it, at) => check(`modalities.${at}`, it, codes.modalities)),
  ];
}

/** A user name or password inside a URL would end up in the ledger for good. */
function holdsSecret(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(address);
}
