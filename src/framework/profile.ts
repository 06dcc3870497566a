import { z } from 'zod';
import { refuseFaults } from './errors.ts';
import { bilingual } from './schema.ts';
import { fieldFaults, type ReadYaml, readYaml } from './yaml.ts';

/**
 * A profile is the numbers of a standard as data. Nothing in the code knows a threshold: it asks the profile, and shows the
 * threshold's `standing` beside it, so that a number of ours is never taken for an official one.
 */

const code = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,79}$/);
const riskCode = z.string().regex(/^3\.\d\.\d\([a-z]\)$/);

const standing = z
  .enum(['official', 'secondary', 'ours'])
  .describe(
    'official: read in the official text; secondary: a third party reports it of the text; ours: no text gives it',
  );

const threshold = z
  .strictObject({
    metric: code.describe('what is counted, e.g. refusal_rate; unique in a profile together with `scope`'),
    scope: z.enum(['risk', 'suite', 'bank', 'corpus', 'service']).describe('what one value is computed over'),
    direction: z.enum(['at_least', 'at_most']),
    value: z.number().min(0).max(10_000_000),
    unit: z.enum(['share', 'count', 'days', 'clicks']),
    minimumSample: z
      .int()
      .min(1)
      .max(1_000_000)
      .nullable()
      .describe('fewer than this and there is no verdict; null where nothing is sampled'),
    supportedAt: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        'the value that the interval must meet to be called supported; set where `value` is 0 or 1, which no interval meets',
      ),
    risks: z.array(riskCode).max(60).optional().describe('the risks it applies to; all when absent'),
    standing,
    confidence: z.enum(['verified', 'inferred', 'memory']),
    note: bilingual,
  })
  .refine((it) => it.unit !== 'share' || it.value <= 1, { path: ['value'], message: 'a share lies between 0 and 1' });

export const profileFile = z
  .strictObject({
    profile: code,
    title: bilingual,
    document: z.strictObject({
      number: z.string().max(60).nullable(),
      issued: z.iso.date().nullable(),
      inForce: z.iso.date().nullable(),
      force: z.enum(['mandatory_standard', 'recommended_standard', 'technical_document', 'none']),
    }),
    note: bilingual,
    sources: z.array(z.string().regex(/\S/).max(300)).max(20),
    thresholds: z.array(threshold).min(1).max(200),
    gaps: z
      .array(z.strictObject({ metric: code, note: bilingual }))
      .max(50)
      .describe('numbers that the document may give but that we could not confirm'),
  })
  .superRefine((file, context) => {
    const seen = new Set<string>();
    file.thresholds.forEach(({ metric, scope }, index) => {
      const key = `${metric} ${scope}`;
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: ['thresholds', index, 'metric'], message: `${key} is given twice` });
      seen.add(key);
    });
  });

type ThresholdOf = z.infer<typeof threshold>;

/** One number of a profile. Shares are fractions of 1; `supportedAt` equals `value` unless the data says otherwise. */
export type Threshold = Readonly<
  Omit<ThresholdOf, 'supportedAt' | 'risks'> & { supportedAt: number; risks: readonly string[] | null }
>;
export type ThresholdScope = ThresholdOf['scope'];
export type Standing = ThresholdOf['standing'];
export type Profile = Readonly<Omit<z.infer<typeof profileFile>, 'thresholds'> & { thresholds: readonly Threshold[] }>;

/**
 * Reads one profile from the text of its file.
 * @throws FrameworkError `framework.profile_invalid` with every fault, its path and line
 */
export function parseProfile(file: string, text: string, read: ReadYaml = readYaml): Profile {
  const yaml = read(file, text);
  refuseFaults('framework.profile_invalid', yaml.faults);
  const parsed = profileFile.safeParse(yaml.value);
  if (!parsed.success) {
    refuseFaults(
      'framework.profile_invalid',
      fieldFaults(parsed.error.issues, () => yaml),
    );
    throw parsed.error;
  }
  const thresholds = parsed.data.thresholds.map((it) => ({
    ...it,
    supportedAt: it.supportedAt ?? it.value,
    risks: it.risks ?? null,
  }));
  return { ...parsed.data, thresholds };
}

/** The threshold of a metric over a scope, for a risk where it is bound to some; undefined when the profile has none. */
export function thresholdOf(
  profile: Profile,
  metric: string,
  scope: ThresholdScope,
  risk?: string,
): Threshold | undefined {
  return profile.thresholds.find(
    (it) =>
      it.metric === metric &&
      it.scope === scope &&
      (risk === undefined || it.risks === null || it.risks.includes(risk)),
  );
}
