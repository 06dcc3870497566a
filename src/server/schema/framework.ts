import { z } from 'zod';

export const bilingual = z.object({ zh: z.string(), en: z.string() });
export const basis = z.enum(['official', 'reconstructed', 'interpretation', 'user']);
const confidence = z.enum(['verified', 'inferred', 'memory']);

const item = { code: z.string(), title: bilingual, gist: bilingual, confidence };
const domain = z.object({
  code: z.string(),
  class: z.string(),
  measureSection: z.string(),
  title: bilingual,
  label: bilingual,
});
const legendEntry = z.object({ mark: z.string().nullable(), title: bilingual, meaning: bilingual });

/** What the console draws the framework from. */
export const editionView = z.object({
  edition: z.string(),
  title: bilingual,
  published: z.string(),
  classes: z.array(z.object({ code: z.string(), title: bilingual })),
  domains: z.array(domain),
  principles: z.array(z.object(item)),
  risks: z.array(z.object({ ...item, domain: z.string(), label: bilingual })),
  measures: z.array(z.object({ ...item, domain: z.string(), label: bilingual })),
  controlPoints: z.array(z.object({ code: z.string(), risk: z.string(), measure: z.string(), basis, confidence })),
  governance: z.array(
    z.object({ ...item, operator: z.object({ canCarryOut: z.boolean(), reason: bilingual, basis }) }),
  ),
  guidelines: z.array(z.object({ ...item, actor: z.string() })),
  actors: z.array(z.object({ code: z.string(), title: bilingual })),
  stages: z.array(z.object({ code: z.string(), order: z.int(), title: bilingual })),
  relations: z.array(z.object({ from: z.string(), to: z.string(), basis })),
  legend: z.object({
    basis: z.record(z.string(), legendEntry),
    confidence: z.record(z.string(), legendEntry),
    notes: z.array(bilingual),
  }),
});

export const checkView = z.object({
  id: z.string(),
  version: z.int(),
  title: bilingual,
  aim: bilingual,
  bindings: z.array(z.object({ item: z.string(), coverage: z.enum(['full', 'partial']), basis })),
});
