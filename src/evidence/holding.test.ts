import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type FactLeaf,
  type IdentityFacts,
  makeLeaf,
  type RecordBody,
  type RecordKind,
  systemStamp,
} from '../ledger/index.ts';
import { evidenceHolding } from './holding.ts';
import { standings } from './newest.ts';
import type { Observation } from './observation.ts';
import { changedSince } from './sightings.ts';
import type { IdentitySighting } from './types.ts';

const id = (n: number) => `01934000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const actor = { id: id(1), kind: 'person', assurance: 'unauthenticated' } as const;
const digest = `sha256:${'0'.repeat(64)}` as const;
const system = id(2);
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const model = (name: string): IdentityFacts => ({
  ...{ endpoint: 'http://127.0.0.1:9/v1', reportedModel: name, fingerprint: null, canary: null, proof: 'proven' },
});

function leaf<K extends RecordKind>(kind: K, body: RecordBody<K>, org = 'default'): FactLeaf {
  return makeLeaf({ kind, body, org, actor }, systemStamp) as unknown as FactLeaf;
}

const started = (run: number) =>
  leaf('run.started', {
    ...{ run: id(run), system, scope: ['ASM-001'], suites: [], attacks: [], endpoint: 'e', model: null, planned: 1 },
    ...{ plan: digest, tool: 't' },
  });
const finished = (run: number, selfCheck: 'holds' | 'broken' = 'holds') =>
  leaf('run.finished', {
    ...{ run: id(run), status: 'complete', counts: { pass: 1, fail: 0, undetermined: 0, error: 0 } },
    ...{ journal: null, selfCheck, reason: null },
  });
const reviewed = (run: number) =>
  leaf('case.reviewed', { run: id(run), case: 'c', verdict: 'pass', reason: { digest } });
const observed = (
  n: number,
  run: number,
  minute: number,
  result: RecordBody<'observation'>['result'],
  subject = 's',
  identity: IdentityFacts | null = null,
) =>
  leaf('observation', {
    ...{
      observation: id(1_000 + n),
      run: id(run),
      system,
      check: 'ASM-001',
      checkVersion: 1,
      subject,
      result,
      identity,
    },
    ...{
      observed: null,
      expected: null,
      artefact: null,
      reason: null,
      observedAt: at(minute),
      validUntil: null,
      tool: 't',
    },
  });
const seen = (name: string, minute: number, run: number | null = null) =>
  leaf('identity.seen', { system, run: run === null ? null : id(run), identity: model(name), seenAt: at(minute) });

/** The places of the leaves that hold, among those given. */
function heldOf(leaves: readonly FactLeaf[]): number[] {
  const holding = evidenceHolding();
  for (const [index, it] of leaves.entries()) holding.take(it, index);
  return [...new Set(holding.held())].sort((a, b) => a - b);
}

describe('evidence that still holds', () => {
  const cases: readonly (readonly [string, readonly FactLeaf[], readonly number[]])[] = [
    [
      'the newest result of a subject, with its run and its reviews',
      [
        started(10),
        observed(1, 10, 1, 'pass'),
        finished(10),
        started(11),
        observed(2, 11, 2, 'pass'),
        finished(11),
        reviewed(11),
        reviewed(10),
      ],
      [3, 4, 5, 6],
    ],
    [
      'a failure, and the later result that could not clear it',
      [
        started(10),
        observed(1, 10, 1, 'fail'),
        observed(2, 10, 2, 'error'),
        observed(3, 10, 3, 'inconclusive'),
        finished(10),
      ],
      [0, 1, 3, 4],
    ],
    [
      'the pass of a whole run, and the later one of a run whose self-check broke',
      [
        started(10),
        observed(1, 10, 1, 'pass'),
        finished(10),
        started(11),
        observed(2, 11, 2, 'pass'),
        finished(11, 'broken'),
      ],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      'both of one instant',
      [started(10), observed(1, 10, 1, 'pass'), observed(2, 10, 1, 'fail'), finished(10)],
      [0, 1, 2, 3],
    ],
    ['a run that is under way, though nothing was observed', [started(10)], [0]],
    ['not a run that is over and left nothing', [started(10), finished(10), reviewed(10)], []],
    [
      'each model with the last time that it was seen',
      [seen('a', 1), seen('b', 2), seen('a', 3), seen('b', 1)],
      [1, 2],
    ],
    [
      'the observation that saw another model last, though a newer result stands',
      [
        started(10),
        observed(1, 10, 1, 'pass', 'x', model('b')),
        observed(2, 10, 2, 'pass', 'x', model('a')),
        finished(10),
      ],
      [0, 1, 2, 3],
    ],
    [
      'what people stated, and that they withdrew it',
      [
        leaf('judgement.withdrawn', { judgement: id(3), system }),
        leaf('exception.withdrawn', { exception: id(4), system }),
      ],
      [0, 1],
    ],
  ];
  for (const [what, leaves, held] of cases) it(what, () => assert.deepEqual(heldOf(leaves), held));

  it('of another organisation is another', () => {
    const other = { ...observed(2, 10, 2, 'pass'), org: 'other' } as FactLeaf;
    assert.deepEqual(heldOf([observed(1, 10, 1, 'pass'), other]), [0, 1]);
  });

  const event = fc.oneof(
    fc.record({
      ...{ what: fc.constant('observed' as const), run: fc.integer({ min: 10, max: 14 }), minute: fc.nat(6) },
      result: fc.constantFrom('pass', 'fail', 'inconclusive', 'error', 'not_applicable'),
      subject: fc.constantFrom('s', 't'),
      model: fc.option(fc.constantFrom('a', 'b', 'c')),
    }),
    fc.record({ what: fc.constant('seen' as const), model: fc.constantFrom('a', 'b', 'c'), minute: fc.nat(6) }),
    fc.record({ what: fc.constant('finished' as const), run: fc.integer({ min: 10, max: 14 }), broken: fc.boolean() }),
  );

  it('gives the same standings and the same changes of models as all that was ever observed; carried twice, too', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const leaves = events.map((it, n) =>
          it.what === 'observed'
            ? observed(
                n,
                it.run,
                it.minute,
                it.result as 'pass',
                it.subject,
                it.model === null ? null : model(it.model),
              )
            : it.what === 'seen'
              ? seen(it.model, it.minute)
              : finished(it.run, it.broken ? 'broken' : 'holds'),
        );
        const once = heldOf(leaves).map((place) => leaves[place] as FactLeaf);
        const twice = heldOf(once).map((place) => once[place] as FactLeaf);
        assert.deepEqual(twice, once);
        assert.deepEqual(picture(once), picture(leaves));
      }),
      { numRuns: 300 },
    );
  });
});

/** What a posture is made of. */
function picture(leaves: readonly FactLeaf[]) {
  const observations: Observation[] = [];
  const sightings: IdentitySighting[] = [];
  const selfChecks = new Map<string, string>();
  for (const it of leaves) {
    if (it.kind === 'observation') observations.push({ ...it.body, org: it.org } as Observation);
    if (it.kind === 'identity.seen') sightings.push({ identity: it.body.identity, seenAt: it.body.seenAt });
    if (it.kind === 'run.finished') selfChecks.set(it.body.run, it.body.selfCheck);
  }
  const broken = new Set([...selfChecks].filter(([, it]) => it === 'broken').map(([run]) => run));
  const standing = [...standings(observations, broken)].map(([check, list]) => [
    check,
    [...list].sort((a, b) => a.by.subject.localeCompare(b.by.subject)),
  ]);
  const changed = changedSince(sightings, observations);
  const changes = ['a', 'b', 'c'].flatMap((name) =>
    [0, 1, 2, 3, 4, 5, 6].map((minute) => changed(model(name), at(minute))),
  );
  return { standing, changes };
}
