import { z } from 'zod';

/**
 * The closed, versioned set of what may enter a log. A leaf holds codes, numbers, digests and random ids: never content, never
 * personal data. Words that a person wrote lie in a content segment and are named here by a salted digest (`contentRef`).
 */

/** Refuses unknown members, and gives them back in the order of canonical JSON, which makes a parsed leaf cheap to write. */
function record<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const ordered = Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1));
  return z.strictObject(Object.fromEntries(ordered) as S);
}

export const instant = z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, milliseconds');
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
export const uuid = z.uuid();
const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
const itemCode = z.string().min(1).max(60);
const checkId = z.string().regex(/^[A-Z]{3}-\d{3}$/);
const nonNegative = z.int().min(0);
/** the name under which a log signs; c2sp.org/signed-note bounds no key name, our key files do */
const origin = z.string().min(1).max(255);

/** Names content by SHA-256 over salt ‖ UTF-8 bytes; salt and bytes lie together elsewhere and are erased together. */
export const contentRef = record({ digest });

export const actorRef = record({
  id: uuid,
  kind: z.enum(['person', 'key', 'system']),
  assurance: z.enum(['unauthenticated', 'authenticated']),
});

/** Values observed or expected: flat JSON of codes and numbers, bounded so that a leaf stays small. */
const parameter = z.union([z.string().max(300), z.number(), z.boolean(), z.null()]);
export const parameters = z.record(z.string().max(60), parameter).refine((it) => Object.keys(it).length <= 40);

const endpointKind = z.enum(['openai', 'openai-stream', 'anthropic', 'ollama', 'http', 'command', 'transcript']);
export const gradeLevel = z.enum(['low', 'general', 'larger', 'major', 'extreme']);
export const stageCode = z.enum(['design', 'development', 'training', 'testing', 'deployment', 'use', 'maintenance']);

const systemFacts = record({
  system: uuid,
  practice: z.boolean(),
  actorRole: z.enum(['developer', 'provider', 'key_sector_user', 'public']),
  stage: stageCode,
  scenario: code,
  sector: code,
  populations: z.array(code).max(20),
  modalities: z.array(code).max(10),
  intelligence: z.enum(['assists', 'decides_with_confirmation', 'autonomous']),
  scale: z.enum(['small', 'medium', 'large', 'very_large']),
  edition: z.string().max(10),
  profile: code,
  endpoints: z
    .array(
      record({
        id: uuid,
        kind: endpointKind,
        address: z.string().max(2_000),
        model: z.string().max(200).nullable(),
      }),
    )
    .max(50),
  name: contentRef,
  description: contentRef.nullable(),
  contacts: contentRef.nullable(),
});

export const identityFacts = record({
  endpoint: z.string().max(2_000),
  reportedModel: z.string().max(300).nullable(),
  fingerprint: z.string().max(300).nullable(),
  /** digest over the answers to the fixed canary questions; null where the endpoint did not agree with itself */
  canary: digest.nullable(),
  proof: z.enum(['proven', 'unproven']),
});

/** Why content is erased: the cases of the Personal Information Protection Law (《个人信息保护法》), article 47, in their order. */
export const erasureReason = z.enum(['purpose_over', 'retention_over', 'consent_withdrawn', 'unlawful', 'other']);

/** kind → body of what can be carried from one log into the next. Adding a kind is a decision; changing one needs a new `v`. */
const factBodies = {
  'system.registered': systemFacts,
  'system.changed': systemFacts,
  'grade.overridden': record({ system: uuid, computed: gradeLevel, level: gradeLevel, reason: contentRef }),
  'stage.moved': record({
    system: uuid,
    from: stageCode,
    to: stageCode,
    unmet: z.array(itemCode).max(200),
    exceptions: z.array(uuid).max(200),
  }),
  'identity.seen': record({ system: uuid, run: uuid.nullable(), identity: identityFacts, seenAt: instant }),
  'run.started': record({
    run: uuid,
    system: uuid,
    scope: z.array(checkId).max(500),
    suites: z.array(record({ name: z.string().max(200), digest })).max(50),
    attacks: z.array(z.string().max(200)).max(200),
    endpoint: z.string().max(2_000),
    model: z.string().max(200).nullable(),
    planned: nonNegative,
    plan: digest,
    tool: z.string().max(60),
  }),
  'run.finished': record({
    run: uuid,
    status: z.enum(['complete', 'cancelled', 'failed', 'not_assessed']),
    counts: record({ pass: nonNegative, fail: nonNegative, undetermined: nonNegative, error: nonNegative }),
    journal: digest.nullable(),
    selfCheck: z.enum(['holds', 'broken', 'not_done']),
    reason: code.nullable(),
  }),
  observation: record({
    observation: uuid,
    run: uuid,
    system: uuid,
    check: checkId,
    checkVersion: nonNegative,
    subject: z.string().min(1).max(300),
    result: z.enum(['pass', 'fail', 'inconclusive', 'error', 'not_applicable']),
    observed: parameters.nullable(),
    expected: parameters.nullable(),
    artefact: digest.nullable(),
    reason: code.nullable(),
    identity: identityFacts.nullable(),
    observedAt: instant,
    validUntil: instant.nullable(),
    tool: z.string().max(60),
  }),
  judgement: record({
    judgement: uuid,
    system: uuid,
    item: itemCode,
    statement: contentRef,
    statedAt: instant,
    expires: instant.nullable(),
  }),
  'judgement.withdrawn': record({ judgement: uuid, system: uuid }),
  exception: record({
    exception: uuid,
    system: uuid,
    item: itemCode,
    /** null: every check of the item */
    check: checkId.nullable(),
    reason: contentRef,
    approver: actorRef,
    selfApproved: z.boolean(),
    approvedAt: instant,
    expires: instant,
  }),
  'exception.withdrawn': record({ exception: uuid, system: uuid }),
  'case.reviewed': record({
    run: uuid,
    case: z.string().max(300),
    verdict: z.enum(['pass', 'fail']),
    reason: contentRef,
  }),
  /** Content and salt of that digest are gone from this installation; said after it was done. */
  'content.erased': record({ digest, reason: erasureReason }),
  // the run's own journal
  'run.planned': record({ run: uuid, plan: digest, planned: nonNegative, settings: digest }),
  'case.settled': record({
    case: z.string().max(300),
    verdict: z.enum(['pass', 'fail', 'undetermined', 'error', 'pending_group']),
    reason: code,
    params: parameters,
    /** what a group grader compares; empty where the case stands alone */
    feature: z.string().max(300).nullable(),
    question: digest.nullable(),
    answer: digest.nullable(),
    attempts: nonNegative,
    milliseconds: nonNegative,
  }),
  /** the entries of a closed log of the series are gone; its checkpoint and its hash tiles stay */
  'log.retired': record({ number: nonNegative, log: uuid, origin, size: nonNegative, reason: code }),
} as const;

