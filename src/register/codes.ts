import { z } from 'zod';
import type { GradeLevel, StageCode, SystemFacts } from '../ledger/index.ts';

/** The fixed codes that records know, for the edge; the compiler holds them against the record kinds. */
export const gradeLevel = z.enum(['low', 'general', 'larger', 'major', 'extreme'] satisfies GradeLevel[]);
export const stageCode = z.enum([
  'design',
  'development',
  'training',
  'testing',
  'deployment',
  'use',
  'maintenance',
] satisfies StageCode[]);
export const actorRole = z.enum([
  'developer',
  'provider',
  'key_sector_user',
  'public',
] satisfies SystemFacts['actorRole'][]);
export const intelligence = z.enum([
  'assists',
  'decides_with_confirmation',
  'autonomous',
] satisfies SystemFacts['intelligence'][]);
export const scale = z.enum(['small', 'medium', 'large', 'very_large'] satisfies SystemFacts['scale'][]);
export const endpointKind = z.enum([
  'openai',
  'openai-stream',
  'anthropic',
  'ollama',
  'http',
  'command',
  'transcript',
] satisfies SystemFacts['endpoints'][number]['kind'][]);
