import fc from 'fast-check';
import { type CheckDefinition, posture, recordedIn } from '../../evidence/index.ts';
import { readEdition } from '../../framework/index.ts';
import {
  type ActorRef,
  type Digest,
  type Fact,
  type Instant,
  type Leaf,
  makeLeaf,
  type RecordBody,
  type RecordKind,
} from '../../ledger/index.ts';
import type { Period } from './period.ts';
import { type Selection, selectLeaves } from './selection.ts';
import type { Placed } from './types.ts';

/** Leaves of two systems of one organisation and one of another, at hours of a day that begins at `hour(0)`. */

export const edition = await readEdition('1.0');
const item = edition.controlPoints[0]?.code ?? '';
const start = Date.parse('2026-03-01T00:00:00.000Z');
export const hour = (n: number): Instant => new Date(start + n * 3_600_000).toISOString();
export const uuid = (n: number): string => `01990000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const digest = (n: number): Digest => `sha256:${n.toString(16).padStart(64, '0')}`;
export const mine = uuid(1);
export const other = uuid(2);
export const actor: ActorRef = { id: uuid(7), kind: 'person', assurance: 'unauthenticated' };

const words = { zh: '测试用', en: 'for tests' };
const checkIds = ['ASM-001', 'ASM-002'];
export const definitions: readonly CheckDefinition[] = checkIds.map((id) => ({
  ...{ id, version: 1, title: words, aim: words },
  bindings: [{ check: id, item, coverage: 'full', basis: 'interpretation' }],
}));

/** A leaf at an hour; its id and nonce come from the hour and what it says, so that nothing is left to chance. */
export function leafAt<K extends RecordKind>(at: number, kind: K, body: RecordBody<K>, org = 'default'): Leaf {
  const stamp = {
    clock: () => start + at * 3_600_000,
    newId: () => uuid(1_000 + Math.round(at * 100)),
    random: (bytes: number) => new Uint8Array(bytes).fill(at),
  };
  return makeLeaf({ kind, body, org, actor } as Fact<RecordKind>, stamp);
}

const facts = (system: string, scale: 'small' | 'large' = 'small'): RecordBody<'system.registered'> => ({
  ...{ system, practice: false, actorRole: 'provider', stage: 'testing', scenario: 'translation', sector: 'internet' },
  ...{ populations: [], modalities: ['text'], intelligence: 'assists', scale, edition: '1.0', profile: 'tc260-003' },
  ...{ endpoints: [], name: { digest: digest(1) }, description: null, contacts: { digest: digest(2) } },
});

export const registered = (at: number, system = mine, org = 'default'): Leaf =>
  leafAt(at, 'system.registered', facts(system), org);
export const changed = (at: number, system = mine): Leaf => leafAt(at, 'system.changed', facts(system, 'large'));
export const graded = (at: number): Leaf =>
  leafAt(at, 'grade.overridden', { system: mine, computed: 'low', level: 'general', reason: { digest: digest(3) } });
export const moved = (at: number): Leaf =>
  leafAt(at, 'stage.moved', { system: mine, from: 'testing', to: 'deployment', unmet: [], exceptions: [] });
export const started = (at: number, run: number, system = mine): Leaf =>
  leafAt(at, 'run.started', {
    ...{ run: uuid(run), system, scope: checkIds, suites: [], attacks: [], endpoint: 'http://a', model: 'm' },
    ...{ planned: 1, plan: digest(4), tool: 'test' },
  });
export const finished = (at: number, run: number, selfCheck: 'holds' | 'broken' = 'holds'): Leaf =>
  leafAt(at, 'run.finished', {
    ...{ run: uuid(run), status: 'complete', counts: { pass: 1, fail: 0, undetermined: 0, error: 0 } },
    ...{ journal: digest(run), selfCheck, reason: null },
  });
export const reviewed = (at: number, run: number): Leaf =>
  leafAt(at, 'case.reviewed', { run: uuid(run), case: 'c', verdict: 'pass', reason: { digest: digest(5) } });

type Result = RecordBody<'observation'>['result'];
type Seen = Readonly<{ check?: number; system?: string; model?: string; until?: number }>;

export function observed(at: number, run: number, result: Result, seen: Seen = {}): Leaf {
  const { check = 0, system = mine, model = 'm', until = 100 } = seen;
  const conclusive = result === 'pass' || result === 'fail';
  return leafAt(at, 'observation', {
    ...{
      observation: uuid(10_000 + Math.round(at * 100) + check),
      run: uuid(run),
      system,
      check: checkIds[check] ?? '',
    },
    ...{ checkVersion: 1, subject: 'm', result, tool: 'test', observedAt: hour(at) },
    ...{ observed: conclusive ? { rate: 1 } : null, expected: conclusive ? { rate: 1 } : null },
    ...{ artefact: conclusive ? digest(run) : null, reason: result === 'pass' ? null : 'because' },
    identity: { endpoint: 'http://a', reportedModel: model, fingerprint: null, canary: null, proof: 'unproven' },
    validUntil: result === 'pass' ? hour(until) : null,
  });
}

export const seen = (at: number, model: string): Leaf =>
  leafAt(at, 'identity.seen', {
    ...{ system: mine, run: null, seenAt: hour(at) },
    identity: { endpoint: 'http://a', reportedModel: model, fingerprint: null, canary: null, proof: 'unproven' },
  });
export const judged = (at: number, n: number, expires: number | null = null): Leaf =>
  leafAt(at, 'judgement', {
    ...{ judgement: uuid(n), system: mine, item, statement: { digest: digest(6) }, statedAt: hour(at) },
    expires: expires === null ? null : hour(expires),
  });
export const unjudged = (at: number, n: number): Leaf =>
  leafAt(at, 'judgement.withdrawn', { judgement: uuid(n), system: mine });
export const excepted = (at: number, n: number, expires: number): Leaf =>
  leafAt(at, 'exception', {
    ...{ exception: uuid(n), system: mine, item, check: null, reason: { digest: digest(8) }, approver: actor },
    ...{ selfApproved: true, approvedAt: hour(at), expires: hour(expires) },
  });
export const unexcepted = (at: number, n: number): Leaf =>
  leafAt(at, 'exception.withdrawn', { exception: uuid(n), system: mine });

/** The leaves at their places in one log; digests stand in for hashes, which selection does not look at. */
export const placed = (leaves: readonly Leaf[]): readonly Placed[] =>
  leaves.map((leaf, index) => ({ log: 0, entry: { index, digest: digest(index), head: digest(index), leaf }, leaf }));

export const select = (leaves: readonly Leaf[], period: Period, published = leaves.length): Promise<Selection> =>
  selectLeaves(placed(leaves), {
    ...{ org: 'default', system: mine, period },
    isPublished: ({ entry }) => entry.index < published,
  });

/** The posture of the system at a moment from the leaves before it. */
export function postureFrom(leaves: readonly Leaf[], now: Instant) {
  const own = leaves.filter(({ body, at }) => at < now && (!('system' in body) || body.system === mine));
  const system = { id: mine, practice: false, actorRole: 'provider' } as const;
  return posture({ edition, system, definitions, ...recordedIn(own), now });
}

const anyResult = fc.constantFrom<Result>('pass', 'fail', 'inconclusive', 'error', 'not_applicable');
const anyCheck = fc.constantFrom(0, 1);
const anyRun = fc.constantFrom(20, 21, 22);
type AtHour = (at: number) => Leaf;

/** What may happen at an hour: mine or another system's, in runs that began, never began or have ended. */
const anyEvent: fc.Arbitrary<AtHour> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        run: anyRun,
        result: anyResult,
        check: anyCheck,
        model: fc.constantFrom('m', 'n'),
        until: fc.integer({ min: 1, max: 80 }),
      })
      .map(
        ({ run, result, ...of }): AtHour =>
          (at) =>
            observed(at, run, result, of),
      ),
  },
  {
    weight: 2,
    arbitrary: anyRun.map(
      (run): AtHour =>
        (at) =>
          started(at, run),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ run: anyRun, how: fc.constantFrom<'holds' | 'broken'>('holds', 'broken') }).map(
      ({ run, how }): AtHour =>
        (at) =>
          finished(at, run, how),
    ),
  },
  fc.constantFrom<AtHour>(
    changed,
    graded,
    moved,
    (at) => changed(at, other),
    (at) => started(at, 30, other),
  ),
  fc.constantFrom<AtHour>(
    (at) => seen(at, 'm'),
    (at) => seen(at, 'n'),
    (at) => reviewed(at, 20),
    (at) => finished(at, 30),
  ),
  fc.constantFrom<AtHour>(
    (at) => judged(at, 40, at + 5),
    (at) => judged(at, 41),
    (at) => unjudged(at, 40),
    (at) => unjudged(at, 41),
  ),
  fc.constantFrom<AtHour>(
    (at) => excepted(at, 50, at + 7),
    (at) => unexcepted(at, 50),
    (at) => observed(at, 30, 'fail', { system: other }),
  ),
);

/** Leaves that the rooms would write: an id is used once, a run finds something between its start and its end only. */
function asRoomsWrite(leaves: readonly Leaf[]): readonly Leaf[] {
  const used = new Set<string>();
  const open = new Set<string>();
  const once = (id: string) => !used.has(id) && used.add(id) !== undefined;
  return leaves.filter(({ kind, body }) => {
    if (kind === 'judgement') return once(body.judgement);
    if (kind === 'exception') return once(body.exception);
    if (kind === 'judgement.withdrawn') return used.has(body.judgement);
    if (kind === 'exception.withdrawn') return used.has(body.exception);
    if (kind === 'observation') return open.has(body.run) && once(body.observation);
    if (kind === 'run.finished') return open.delete(body.run);
    if (kind === 'run.started' && once(body.run)) return open.add(body.run) !== undefined;
    return kind !== 'run.started' && (kind !== 'case.reviewed' || used.has(body.run));
  });
}

/** A log that begins with the registration; its clock goes on, stands still, or steps back an hour. */
export const anyLog: fc.Arbitrary<readonly Leaf[]> = fc
  .array(fc.tuple(fc.constantFrom(1, 1, 2, 3, 0, -1), anyEvent), { minLength: 1, maxLength: 60 })
  .map((events) => {
    let at = 1;
    const later = events.map(([step, event]) => {
      at = Math.max(1, at + step);
      return event(at);
    });
    return asRoomsWrite([registered(0), ...later]);
  });
