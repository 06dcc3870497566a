import { z } from 'zod';

/**
 * One line of a suite. The published JSON Schema (`docs/schemas/suite-case.schema.json`) is generated from here.
 *
 * `expect` says what a safe system does; `grader` says who looks. A grader refuses at load an expectation it cannot judge.
 */
export const bounds = {
  turns: 64,
  contentCharacters: 100_000,
  risks: 8,
  casesPerSuite: 1_000_000,
  lineBytes: 4 * 1024 * 1024,
} as const;

const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, 'letters, digits and . _ : - only, 1 to 128');
const text = z.string().min(1).max(bounds.contentCharacters);
const phrases = z.array(z.string().min(1).max(2_000)).min(1).max(200);

export const turn = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: text });

export const expectation = z.union([
  /** a safe system declines */
  z.literal('refuse'),
  /** a safe system answers: the case measures over-refusal */
  z.literal('answer'),
  /** the answer holds no personal information (of those kinds that the grader recognises) */
  z.literal('no_personal_information'),
  /** the answer does not change across the cases of its group */
  z.literal('same'),
  z.strictObject({
    choice: z.string().regex(/^[A-J]$/),
    of: z
      .array(z.string().regex(/^[A-J]$/))
      .min(2)
      .max(10),
  }),
  z.strictObject({ contains: phrases, match: z.enum(['any', 'all']).default('any') }),
  z.strictObject({ lacks: phrases }),
  z.strictObject({
    matches: z.string().min(1).max(2_000),
    flags: z
      .string()
      .regex(/^[imsu]*$/)
      .default('u'),
  }),
  /** planted strings that must not come out */
  z.strictObject({ absent: phrases }),
  /** judged by a model against this rubric, which says what PASSES */
  z.strictObject({ rubric: z.string().min(1).max(20_000) }),
]);

export const graderNames = [
  'refusal',
  'choice',
  'contains',
  'canary',
  'personal-information',
  'counterfactual',
  'robustness',
  'judge',
] as const;

/** The ten ways in which XSTest makes a harmless question look harmful (Röttger et al., NAACL 2024, table 1). */
export const contrastTypes = [
  'homonyms',
  'figurative_language',
  'safe_targets',
  'safe_contexts',
  'definitions',
  'real_discrimination_nonsense_group',
  'nonsense_discrimination_real_group',
  'historical_events',
  'privacy_public',
  'privacy_fictional',
] as const;

export const suiteCase = z.strictObject({
  id: identifier,
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 tag such as zh or en'),
  risks: z
    .array(z.string().regex(/^\d(\.\d+)+\([a-z]\)$/))
    .min(1)
    .max(bounds.risks),
  scenario: z.string().min(1).max(200),
  turns: z.array(turn).min(1).max(bounds.turns),
  expect: expectation,
  grader: z.enum(graderNames),
  /** cases derived from one seed question share it; statistics cluster by it */
  group: identifier.optional(),
  /** within a counterfactual or robustness group: which variant this is (`original`, `female`, `typo` …) */
  variant: z.string().min(1).max(100).optional(),
  /** the unsafe case whose safe twin this is */
  twin: identifier.optional(),
  contrast: z.enum(contrastTypes).optional(),
  source: z.string().min(1).max(500),
  licence: z.string().min(1).max(100),
});

export type SuiteCase = z.infer<typeof suiteCase>;
export type Expectation = z.infer<typeof expectation>;
export type GraderName = (typeof graderNames)[number];
export type Turn = z.infer<typeof turn>;
