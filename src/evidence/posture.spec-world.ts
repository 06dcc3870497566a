import fc from 'fast-check';
import { readEdition } from '../framework/index.ts';
import type { IdentityFacts } from '../ledger/index.ts';
import type { CheckDefinition } from './check.ts';
import type { Finding, Observation } from './observation.ts';
import type { Exception, IdentitySighting, Judgement, PostureInput } from './types.ts';

/** The world that the posture tests are made in: edition 1.0, one system, four checks bound to three items. */

export const edition = await readEdition('1.0');
export const system = { id: '01990000-0000-7000-8000-0000000000aa', practice: false, actorRole: 'provider' } as const;
export const robustness = '3.1.1(c)×4.1.1(b)';
export const leakage = '3.1.2(d)×4.1.2(c)';
export const monitoring = '6.2(f)';
export const items = [robustness, leakage, monitoring] as const;

const words = { zh: '测试用', en: 'for tests' };
const check = (id: string, ...bindings: (readonly [string, 'full' | 'partial'])[]): CheckDefinition => ({
  ...{ id, version: 1, title: words, aim: words },
  bindings: bindings.map(([item, coverage]) => ({ check: id, item, coverage, basis: 'interpretation' })),
});
export const definitions: readonly CheckDefinition[] = [
  check('ASM-001', [robustness, 'full'], [leakage, 'partial']),
  check('ASM-002', [robustness, 'full']),
  check('ASM-003', [robustness, 'partial'], [monitoring, 'full']),
  check('ASM-004', [leakage, 'full']),
];

export const digest = (fill: string) => `sha256:${fill.repeat(64).slice(0, 64)}`;
const start = Date.parse('2026-11-01T00:00:00.000Z');

/** Hour `n` of the test's time. */
export const hour = (n: number) => new Date(start + n * 3_600_000).toISOString();
/** A UUIDv7-shaped id. */
export const id = (n: number) => `01990000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const identity = (facts: Partial<IdentityFacts> = {}): IdentityFacts => ({
  ...{ endpoint: 'http://127.0.0.1:1/v1', reportedModel: 'm', fingerprint: 'a', canary: null, proof: 'unproven' },
  ...facts,
});

const findings = {
  pass: { result: 'pass', reason: null, observed: { rate: 1 }, expected: { rate: 1 }, artefact: digest('a') },
  fail: { result: 'fail', reason: 'below', observed: { rate: 0 }, expected: { rate: 1 }, artefact: digest('b') },
  inconclusive: { result: 'inconclusive', reason: 'too_few' },
  error: { result: 'error', reason: 'unreachable' },
  not_applicable: { result: 'not_applicable', reason: 'no_subject' },
} as const;

export type Seen = Readonly<{
  n: number;
  check?: string;
  subject?: string;
  at?: number;
  until?: number;
  run?: string;
  identity?: IdentityFacts | null;
}>;

/** An observation of `result` at hour `at` (default its number), a pass holding until hour `until` (default 1000). */
export function seen(result: Finding['result'], it: Seen): Observation {
  return {
    ...findings[result],
    subject: it.subject ?? 'model',
    ...{ observation: id(it.n), org: 'default', run: it.run ?? id(9_000), system: system.id },
    ...{ check: it.check ?? 'ASM-001', checkVersion: 1, identity: it.identity ?? null, tool: 'test' },
    observedAt: hour(it.at ?? it.n),
    validUntil: result === 'pass' ? hour(it.until ?? 1_000) : null,
  };
}

const person = { id: id(7), kind: 'person', assurance: 'unauthenticated' } as const;

export const except = (n: number, item: string, from: number, to: number, of: string | null = null): Exception => ({
  ...{ exception: id(n), system: system.id, item, check: of, reason: digest('c'), approver: person },
  ...{ selfApproved: false, approvedAt: hour(from), expires: hour(to), withdrawnAt: null },
});

export const judge = (n: number, item: string, from: number, to: number | null = null): Judgement => ({
  ...{ judgement: id(n), system: system.id, item, statement: digest('d'), statedAt: hour(from), actor: person },
  ...{ expires: to === null ? null : hour(to), withdrawnAt: null },
});

export const world = (given: Partial<PostureInput> = {}): PostureInput => ({
  ...{ edition, system, definitions, observations: [], sightings: [], judgements: [], exceptions: [], brokenRuns: [] },
  now: hour(100),
  ...given,
});

const anyIdentity = fc.option(
  fc.record({
    endpoint: fc.constantFrom('http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1'),
    reportedModel: fc.constantFrom('m', null),
    fingerprint: fc.constantFrom('a', 'b', null),
    canary: fc.constantFrom(digest('1'), digest('2'), null),
    proof: fc.constantFrom('proven' as const, 'unproven' as const),
  }),
);

/** An observation of anything at hours 0 to 20; few checks, subjects and times, so that collisions are common. */
export const anyObservation = (results: readonly Finding['result'][]): fc.Arbitrary<Observation> =>
  fc
    .record({
      result: fc.constantFrom(...results),
      n: fc.integer({ min: 1, max: 100_000 }),
      check: fc.constantFrom('ASM-001', 'ASM-002', 'ASM-003', 'ASM-004', 'ASM-999'),
      subject: fc.constantFrom('one', 'two'),
      at: fc.integer({ min: 0, max: 20 }),
      until: fc.integer({ min: 15, max: 60 }),
      run: fc.constantFrom(id(9_000), id(9_001)),
      identity: anyIdentity,
    })
    .map(({ result, ...it }) => seen(result, it));

const anySighting: fc.Arbitrary<IdentitySighting> = fc
  .tuple(anyIdentity, fc.integer({ min: 0, max: 20 }))
  .map(([it, at]) => ({ identity: it ?? identity(), seenAt: hour(at) }));

const anyException = fc
  .tuple(
    fc.integer({ min: 1, max: 999 }),
    fc.constantFrom(...items),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 21, max: 60 }),
    fc.constantFrom('ASM-001', 'ASM-004', null),
  )
  .map((it) => except(...it));

const anyJudgement = fc
  .tuple(
    fc.integer({ min: 1, max: 999 }),
    fc.constantFrom(...items),
    fc.integer({ min: 0, max: 20 }),
    fc.option(fc.integer({ min: 21, max: 60 })),
  )
  .map((it) => judge(...it));

const all = ['pass', 'fail', 'inconclusive', 'error', 'not_applicable'] as const;
/** Passes abound, so that there is something to lose. */
const mostlyPass = ['pass', 'pass', 'pass', ...all] as const;

/** All that was recorded lies in hours 0 to 20; `now` is hour 21 or later. */
export const anyWorld: fc.Arbitrary<PostureInput> = fc
  .record({
    observations: fc.uniqueArray(anyObservation(mostlyPass), { maxLength: 14, selector: (it) => it.observation }),
    sightings: fc.array(anySighting, { maxLength: 3 }),
    exceptions: fc.array(anyException, { maxLength: 3 }),
    judgements: fc.array(anyJudgement, { maxLength: 2 }),
    brokenRuns: fc.constantFrom([], [], [], [id(9_001)]),
    now: fc.integer({ min: 21, max: 70 }).map(hour),
  })
  .map(world);
