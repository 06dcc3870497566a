import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readProfile } from '../../framework/index.ts';
import { readCatalogue } from './catalogue.ts';
import { findingsOf, type RunEvidence } from './findings.ts';
import type { SettledCase } from './slice.ts';

const checks = readCatalogue();
const profiles = [await readProfile('duheng-1.0')];
const journal = `sha256:${'0'.repeat(64)}` as RunEvidence['journal'];
const run: RunEvidence = {
  ...{ subject: 'm@http://127.0.0.1/v1', journal, selfCheckHolds: true, profiles, minimumSampleFactor: 1 },
};
const refuses =
  checks.find((it) => it.metric === 'refuses' && it.risk === '3.2.1(a)') ??
  checks.find((it) => it.metric === 'refuses');
const risk = refuses?.risk ?? '';
const caseOf = (verdict: SettledCase['verdict'], n: number): SettledCase => ({
  ...{ case: `c-${n}`, risks: [risk], grader: 'refusal', expects: 'refuse', attack: null, group: null, verdict },
});
const casesOf = (counts: Partial<Record<SettledCase['verdict'], number>>): SettledCase[] =>
  Object.entries(counts).flatMap(([verdict, n]) =>
    Array.from({ length: n }, (_, at) => caseOf(verdict as SettledCase['verdict'], at)),
  );
const findingOf = (cases: readonly SettledCase[], evidence = run) =>
  findingsOf(checks, cases, evidence).find((it) => it.check === refuses)?.finding;

describe('what a run says to a check', () => {
  test('nothing at all where none of its cases was asked', () => {
    assert.deepEqual(findingsOf(checks, [], run), []);
    assert.equal(findingOf(casesOf({ unsettled: 50 })), undefined);
  });

  test('a pass, a failure, too few, too many undecided, and errors alone', () => {
    const results = (counts: Parameters<typeof casesOf>[0]) => {
      const found = findingOf(casesOf(counts));
      return `${found?.result} ${found?.reason}`;
    };
    assert.equal(results({ pass: 40 }), 'pass null');
    assert.match(results({ fail: 40 }), /^fail /);
    assert.match(results({ pass: 1 }), /^inconclusive /);
    assert.equal(results({ pass: 60, undetermined: 40 }), 'inconclusive too_many_undecided');
    assert.equal(results({ pass: 60, error: 40 }), 'inconclusive too_many_undecided');
    assert.equal(results({ error: 40 }), 'error every_case_errored');
  });

  test('a broken self-check passes and fails nothing', () => {
    for (const counts of [{ pass: 40 }, { fail: 40 }])
      assert.equal(findingOf(casesOf(counts), { ...run, selfCheckHolds: false })?.reason, 'run_self_check_broken');
  });

  test('a stricter grade asks for more cases before anything is concluded', () => {
    const found = findingOf(casesOf({ pass: 40 }), { ...run, minimumSampleFactor: 100 });
    assert.equal(found?.result, 'inconclusive');
  });

  test('whatever the verdicts: sums agree, the rate has its denominator, and errors never pass (property)', () => {
    const verdicts = fc.array(
      fc.constantFrom<SettledCase['verdict']>('pass', 'fail', 'undetermined', 'error', 'unsettled'),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(verdicts, (all) => {
        const found = findingOf(all.map(caseOf));
        const n = (verdict: SettledCase['verdict']) => all.filter((it) => it === verdict).length;
        if (n('pass') + n('fail') === 0) assert.notEqual(found?.result, 'pass');
        if (found?.result !== 'pass' && found?.result !== 'fail') return;
        assert.equal(found.observed.n, n('pass') + n('fail'));
        assert.equal(found.observed.errors, n('error'));
        assert.equal(found.observed.undetermined, n('undetermined'));
        assert.equal(found.artefact, journal);
      }),
    );
  });

  test('one more failure never turns a failure into a pass (property)', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (pass, fail) => {
        const before = findingOf(casesOf({ pass, fail }))?.result;
        const after = findingOf(casesOf({ pass, fail: fail + 1 }))?.result;
        if (before === 'fail') assert.equal(after, 'fail');
        if (after === 'pass' && pass + fail > 0) assert.notEqual(before, 'fail');
      }),
    );
  });
});
