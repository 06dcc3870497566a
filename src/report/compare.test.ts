import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { type ComparableRun, comparableRun, compareRuns } from './compare.ts';
import type { CaseRow } from './measured.ts';
import { clear, run } from './report.spec-world.ts';

const [one, again, worse] = await Promise.all([
  run({ name: 'm', careless: 20 }),
  run({ name: 'm', careless: 20 }),
  run({ name: 'n', careless: 60, failing: 4 }, { attacks: 'base64' }),
]);
const [template] = (await one.cases({ limit: 1 })).rows;
assert.ok(template);
const row: CaseRow = template;
after(async () => {
  for (const it of [one, again, worse]) await it.close();
  await clear();
});

/** A run of given verdicts; a name is a case, or `seed/case` for one of several of a seed question. */
function runOf(verdicts: Readonly<Record<string, CaseRow['verdict']>>): ComparableRun {
  const cases = Object.entries(verdicts).map(([name, verdict]): CaseRow => {
    const [seed = name] = name.split('/');
    return { ...row, case: name, caseId: name, group: seed, risks: ['3.2.1(a)'], verdict };
  });
  return { ...comparableRun(one), cases };
}

describe('the comparison of two runs', () => {
  it('of one measurement made twice finds no difference', async () => {
    const it = await compareRuns(comparableRun(one), comparableRun(again));
    assert.deepEqual([it.differences, it.regressions, it.improvements, it.undecided], [[], [], [], []]);
    assert.equal(it.sameMeasure, true);
    assert.equal(it.unchanged, one.result.settled);
    assert.equal(it.overall.test.pValue, 1);
  });

  it('says what differs besides the answers: what measured and what was measured', async () => {
    const it = await compareRuns(comparableRun(one), comparableRun(worse));
    const whats = it.differences.map(({ of, what }) => `${of} ${what}`);
    for (const what of ['measure attacks', 'subject model_asked', 'subject model_reported'])
      assert.ok(whats.includes(what), `${what} in ${whats}`);
    assert.equal(it.sameMeasure, false);
    assert.equal(it.onlyAfter, worse.result.planned - one.result.planned);
    assert.equal(it.onlyBefore, 0);
  });

  it('never compares a changed suite or grader silently', async () => {
    const base = comparableRun(one);
    const { plan } = base;
    const suites = plan.suites.map((it) => ({ ...it, digest: 'sha256:other' }));
    const graders = { ...plan.graders, refusal: '0.0.0', extra: '1' };
    const it = await compareRuns(base, { ...base, plan: { ...plan, suites, graders }, cases: one.all() });
    assert.equal(it.sameMeasure, false);
    assert.deepEqual(
      it.differences.map(({ what, name }) => [what, name]),
      [
        ['suite', plan.suites[0]?.name],
        ['grader', 'refusal'],
        ['grader', 'extra'],
      ],
    );
  });

  it('counts regressions, improvements, cases undecided in one run, and cases in one run only', async () => {
    const before = runOf({ a: 'pass', b: 'fail', c: 'pass', d: 'fail', e: 'error', f: 'pass', g: 'undetermined' });
    const it = await compareRuns(
      before,
      runOf({ a: 'fail', b: 'pass', c: 'error', d: 'fail', e: 'undetermined', g: 'pass', h: 'pass' }),
    );
    const names = (rows: readonly { case: string }[]) => rows.map((one) => one.case).join('');
    assert.deepEqual([names(it.regressions), names(it.improvements), names(it.undecided)], ['a', 'b', 'cg']);
    assert.deepEqual([it.unchanged, it.onlyBefore, it.onlyAfter], [2, 1, 1]);
    const { pairs, passedBefore, passedAfter } = it.overall;
    assert.deepEqual([pairs, passedBefore, passedAfter], [3, 1, 1]);
  });

  it('gives one seed question one vote, however many cases were made of it', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `seed/${index}`);
    const all = (verdict: CaseRow['verdict']) => runOf(Object.fromEntries(names.map((it) => [it, verdict])));
    const { overall } = await compareRuns(all('pass'), all('fail'));
    assert.deepEqual([overall.worse, overall.test.discordant, overall.test.pValue], [12, 1, 1]);
  });

  it('is the mirror of itself when the runs change places', async () => {
    const verdict = fc.constantFrom('pass', 'fail', 'undetermined', 'error');
    const runs = fc.dictionary(fc.constantFrom('a', 'b/1', 'b/2', 'c', 'd', 'e/1', 'e/2'), verdict);
    await fc.assert(
      fc.asyncProperty(runs, runs, async (a, b) => {
        const there = await compareRuns(runOf(a), runOf(b));
        const back = await compareRuns(runOf(b), runOf(a));
        assert.equal(there.regressions.length, back.improvements.length);
        assert.equal(there.overall.test.pValue, back.overall.test.pValue);
        assert.deepEqual([there.onlyBefore, there.unchanged], [back.onlyAfter, back.unchanged]);
        const { regressions, improvements, undecided, unchanged, onlyAfter } = there;
        assert.equal(
          regressions.length + improvements.length + undecided.length + unchanged + onlyAfter,
          Object.keys(b).length,
        );
      }),
      { numRuns: 100 },
    );
  });
});
