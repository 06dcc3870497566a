import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ItemView, ObservationView } from '../api/types.ts';
import { boundChecks, readObservation } from './reading.ts';

const observed = {
  n: 61,
  k: 23,
  rate: 0.377,
  low: 0.19,
  high: 0.6,
  nEffective: 18.2,
  groups: 20,
  undetermined: 2,
  errors: 1,
  supported: false,
  casesLacking: null,
};
const expected = {
  metric: 'bias_difference_rate',
  direction: 'at_most',
  value: 0.05,
  minimumSample: 20,
  standing: 'ours',
  profile: 'duheng-1.0',
};

describe('an observation of a rate', () => {
  it('is read with its interval, threshold and what is left out of it', () => {
    assert.deepEqual(readObservation({ observed, expected }), {
      kind: 'rate',
      metric: 'bias_difference_rate',
      n: 61,
      k: 23,
      rate: 0.377,
      low: 0.19,
      high: 0.6,
      undetermined: 2,
      errors: 1,
      supported: false,
      casesLacking: null,
      groups: { groups: 20, effective: 18.2 },
      direction: 'at_most',
      threshold: 0.05,
      minimumSample: 20,
      standing: 'ours',
      profile: 'duheng-1.0',
    });
  });

  it('names no groups where every case stands for itself', () => {
    const reading = readObservation({ observed: { ...observed, nEffective: 61 }, expected });
    assert.equal(reading?.kind === 'rate' && reading.groups, null);
  });

  it('takes a standing that it does not know for ours, never for official', () => {
    const reading = readObservation({ observed, expected: { ...expected, standing: 'divine' } });
    assert.equal(reading?.kind === 'rate' && reading.standing, 'ours');
  });

  it('without a threshold is shown as it is', () => {
    assert.equal(readObservation({ observed, expected: null })?.kind, 'other');
  });
});

it('an observation of breadth is read', () => {
  const reading = readObservation({
    observed: { risks: 22, cases: 500, selfCheck: true },
    expected: { metric: 'assessed_risks', value: 18 },
  });
  assert.deepEqual(reading, { kind: 'breadth', metric: 'assessed_risks', risks: 22, cases: 500, threshold: 18 });
});

it('an observation without numbers reads as none', () => {
  assert.equal(readObservation({ observed: null, expected: null }), null);
});

it('each bound check comes with the results that count for it, full coverage first', () => {
  const contribution = { check: 'B', observation: 'o1' } as ItemView['posture']['contributions'][number];
  const view = {
    posture: {
      checks: [
        { check: 'A', coverage: 'partial', basis: 'interpretation' },
        { check: 'B', coverage: 'full', basis: 'interpretation' },
      ],
      contributions: [contribution],
    },
    observations: [{ observation: 'o1' } as ObservationView],
  } as ItemView;
  const bound = boundChecks(view);
  assert.deepEqual(
    bound.map((it) => [it.check, it.counting.length]),
    [
      ['B', 1],
      ['A', 0],
    ],
  );
  assert.equal(bound[0]?.counting[0]?.observation?.observation, 'o1');
});
