import { z } from 'zod';

/**
 * What the data files of an edition may hold. Every object is strict, so a misspelt key is refused and not ignored.
 * Codes must be quoted in YAML: `5.10` unquoted is the number 5.1, and a number is refused here.
 */

const text = (max: number) => z.string().regex(/\S/).max(max);

/** The same words in Chinese and English. */
export const bilingual = z.strictObject({ zh: text(800), en: text(1_500) });

/** Chinese and English words short enough for the head of a narrow column. */
const label = z.strictObject({ zh: text(5), en: text(16) });

const editionId = z.string().regex(/^[1-9]\.\d$/);

/** A code as in the text: `1.1`, `3.1.1`, `3.1.1(b)`, `5.10`. */
const numberedCode = z.string().regex(/^[1-9](\.[1-9]\d?){1,3}(\([a-z]\))?$/);
const namedCode = z.string().regex(/^[a-z][a-z_]{1,39}$/);
const anyCode = z.union([numberedCode, namedCode]);

const basis = z.enum(['official', 'reconstructed', 'interpretation', 'user']).describe('where a fact comes from');

const confidence = z
  .enum(['verified', 'inferred', 'memory'])
  .describe(
    'verified ✔ found in stored material; inferred ◐ found, but its letter or wording was deduced; memory M not found',
  );

/** Whether a title is the text's own (`seen` in stored material, or from `memory`) or a short title of `ours`. */
const wording = z.enum(['seen', 'memory', 'ours']);

const sourceTag = z.string().regex(/^[A-Z][A-Z0-9-]{0,19}$/);

const item = {
  code: numberedCode,
  title: bilingual,
  gist: bilingual.describe('what the item asks, in our own words'),
  confidence,
  wording: z.strictObject({ zh: wording, en: wording }),
  sources: z.array(sourceTag).max(10),
};

const source = z.strictObject({
  tag: sourceTag,
  title: bilingual,
  address: text(200).nullable().describe('site or document number; null where none is recorded'),
  quotes: z.enum(['zh', 'en', 'none']).describe('the language in which it quotes the text of the edition itself'),
});

const riskClass = z.strictObject({
  code: numberedCode,
  measureSection: numberedCode.describe('the section whose measures answer this class'),
  title: bilingual,
});

const domain = z.strictObject({
  code: numberedCode,
  class: numberedCode,
  measureSection: numberedCode,
  title: bilingual,
  label,
});

const principle = z.strictObject(item);
const risk = z.strictObject({ ...item, domain: numberedCode, label });
const measure = z.strictObject({
  ...item,
  domain: numberedCode.describe('the domain whose risks it answers'),
  label,
});

const controlPoint = z.strictObject({
  risk: numberedCode,
  measure: numberedCode,
  basis,
  confidence,
  sources: z.array(sourceTag).max(10),
});

/** Who can act on a governance measure; it decides whether the measure is in the scope of a system. */
const operator = z.strictObject({
  canCarryOut: z.boolean(),
  reason: bilingual,
  basis,
});

const governanceMeasure = z.strictObject({ ...item, operator });
const guideline = z.strictObject({ ...item, actor: namedCode });

const actor = z.strictObject({
  code: namedCode,
  section: numberedCode.describe('the section of guidelines addressed to this actor'),
  title: bilingual,
  gist: bilingual,
});

const stage = z.strictObject({
  code: namedCode,
  order: z.int().min(1).max(20),
  title: bilingual,
  gist: bilingual,
});

const relationGroup = z.strictObject({
  from: anyCode,
  to: z.array(anyCode).min(1).max(40),
  basis,
  sources: z.array(sourceTag).max(10).optional(),
});

const countedSection = z.enum(['principles', 'risks', 'measures', 'controlPoints', 'governance', 'guidelines']);

const count = z.strictObject({
  of: countedSection,
  ours: z.int().min(0).max(1_000),
  article: z.int().min(0).max(1_000).nullable().describe('the figure of the article that the project starts from'),
  reason: bilingual.nullable().describe('why the two figures differ, or what ours rests on'),
});

const legendEntry = z.strictObject({ mark: text(2).nullable(), title: bilingual, meaning: bilingual });

const legend = z.strictObject({
  basis: z.strictObject({
    official: legendEntry,
    reconstructed: legendEntry,
    interpretation: legendEntry,
    user: legendEntry,
  }),
  confidence: z.strictObject({ verified: legendEntry, inferred: legendEntry, memory: legendEntry }),
  notes: z.array(bilingual).max(20),
});

const list = <T extends z.ZodType>(of: T, max: number) => z.array(of).min(1).max(max);

/** All files of one edition taken together; each file holds one or more of these keys, no key stands in two files. */
export const editionFile = z.strictObject({
  edition: editionId,
  title: bilingual,
  issuer: bilingual,
  published: z.iso.date(),
  legend,
  sources: list(source, 100),
  counts: list(count, 20),
  principles: list(principle, 50),
  classes: list(riskClass, 20),
  domains: list(domain, 50),
  risks: list(risk, 300),
  measures: list(measure, 300),
  controlPoints: list(controlPoint, 2_000),
  governance: list(governanceMeasure, 100),
  guidelines: list(guideline, 300),
  actors: list(actor, 10),
  stages: list(stage, 20),
  relations: list(relationGroup, 1_000),
});

export type Language = 'zh' | 'en';
export type Bilingual = Readonly<z.infer<typeof bilingual>>;
export type Basis = z.infer<typeof basis>;
export type Confidence = z.infer<typeof confidence>;
export type Source = Readonly<z.infer<typeof source>>;
export type RiskClass = Readonly<z.infer<typeof riskClass>>;
export type Domain = Readonly<z.infer<typeof domain>>;
export type Principle = Readonly<z.infer<typeof principle>>;
export type Risk = Readonly<z.infer<typeof risk>>;
export type Measure = Readonly<z.infer<typeof measure>>;
export type GovernanceMeasure = Readonly<z.infer<typeof governanceMeasure>>;
export type Guideline = Readonly<z.infer<typeof guideline>>;
export type Actor = Readonly<z.infer<typeof actor>>;
export type Stage = Readonly<z.infer<typeof stage>>;
export type Count = Readonly<z.infer<typeof count>>;
export type Legend = Readonly<z.infer<typeof legend>>;

/** A measure applied to a risk: one cell of the framework's table. `code` is `RISK×MEASURE`. */
export type ControlPoint = Readonly<z.infer<typeof controlPoint> & { code: string }>;

/** Two items that belong together. It has no direction; `from` and `to` stand as in the data. */
export type Relation = Readonly<{ from: string; to: string; basis: Basis; sources: readonly string[] }>;

type FileOf = z.infer<typeof editionFile>;

/** One version of the framework, checked: codes are unique and every reference leads somewhere. */
export type Edition = Readonly<
  Omit<FileOf, 'controlPoints' | 'relations'> & {
    controlPoints: readonly ControlPoint[];
    relations: readonly Relation[];
  }
>;
