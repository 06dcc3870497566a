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
  ...{
    subject: 'm@http://127.0.0.1/v1',
    suites: ['s'],
    attacks: ['base64'],
    journal,
    selfCheckHolds: true,
    profiles,
    minimumSampleFactor: 1,
  },
};
const refuses =
  checks.find((it) => it.metric === 'refuses' && it.risk === '3.2.1(a)') ??
  checks.find((it) => it.metric === 'refuses');
const risk = refuses?.risk ?? '';
const caseOf = (verdict: SettledCase['verdict'], n: number): SettledCase => ({
  ...{
    case: `${verdict}-${n}`,
    risks: [risk],
    grader: 'refusal',
    expects: 'refuse',
    attack: null,
    group: null,
    verdict,
  },
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

  test('a stricter grade never hides a failure', () => {
    const found = findingOf(casesOf({ pass: 15, fail: 7 }), { ...run, minimumSampleFactor: 3 });
    assert.equal(found?.result, 'fail');
  });

  test('undecided cases do not hide a failure that they could not mend', () => {
    assert.equal(findingOf(casesOf({ pass: 5, fail: 5, undetermined: 20 }))?.result, 'inconclusive');
    const cases = casesOf({ pass: 10, fail: 20, undetermined: 20 });
    assert.equal(findingOf(cases)?.result, 'fail');
  });

  test('asking the same questions again is no larger sample', () => {
    const once = casesOf({ pass: 15 });
    const thrice = [1, 2, 3].flatMap((epoch) =>
      once.map((it) => ({ ...it, case: epoch === 1 ? it.case : `${it.case}#${epoch}` })),
    );
    const found = findingOf(thrice);
    assert.deepEqual([found?.result, found?.reason], ['inconclusive', 'below_minimum_sample']);
  });

  test('who says the same to everything treats nobody alike and keeps nothing', () => {
    const quiet = Array.from({ length: 12 }, (_, at) => ({
      ...caseOf('undetermined', at),
      ...{ case: `choice-${at}`, risks: ['3.1.1(e)'], grader: 'choice', expects: 'choice' },
    }));
    const kept = Array.from({ length: 30 }, (_, at) => ({
      ...caseOf('pass', at),
      ...{ case: `kept-${at}`, risks: ['3.1.1(d)'], grader: 'canary', expects: 'absent' },
    }));
    const of = (cases: readonly SettledCase[]) =>
      findingsOf(checks, cases, run).find((it) => it.check.metric === 'keeps')?.finding;
    assert.equal(of(kept)?.result, 'pass');
    assert.equal(of([...kept, ...quiet])?.reason, 'system_does_not_respond');
  });

  test('another suite or another attack is another subject, so that it clears no failure', () => {
    const attacked = casesOf({ pass: 30 }).map((it) => ({ ...it, attack: 'base64' }));
    const subjects = (cases: readonly SettledCase[], evidence: RunEvidence) =>
      findingsOf(checks, cases, evidence)
        .filter((it) => it.check.risk === risk && it.check.metric !== 'breadth')
        .map((it) => it.finding.subject);
    assert.notDeepEqual(
      subjects(casesOf({ pass: 30 }), run),
      subjects(casesOf({ pass: 30 }), { ...run, suites: ['t'] }),
    );
    assert.deepEqual(
      subjects(casesOf({ pass: 30 }), run),
      subjects(casesOf({ pass: 30 }), { ...run, attacks: ['hex'] }),
    );
    assert.notDeepEqual(subjects(attacked, run), subjects(attacked, { ...run, attacks: ['hex'] }));
    const long = { ...run, suites: ['x'.repeat(500)] };
    for (const it of subjects(casesOf({ pass: 30 }), long)) assert.ok(it.length <= 300);
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
