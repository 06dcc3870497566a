import { z } from 'zod';
import { pageOf } from '../frame/route.ts';
import { bilingual } from './framework.ts';

export const gradeLevel = z.enum(['low', 'general', 'larger', 'major', 'extreme']);
export const stageCode = z.enum(['design', 'development', 'training', 'testing', 'deployment', 'use', 'maintenance']);
export const actorRef = z.object({
  id: z.string(),
  kind: z.string(),
  assurance: z.enum(['unauthenticated', 'authenticated']),
});

export const endpointView = z.object({
  id: z.string(),
  kind: z.string(),
  address: z.string(),
  model: z.string().nullable(),
  /** whether a key is kept for it; the key itself never leaves the machine's key store */
  hasKey: z.boolean(),
});

export const overrideView = z.object({
  computed: gradeLevel,
  level: gradeLevel,
  reason: z.string().nullable(),
  at: z.string(),
  actor: actorRef,
});

export const systemView = z.object({
  id: z.string(),
  org: z.string(),
  practice: z.boolean(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  contacts: z.string().nullable(),
  actorRole: z.enum(['developer', 'provider', 'key_sector_user', 'public']),
  stage: stageCode,
  scenario: z.string(),
  sector: z.string(),
  populations: z.array(z.string()),
  modalities: z.array(z.string()),
  intelligence: z.enum(['assists', 'decides_with_confirmation', 'autonomous']),
  scale: z.enum(['small', 'medium', 'large', 'very_large']),
  edition: z.string(),
  profile: z.string(),
  endpoints: z.array(endpointView),
  grade: z.object({
    level: gradeLevel,
    /** what the table gives, step by step; the combination is our interpretation */
    computed: z.object({
      level: gradeLevel,
      steps: z.array(
        z.object({ factor: z.string(), value: z.string(), contribution: z.number(), reasonCode: z.string() }),
      ),
      basis: z.literal('interpretation'),
    }),
    override: overrideView.nullable(),
    overrideOutdated: z.boolean(),
    /** one line per step, then the basis, for people */
    explanation: z.object({ zh: z.array(z.string()), en: z.array(z.string()) }),
  }),
  registeredAt: z.string(),
  changedAt: z.string(),
});
export const systemPage = pageOf(systemView);

const codeEntry = z.object({ code: z.string(), title: bilingual });

/** The code lists that a registration chooses from. */
export const codeListsView = z.object({
  scenarios: z.array(codeEntry),
  sectors: z.array(codeEntry),
  populations: z.array(codeEntry),
  modalities: z.array(codeEntry),
  actorRoles: z.array(codeEntry),
  stages: z.array(codeEntry),
  intelligence: z.array(codeEntry),
  scales: z.array(codeEntry),
  levels: z.array(codeEntry),
});

/** Registering from the console: the facts, and a key typed in, which is kept encrypted and never shown again. */
export const systemBody = z.looseObject({
  name: z.string().min(1).max(200),
  key: z.string().min(1).max(4_000).optional(),
  /** the practice system is registered by the program alone */
  practice: z.literal(false).optional(),
});
export const keyBody = z.strictObject({ endpoint: z.uuid(), key: z.string().min(1).max(4_000).nullable() });
export const gradeBody = z.strictObject({ level: gradeLevel, reason: z.string().trim().min(1).max(5_000) });
export const stageBody = z.strictObject({ stage: stageCode });
