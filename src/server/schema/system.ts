import { z } from 'zod';
import { systemChange, systemInput } from '../../register/index.ts';
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

/** A key as it stands in a header: visible ASCII, so that no line break can smuggle another header in. */
export const keyText = z
  .string()
  .min(1)
  .max(4_000)
  .regex(/^[\x21-\x7e]+$/, 'visible ASCII characters only, no blanks');

const overHttp: ReadonlySet<string> = new Set(['openai', 'openai-stream', 'anthropic', 'ollama', 'http']);

/** Where questions go, checked by kind: what is asked over HTTP has an http or https address. */
const reachable = (endpoints: readonly { kind: string; address: string }[], context: z.RefinementCtx): void => {
  endpoints.forEach(({ kind, address }, index) => {
    if (!overHttp.has(kind) || (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol))) return;
    context.addIssue({ code: 'custom', path: ['endpoints', index, 'address'], message: 'an http or https address' });
  });
};

/** Registering from the console: the facts, and a key typed in, which is kept encrypted and never shown again. */
export const systemBody = systemInput
  .extend({
    key: keyText.optional(),
    /** the practice system is registered by the program alone */
    practice: z.literal(false).optional(),
  })
  .superRefine((body, context) => reachable(body.endpoints, context));
/** Fields left out stay as they are. */
export const systemChangeBody = systemChange.superRefine((body, context) => reachable(body.endpoints ?? [], context));
export const keyBody = z.strictObject({ endpoint: z.uuid(), key: keyText.nullable() });
export const gradeBody = z.strictObject({ level: gradeLevel, reason: z.string().trim().min(1).max(5_000) });
export const stageBody = z.strictObject({ stage: stageCode });
