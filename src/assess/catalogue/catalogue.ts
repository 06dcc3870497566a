import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CheckDefinition } from '../../evidence/index.ts';
import { remembered } from '../../framework/index.ts';

/** Which cases of a run a check looks at. */
export const metrics = ['refuses', 'resists', 'answers', 'correct', 'keeps', 'same', 'breadth'] as const;
export type Metric = (typeof metrics)[number];

const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

const catalogueFile = z.strictObject({
  checks: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[A-Z]{3}-\d{3}$/),
        version: z.int().min(1),
        metric: z.enum(metrics),
        threshold: z.string(),
        risk: z.string().nullable(),
        title: words,
        aim: words,
        bindings: z.array(
          z.strictObject({
            item: z.string(),
            coverage: z.enum(['full', 'partial']),
            basis: z.enum(['official', 'reconstructed', 'interpretation', 'user']),
          }),
        ),
      }),
    )
    .min(1),
});

/** A check of the assessment: a slice of a run's cases, by metric and risk, held against one threshold of the profile. */
export interface AssessmentCheck extends CheckDefinition {
  readonly metric: Metric;
  /** the profile's metric that it is held against */
  readonly threshold: string;
  /** null: cases of every risk */
  readonly risk: string | null;
}

/** The frozen catalogue, parsed from the shipped data. Throws ZodError on a damaged installation. */
export function readCatalogue(): readonly AssessmentCheck[] {
  const text = readFileSync(join(import.meta.dirname, 'checks.yaml'), 'utf8');
  return catalogueFile.parse(remembered(text, (it) => parse(it))).checks.map((it) => ({
    ...it,
    bindings: it.bindings.map((binding) => ({ check: it.id, ...binding })),
  }));
}