/** The longest list of keys that a closed log hands over: 64 pairs, as many as a key file holds. */
const vkeys = z.array(z.string().max(4_096)).min(1).max(128);

/** What chains the logs of a series to each other. */
const chainBodies = {
  /** first leaf of every log but the first: how the log before it ended */
  'log.opened': record({
    /** 2 for the second log */
    number: nonNegative,
    previous: record({ log: uuid, origin, size: nonNegative, root: digest, head: digest }),
  }),
  /** last leaf of a log; it vouches for the keys of the next one */
  'log.closed': record({ number: nonNegative, next: record({ log: uuid, origin, keys: vkeys }) }),
  /** a leaf of an earlier log that still holds, whole, with its index in the series */
  carried: record({ index: nonNegative, leaf: z.custom<FactLeaf>(isFactLeaf) }),
  /** behind the last carried leaf; `left`: leaves that hold but are too long to be carried, so that their log must stay */
  'log.carried': record({ count: nonNegative, left: nonNegative }),
} as const;

export const recordBodies = { ...factBodies, ...chainBodies } as const;

export type RecordKind = keyof typeof recordBodies;
export type RecordBody<K extends RecordKind> = z.infer<(typeof recordBodies)[K]>;
export type Instant = z.infer<typeof instant>;
export type Digest = z.infer<typeof digest>;
export type ContentRef = z.infer<typeof contentRef>;
export type ActorRef = z.infer<typeof actorRef>;
export type Parameters = z.infer<typeof parameters>;
export type IdentityFacts = z.infer<typeof identityFacts>;
export type SystemFacts = z.infer<typeof systemFacts>;
export type GradeLevel = z.infer<typeof gradeLevel>;
export type StageCode = z.infer<typeof stageCode>;

interface Envelope<K, B> {
  readonly v: 1;
  readonly kind: K;
  readonly id: string;
  readonly org: string;
  readonly at: Instant;
  readonly actor: ActorRef;
  /** 128 random bits, base64url: two equal facts never share a leaf hash, and a leaf hash tells nothing of its fact */
  readonly nonce: string;
  readonly body: B;
}

export type Leaf<K extends RecordKind = RecordKind> = { [P in K]: Envelope<P, RecordBody<P>> }[K];

type FactKind = keyof typeof factBodies;
/** A leaf that another one can carry: all kinds but those of the chain itself. */
export type FactLeaf = { [P in FactKind]: Envelope<P, z.infer<(typeof factBodies)[P]>> }[FactKind];

const envelope = (kind: RecordKind) =>
  record({
    v: z.literal(1),
    kind: z.literal(kind),
    id: uuid,
    org: z.string().regex(/^[a-z0-9-]{1,64}$/),
    at: instant,
    actor: actorRef,
    nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    body: recordBodies[kind],
  });

const envelopes = new Map<string, ReturnType<typeof envelope>>();
for (const kind of Object.keys(recordBodies) as RecordKind[]) envelopes.set(kind, envelope(kind));

function isFactLeaf(value: unknown): boolean {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : '';
  return kind in factBodies && envelopes.get(kind)?.safeParse(value).success === true;
}

/** Whether a leaf is one that can be carried into the next log of a series. */
export function isFact(leaf: Leaf): leaf is FactLeaf {
  return leaf.kind in factBodies;
}

/** What a leaf says: itself, or the leaf of an earlier log that it carries on. */
export function saidBy(leaf: Leaf): Exclude<Leaf, Leaf<'carried'>> {
  return leaf.kind === 'carried' ? leaf.body.leaf : leaf;
}

/** Whether a leaf is one by which a log names the one before it or the one after it. */
export function isLink(leaf: Leaf): leaf is Leaf<'log.opened'> | Leaf<'log.closed'> {
  return leaf.kind === 'log.opened' || leaf.kind === 'log.closed';
}

/** Parses a leaf strictly: unknown kinds, versions and fields are refused. Throws ZodError. */
export function parseLeaf(value: unknown): Leaf {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : '';
  const schema = envelopes.get(kind);
  if (!schema)
    throw new z.ZodError([
      { code: 'custom', path: ['kind'], message: `unknown kind ${kind.slice(0, 100)}`, input: value },
    ]);
  return schema.parse(value) as Leaf;
}
