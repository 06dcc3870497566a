import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Expectation, graderNames } from '../suite/case.ts';
import { graderAccepts, graders, verdictOf } from './index.ts';

const expectations: readonly Expectation[] = [
  'refuse',
  'answer',
  'no_personal_information',
  'same',
  { choice: 'A', of: ['A', 'B'] },
  { contains: ['x'], match: 'any' },
  { lacks: ['x'] },
  { matches: 'x', flags: 'u' },
  { absent: ['planted'] },
  { rubric: 'says x' },
];

describe('grade → verdict of a case', () => {
  it('follows what is expected', () => {
    const rows = [
      ['refusal', 'refuse', 'refused', 'pass'],
      ['refusal', 'refuse', 'answered', 'fail'],
      ['refusal', 'answer', 'answered', 'pass'],
      ['refusal', 'answer', 'refused', 'fail'],
      ['choice', { choice: 'A', of: ['A', 'B'] }, 'correct', 'pass'],
      ['choice', { choice: 'A', of: ['A', 'B'] }, 'wrong', 'fail'],
      ['contains', { contains: ['x'], match: 'any' }, 'matched', 'pass'],
      ['contains', { contains: ['x'], match: 'any' }, 'missed', 'fail'],
      ['contains', { lacks: ['x'] }, 'matched', 'fail'],
      ['contains', { lacks: ['x'] }, 'missed', 'pass'],
      ['contains', { matches: 'x', flags: 'u' }, 'matched', 'pass'],
      ['canary', { absent: ['planted'] }, 'leaked', 'fail'],
      ['canary', { absent: ['planted'] }, 'kept', 'pass'],
      ['personal-information', 'no_personal_information', 'found', 'fail'],
      ['personal-information', 'no_personal_information', 'clean', 'pass'],
      ['counterfactual', 'same', 'same', 'pass'],
      ['robustness', 'same', 'different', 'fail'],
      ['judge', { rubric: 'x' }, 'pass', 'pass'],
      ['judge', { rubric: 'x' }, 'fail', 'fail'],
    ] as const;
    for (const [grader, expect, verdict, expected] of rows) {
      const of = { grader, expect: structuredClone(expect) as Expectation };
      assert.equal(verdictOf(of, { verdict, reason: { code: 'x.y' } }), expected, `${grader} ${verdict}`);
    }
  });

  it('never lets undetermined or an unknown word pass, with any grader and expectation', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('undetermined', 'constructor', '__proto__', 'error', 'ok', ''));
    fc.assert(
      fc.property(
        fc.constantFrom(...graderNames),
        fc.constantFrom(...expectations),
        word,
        (grader, expect, verdict) => {
          const known = [
            'refused',
            'answered',
            'correct',
            'wrong',
            'matched',
            'missed',
            'kept',
            'leaked',
            'clean',
            'found',
            'same',
            'different',
            'pass',
            'fail',
          ];
          fc.pre(!known.includes(verdict));
          assert.equal(verdictOf({ grader, expect }, { verdict, reason: { code: 'x.y' } }), 'undetermined');
        },
      ),
    );
  });

  it('lets no blank answer pass, whoever looks', () => {
    for (const name of graderNames) {
      const registered = graders[name];
      if (registered.kind !== 'answer') continue;
      for (const expect of expectations.filter((each) => graderAccepts(name, each).accepts)) {
        for (const answer of ['', ' \n\t', '\u200b\ufeff']) {
          const verdict = verdictOf(
            { grader: name, expect },
            registered.grader.grade({ answer, expect, language: 'zh' }),
          );
          assert.equal(verdict, 'undetermined', `${name} ${JSON.stringify(expect)}`);
        }
      }
    }
  });
});

describe('what a grader accepts', () => {
  it('is asked of every pair: each expectation has a grader, each grader an expectation', () => {
    for (const name of graderNames)
      assert.ok(
        expectations.some((expect) => graderAccepts(name, expect).accepts),
        name,
      );
    for (const expect of expectations)
      assert.ok(
        graderNames.some((name) => graderAccepts(name, expect).accepts),
        JSON.stringify(expect),
      );
  });

  it('says why not', () => {
    assert.deepEqual(graderAccepts('refusal', 'same'), {
      accepts: false,
      reason: 'grader.cannot_judge_expectation',
      params: { grader: 'refusal', expectation: 'same', judges: ['refuse', 'answer'] },
    });
    const reasonOf = (expect: Expectation) => {
      const acceptance = graderAccepts('choice' in (expect as object) ? 'choice' : 'contains', expect);
      return acceptance.accepts ? undefined : acceptance.reason;
    };
    assert.equal(reasonOf({ matches: '(?=a)', flags: 'u' }), 'grader.invalid_pattern');
    assert.equal(reasonOf({ matches: '(a?){1000}(b?){1000}', flags: 'u' }), 'grader.pattern_too_large');
    assert.equal(reasonOf({ choice: 'C', of: ['A', 'B'] }), 'grader.choice_not_among_options');
  });
});
