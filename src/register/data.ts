import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { remembered } from '../framework/index.ts';
import { gradeLevel, stageCode } from './codes.ts';
import { RegisterError } from './errors.ts';
import { gradeLevels, stages } from './types.ts';

/** Beside this module both in `src/` and in a published `dist/src/`. */
const DATA = new URL('./data/', import.meta.url);

const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
const bilingual = z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(100) });
const entry = { code, title: bilingual };
const list = <T extends z.ZodType<{ code: string }>>(of: T) =>
  z
    .array(of)
    .min(1)
    .max(200)
    .refine((rows) => new Set(rows.map((it) => it.code)).size === rows.length, { message: 'a code stands twice' });
const plain = list(z.strictObject(entry));

export const codeListsFile = z.strictObject({
  actorRoles: plain,
  stages: plain,
  scenarios: list(z.strictObject({ ...entry, tier: z.int().min(1).max(4) })),
  sectors: list(z.strictObject({ ...entry, key: z.boolean() })),
  populations: list(z.strictObject({ ...entry, vulnerable: z.boolean() })),
  modalities: plain,
  intelligence: plain,
  scales: plain,
  levels: plain,
  endpointKinds: plain,
});

const row = z.tuple([gradeLevel, gradeLevel, gradeLevel, gradeLevel]);
const tier = z.strictObject({ assists: row, decides_with_confirmation: row, autonomous: row });

export const gradingFile = z.strictObject({
  version: z.int().min(1),
  basis: z.literal('interpretation'),
  table: z.strictObject({ 1: tier, 2: tier, 3: tier, 4: tier }),
  raises: z.strictObject({ keySector: z.int().min(0).max(4), vulnerablePopulation: z.int().min(0).max(4) }),
});

const levelRequirements = z.strictObject({
  evidenceValidityDays: z.int().min(1).max(3_650),
  minimumSampleFactor: z.number().min(1).max(100),
  exceptionDays: z.int().min(1).max(3_650),
  humanControl: z.strictObject({
    oversight: z.enum(['on_request', 'sampled', 'each_consequential_decision']),
    namedOperator: z.boolean(),
    manualFallback: z.boolean(),
    secondApprover: z.boolean(),
  }),
  gating: z.array(z.string().min(1).max(60)).max(100),
});

export const requirementsFile = z.strictObject({
  version: z.int().min(1),
  basis: z.literal('interpretation'),
  gatedStages: z.array(stageCode).max(7),
  levels: z.strictObject({
    low: levelRequirements,
    general: levelRequirements,
    larger: levelRequirements,
    major: levelRequirements,
    extreme: levelRequirements,
  }),
});

export type CodeLists = Readonly<z.infer<typeof codeListsFile>>;
export type GradingTable = Readonly<z.infer<typeof gradingFile>>;
export type RequirementsTable = Readonly<z.infer<typeof requirementsFile>>;

/** The register's own data: code lists, the grading table, what each level asks. */
export type RegisterData = Readonly<{ codes: CodeLists; grading: GradingTable; requirements: RequirementsTable }>;

const tiers = [1, 2, 3, 4] as const;
const intelligences = ['assists', 'decides_with_confirmation', 'autonomous'] as const;

/** Checks that a severer factor never gives a milder level. Throws RegisterError `register.data_invalid`. */
export function parseGrading(value: unknown, file = 'grading.yaml'): GradingTable {
  const table = parseWith(gradingFile, value, file);
  const at = (t: (typeof tiers)[number], i: number, s: number) =>
    gradeLevels.indexOf(table.table[t][intelligences[i] ?? 'assists'][s] ?? 'low');
  for (const t of tiers)
    for (let i = 0; i < 3; i += 1)
      for (let s = 0; s < 4; s += 1) {
        const here = at(t, i, s);
        const above = [t < 4 ? at((t + 1) as 2, i, s) : 9, i < 2 ? at(t, i + 1, s) : 9, s < 3 ? at(t, i, s + 1) : 9];
        if (above.some((it) => it < here))
          throw new RegisterError('register.data_invalid', {
            file,
            problem: `falls after ${t}.${intelligences[i]}[${s}]`,
          });
      }
  return table;
}

/** Checks that no level asks less than the one below it. Throws RegisterError `register.data_invalid`. */
export function parseRequirements(value: unknown, file = 'requirements.yaml'): RequirementsTable {
  const table = parseWith(requirementsFile, value, file);
  const oversight = ['on_request', 'sampled', 'each_consequential_decision'];
  const strictness = (level: (typeof gradeLevels)[number]): number[] => {
    const it = table.levels[level];
    const human = it.humanControl;
    const flags = [human.namedOperator, human.manualFallback, human.secondApprover].map(Number);
    return [
      -it.evidenceValidityDays,
      it.minimumSampleFactor,
      -it.exceptionDays,
      oversight.indexOf(human.oversight),
      ...flags,
    ];
  };
  for (const [index, level] of gradeLevels.entries()) {
    const below = gradeLevels[index - 1];
    if (below === undefined) continue;
    const [here, there] = [strictness(level), strictness(below)];
    if (here.some((it, at) => it < (there[at] ?? 0)))
      throw new RegisterError('register.data_invalid', { file, problem: `${level} asks less than ${below}` });
  }
  return table;
}

/** Checks that the lists hold exactly the codes that records and types know. Throws RegisterError `register.data_invalid`. */
export function parseCodeLists(value: unknown, file = 'codes.yaml'): CodeLists {
  const lists = parseWith(codeListsFile, value, file);
  const fixed: readonly (readonly [string, readonly { code: string }[], readonly string[]])[] = [
    ['stages', lists.stages, stages],
    ['levels', lists.levels, gradeLevels],
    ['intelligence', lists.intelligence, intelligences],
  ];
  for (const [name, rows, codes] of fixed)
    if (rows.map((it) => it.code).join() !== codes.join())
      throw new RegisterError('register.data_invalid', { file, problem: `${name} must be ${codes.join(', ')}` });
  return lists;
}

/**
 * Reads the data shipped with this room.
 * @throws RegisterError `register.data_invalid {file, problem}` when the installation is damaged
 */
export async function readRegisterData(): Promise<RegisterData> {
  const [codes, grading, requirements] = await Promise.all(
    ['codes.yaml', 'grading.yaml', 'requirements.yaml'].map((file) => readYaml(file)),
  );
  return {
    codes: parseCodeLists(codes),
    grading: parseGrading(grading),
    requirements: parseRequirements(requirements),
  };
}

async function readYaml(file: string): Promise<unknown> {
  try {
    return remembered(await readFile(new URL(file, DATA), 'utf8'), (it) => parse(it, { maxAliasCount: 0 }));
  } catch (cause) {
    throw new RegisterError('register.data_invalid', { file, problem: 'unreadable' }, { cause });
  }
}

function parseWith<T extends z.ZodType>(schema: T, value: unknown, file: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const problem = `${issue?.path.join('.') ?? ''} ${issue?.code ?? 'invalid'}`;
  throw new RegisterError('register.data_invalid', { file, problem }, { cause: parsed.error });
}
