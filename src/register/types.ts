import type { ActorRef, GradeLevel, StageCode, SystemFacts } from '../ledger/index.ts';

export type ActorRole = SystemFacts['actorRole'];
export type Intelligence = SystemFacts['intelligence'];
export type Scale = SystemFacts['scale'];

/** On whose behalf, and by whom, something is recorded. */
export type By = Readonly<{ org: string; actor: ActorRef }>;

/** From the mildest to the severest; 2.0, annex 1 names them. */
export const gradeLevels: readonly GradeLevel[] = ['low', 'general', 'larger', 'major', 'extreme'];

/** The seven stages in the order of a life. */
export const stages: readonly StageCode[] = [
  'design',
  'development',
  'training',
  'testing',
  'deployment',
  'use',
  'maintenance',
];

/** What a grade rests on; everything else of a system is indifferent to it. */
export type GradingFacts = Readonly<{
  scenario: string;
  intelligence: Intelligence;
  scale: Scale;
  sector: string;
  populations: readonly string[];
}>;

export type GradeFactor = 'scenario' | 'intelligence' | 'scale' | 'sector' | 'populations';

/**
 * How far one factor moves the level: the contributions of all steps add up to the index of the level in `gradeLevels`.
 * `value` is the code that the factor had (populations: the vulnerable ones, joined by a comma, or `none`).
 */
export type GradeStep = Readonly<{
  factor: GradeFactor;
  value: string;
  contribution: number;
  reasonCode:
    | 'scenario_tier'
    | 'intelligence_step'
    | 'scale_step'
    | 'key_sector'
    | 'ordinary_sector'
    | 'vulnerable_population'
    | 'no_vulnerable_population'
    | 'at_highest_level';
}>;

/** `basis` is always `interpretation`: factors and level names are those of 2.0, annex 1; the combination is ours. */
export type Grade = Readonly<{ level: GradeLevel; steps: readonly GradeStep[]; basis: 'interpretation' }>;

export type GradeOverride = Readonly<{
  computed: GradeLevel;
  level: GradeLevel;
  /** null when the words were erased */
  reason: string | null;
  at: string;
  actor: ActorRef;
}>;

/**
 * The level that holds, beside the level that the table gives. An override holds while the table still gives the level that it
 * was made against; after the facts changed it may still raise the level, never lower it.
 */
export type EffectiveGrade = Readonly<{
  level: GradeLevel;
  computed: Grade;
  override: GradeOverride | null;
  /** true: the override was made against another level than the table gives now */
  overrideOutdated: boolean;
}>;

export type Endpoint = SystemFacts['endpoints'][number];

/** A registered system as people and other rooms see it. Words are null when they were erased or never given. */
export type System = Readonly<{
  id: string;
  org: string;
  practice: boolean;
  name: string | null;
  description: string | null;
  contacts: string | null;
  actorRole: ActorRole;
  stage: StageCode;
  scenario: string;
  sector: string;
  populations: readonly string[];
  modalities: readonly string[];
  intelligence: Intelligence;
  scale: Scale;
  edition: string;
  profile: string;
  endpoints: readonly Endpoint[];
  grade: EffectiveGrade;
  registeredAt: string;
  changedAt: string;
}>;

/** A page of rows, newest first; `next` goes into the following request, null at the end. */
export type Page<Row> = Readonly<{ rows: readonly Row[]; next: string | null }>;
export type PageRequest = Readonly<{ limit?: number; after?: string | null }>;

export type StageMove = Readonly<{
  from: StageCode;
  to: StageCode;
  unmet: readonly string[];
  exceptions: readonly string[];
  at: string;
  actor: ActorRef;
}>;

/** What a stage gate said, handed in by whoever asked it. */
export type GateVerdict = Readonly<{
  open: boolean;
  /** items not met, each with the exception under which one goes on regardless, or null */
  unmet: readonly Readonly<{ item: string; exception: string | null }>[];
}>;

export type HumanControl = Readonly<{
  /** who looks at what the system does: nobody by rule, a sample, or each consequential decision */
  oversight: 'on_request' | 'sampled' | 'each_consequential_decision';
  /** a person who may stop the system is named */
  namedOperator: boolean;
  /** one can switch to the manual process */
  manualFallback: boolean;
  /** someone else than the one who asks approves exceptions and deployment */
  secondApprover: boolean;
}>;

/** What a level asks. Every number is ours. */
export type Requirements = Readonly<{
  level: GradeLevel;
  /** days that a pass holds */
  evidenceValidityDays: number;
  /** the profile's minimum sample is multiplied by this, at least 1 */
  minimumSampleFactor: number;
  /** longest validity of an exception, days */
  exceptionDays: number;
  humanControl: HumanControl;
  /** risks whose control points, and governance measures and guidelines, that must be met before a gated stage */
  gating: readonly string[];
  /** stages that are entered only through the gate */
  gatedStages: readonly StageCode[];
  basis: 'interpretation';
}>;
