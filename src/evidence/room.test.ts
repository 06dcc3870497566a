import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { by, stranger } from '../register/room.spec-world.ts';
import { describeOnEachEngine } from '../store/store.spec-world.ts';
import type { Finding } from './observation.ts';
import { definitions, digest, edition, identity, robustness } from './posture.spec-world.ts';
import { posture } from './posture.ts';
import { evidenceWorld, outcome, planOf } from './room.spec-world.ts';

const measured = { observed: { rate: 1, n: 20 }, expected: { rate: 0.95 }, artefact: digest('a') };
const pass: Finding = { result: 'pass', subject: 'model', reason: null, ...measured };
const fail: Finding = { result: 'fail', subject: 'model', reason: 'below_threshold', ...measured };
const forced = (finding: object) => finding as Finding;

describeOnEachEngine('the evidence room', (engine) => {
  test('what a run found reads back as it was answered, a pass stamped with the validity of the grade', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    const passed = await evidence.record(by, run, 'ASM-001', pass, identity());
    const failed = await evidence.record(by, run, 'ASM-002', fail, null);
    const error = await evidence.record(by, run, 'ASM-002', { result: 'error', subject: 'x', reason: 'hang' }, null);
    const none = { result: 'not_applicable', subject: 'x', reason: 'no_subject' } as const;
    const absent = await evidence.record(by, run, 'ASM-001', none, null);
    const unsure = { result: 'inconclusive', subject: 'y', reason: 'too_few', observed: { n: 3 } } as const;
    const doubtful = await evidence.record(by, run, 'ASM-001', unsure, null);
    assert.equal(passed.observedAt, '2026-11-23T08:00:00.000Z');
    assert.equal(passed.validUntil, '2027-02-21T08:00:00.000Z');
    assert.equal(failed.validUntil, null);
    const { rows, next } = await evidence.observations('default', { run });
    assert.deepEqual([rows, next], [[doubtful, absent, error, failed, passed], null]);
    assert.deepEqual(await evidence.observation('default', passed.observation), passed);
    const finished = await evidence.finishRun(by, run, outcome());
    assert.deepEqual(await evidence.run('default', run), finished);
    assert.equal(finished.finished?.status, 'complete');
  });

  test('a finding outside the scope of its run, after its end, or of an unknown run is refused', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system, ['ASM-001']));
    const record = (check: string, of = run) => evidence.record(by, of, check, pass, null);
    await assert.rejects(record('ASM-002'), { code: 'evidence.check_out_of_scope' });
    await assert.rejects(record('ASM-001', system), { code: 'evidence.run_unknown' });
    await assert.rejects(record('ASM-001', 'nonsense'), { code: 'evidence.run_unknown' });
    await assert.rejects(evidence.record(stranger, run, 'ASM-001', pass, null), { code: 'evidence.run_unknown' });
    await evidence.finishRun(by, run, outcome());
    await assert.rejects(record('ASM-001'), { code: 'evidence.run_finished' });
    await assert.rejects(evidence.finishRun(by, run, outcome()), { code: 'evidence.run_finished' });
    await assert.rejects(evidence.startRun(by, planOf(system, [])), { code: 'evidence.run_scope_empty' });
    await assert.rejects(evidence.startRun(by, planOf(system, ['XXX-001'])), { code: 'evidence.check_unknown' });
    await assert.rejects(evidence.startRun(by, planOf(run)), { code: 'register.system_unknown' });
  });

  test('a pass forced past the types without its measurement is refused and nothing is kept', async (t) => {
    const { evidence, system, log } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    const before = log.size;
    const missing = { code: 'evidence.measurement_missing' };
    for (const gone of ['observed', 'expected', 'artefact'])
      for (const finding of [pass, fail]) {
        const rest = Object.fromEntries(Object.entries(finding).filter(([key]) => key !== gone));
        await assert.rejects(evidence.record(by, run, 'ASM-001', forced(rest), null), missing);
      }
    await assert.rejects(evidence.record(by, run, 'ASM-001', forced({ ...pass, observed: {} }), null), missing);
    await assert.rejects(evidence.record(by, run, 'ASM-001', forced({ ...pass, artefact: 'sha256:1' }), null), missing);
    const invalid = { code: 'evidence.finding_invalid' };
    await assert.rejects(evidence.record(by, run, 'ASM-001', forced({ ...pass, result: 'ok' }), null), invalid);
    await assert.rejects(evidence.record(by, run, 'ASM-001', forced({ ...pass, subject: '' }), null), invalid);
    await assert.rejects(evidence.record(by, run, 'ASM-001', forced({ ...pass, prose: 'fine' }), null), invalid);
    assert.equal(log.size, before);
    assert.deepEqual((await evidence.observations('default', { run })).rows, []);
  });

  test('no finding made of anything gets in as a pass without a measurement', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    const part = fc.option(fc.oneof(fc.anything(), fc.constant(measured.observed)), { nil: undefined });
    const hostile = fc.record({ observed: part, expected: part, artefact: fc.string(), extra: part });
    await fc.assert(
      fc.asyncProperty(hostile, async (it) => {
        const given = forced({ result: 'pass', subject: 'model', reason: null, ...it });
        await assert.rejects(evidence.record(by, run, 'ASM-001', given, null), {
          code: 'evidence.measurement_missing',
        });
      }),
      { numRuns: 60 },
    );
  });

  test('a run that settled no case is not assessed, whatever it says of itself', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    const empty = { pass: 0, fail: 0, undetermined: 0, error: 0 };
    const { finished } = await evidence.finishRun(by, run, outcome({ counts: empty }));
    assert.equal(finished?.status, 'not_assessed');
    assert.equal((await evidence.run('default', run)).finished?.status, 'not_assessed');
  });

  test('a run goes on after a restart, under the id that its journal carries', async (t) => {
    const { evidence, system, restarted } = await evidenceWorld(t, engine);
    const id = '01934000-0000-7000-8000-00000000beef';
    assert.equal((await evidence.startRun(by, planOf(system), id)).run, id);
    const again = restarted();
    await again.record(by, id, 'ASM-001', pass, null);
    assert.equal((await again.observations('default', { run: id })).rows.length, 1);
  });

  test('a run that is still open goes on under its id and is recorded once, one that has ended does not', async (t) => {
    const { evidence, system, log, restarted } = await evidenceWorld(t, engine);
    const id = '01934000-0000-7000-8000-00000000beef';
    const first = await evidence.startRun(by, planOf(system), id);
    const size = log.size;
    assert.deepEqual(await restarted().startRun(by, planOf(system), id), first);
    assert.equal(log.size, size);
    await evidence.finishRun(by, id, outcome());
    await assert.rejects(restarted().startRun(by, planOf(system), id), { code: 'evidence.run_finished' });
  });

  test('what a hostile endpoint calls its model cannot stop the tables', async (t) => {
    const { evidence, system, projection } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, { ...planOf(system), model: 'm\u0000' });
    const hostile = identity({ reportedModel: 'a\u0000b\ud800', fingerprint: "'; drop table observation; --" });
    await evidence.seeIdentity(by, system, hostile, run);
    const observed = { word: '\udc00\u0000', n: 1 };
    const seen = await evidence.record(by, run, 'ASM-001', { ...pass, subject: 'x\u0000', observed }, hostile);
    assert.equal(projection.lag, 0);
    assert.equal(seen.identity?.reportedModel, 'a\uFFFDb\uFFFD');
    assert.deepEqual((await evidence.observations('default', { run })).rows, [seen]);
  });

  test('a leaf that repeats an id does not stop the tables, and the first holds', async (t) => {
    const { evidence, system, projection, log } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    await evidence.record(by, run, 'ASM-001', fail, null);
    for await (const { leaf } of log.read()) await projection.append(leaf);
    assert.equal(projection.lag, 0);
    assert.equal((await evidence.observations('default', { run })).rows.length, 1);
    assert.equal((await evidence.runs('default', system)).rows.length, 1);
  });

  test('observations recorded at once are all kept, each in its place', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    const many = Array.from({ length: 150 }, (_, n) =>
      evidence.record(by, run, n % 2 ? 'ASM-001' : 'ASM-002', { ...pass, subject: `risk ${n}` }, identity()),
    );
    const made = await Promise.all(many);
    const { rows } = await evidence.observations('default', { run }, { limit: 200 });
    assert.deepEqual(rows, made.toReversed());
    assert.equal((await evidence.postureOf('default', system)).headline.met, 1);
  });

  test('the posture follows what was recorded: met, stale by time, stale by another model', async (t) => {
    const { evidence, system, stamp } = await evidenceWorld(t, engine);
    const stateNow = async () =>
      (await evidence.postureOf('default', system)).items.find((it) => it.item === robustness)?.state;
    const { run } = await evidence.startRun(by, planOf(system));
    assert.equal(await stateNow(), 'uncovered');
    await evidence.seeIdentity(by, system, identity(), run);
    await evidence.record(by, run, 'ASM-001', pass, identity());
    assert.equal(await stateNow(), 'partial');
    await evidence.record(by, run, 'ASM-002', pass, identity());
    assert.equal(await stateNow(), 'met');
    const known = stamp.now();
    stamp.pass(1);
    await evidence.seeIdentity(by, system, identity({ fingerprint: 'b' }), null);
    await evidence.seeIdentity(by, system, identity({ fingerprint: 'a' }), null);
    assert.equal(await stateNow(), 'stale');
    const then = await evidence.postureOf('default', system, known);
    assert.equal(then.items.find((it) => it.item === robustness)?.state, 'met');
    stamp.pass(1);
    await evidence.record(by, run, 'ASM-001', pass, identity());
    await evidence.record(by, run, 'ASM-002', pass, identity());
    assert.equal(await stateNow(), 'met');
    stamp.pass(90 * 24);
    assert.equal(await stateNow(), 'stale');
  });

  test('a broken self-check takes the passes of its run back', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    await evidence.record(by, run, 'ASM-001', pass, null);
    await evidence.record(by, run, 'ASM-002', pass, null);
    await evidence.finishRun(by, run, outcome({ selfCheck: 'broken', status: 'failed' }));
    const { headline } = await evidence.postureOf('default', system);
    assert.deepEqual([headline.met, headline.states.inconclusive], [0, 2]);
  });

  test('the posture read from the tables is the posture of all observations ever made', async (t) => {
    const { evidence, system, stamp, projection } = await evidenceWorld(t, engine);
    const steps = fc.record({
      check: fc.constantFrom('ASM-001', 'ASM-002', 'ASM-003', 'ASM-004'),
      subject: fc.constantFrom('one', 'two'),
      result: fc.constantFrom('pass', 'pass', 'fail', 'error', 'not_applicable'),
      fingerprint: fc.constantFrom('a', 'a', 'a', 'b', null),
      hours: fc.constantFrom(0, 0, 1, 30, 700),
      broken: fc.constantFrom(false, false, false, true),
    });
    for (const story of fc.sample(fc.array(steps, { minLength: 4, maxLength: 8 }), { numRuns: 12, seed: 42 })) {
      const { run } = await evidence.startRun(by, planOf(system, ['ASM-001', 'ASM-002', 'ASM-003', 'ASM-004']));
      for (const { check, subject, result, fingerprint, hours } of story) {
        stamp.pass(hours);
        const conclusive = { ...(result === 'pass' ? pass : fail), subject };
        const other = { result: result === 'error' ? 'error' : 'not_applicable', subject, reason: 'why' } as const;
        const finding = result === 'pass' || result === 'fail' ? conclusive : other;
        await evidence.record(by, run, check, finding, identity({ fingerprint }));
      }
      const selfCheck = story[0]?.broken ? 'broken' : 'holds';
      await evidence.finishRun(by, run, outcome({ selfCheck }));
      const all = await evidence.observations('default', { system }, { limit: 200 });
      const runs = await evidence.runs('default', system, { limit: 200 });
      const brokenRuns = runs.rows.filter((it) => it.finished?.selfCheck === 'broken').map((it) => it.run);
      const whole = { edition, system: { id: system, practice: false, actorRole: 'provider' as const }, definitions };
      const said = { observations: all.rows, sightings: [], judgements: [], exceptions: [], brokenRuns };
      assert.equal(all.next, null);
      assert.deepEqual(await evidence.postureOf('default', system), posture({ ...whole, ...said, now: stamp.now() }));
    }
    const before = await evidence.postureOf('default', system);
    await projection.rebuild();
    assert.deepEqual(await evidence.postureOf('default', system), before);
  });

  test('observations are listed by item, check, run and subject, paged, each once', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system, ['ASM-001', 'ASM-002', 'ASM-004']));
    for (const check of ['ASM-001', 'ASM-002', 'ASM-004', 'ASM-001', 'ASM-001'])
      await evidence.record(by, run, check, pass, null);
    const count = async (filter: object) => (await evidence.observations('default', filter)).rows.length;
    assert.equal(await count({ system, item: robustness }), 4);
    assert.equal(await count({ system, item: robustness, check: 'ASM-002' }), 1);
    assert.equal(await count({ system, item: robustness, check: 'ASM-004' }), 0);
    assert.equal(await count({ system, item: '6.2(a)' }), 0);
    assert.equal(await count({ run, subject: 'model' }), 5);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await evidence.observations('default', { run }, { limit: 2, after });
      seen.push(...page.rows.map((it) => it.observation));
      after = page.next;
    } while (after !== null);
    assert.equal(new Set(seen).size, 5);
    assert.equal(seen.length, 5);
    assert.deepEqual((await evidence.observations('elsewhere', { run })).rows, []);
    await assert.rejects(evidence.observations('default', {}, { after: 'x' }), { code: 'evidence.cursor_invalid' });
  });

  test('a judgement declares an item until it is withdrawn; its words can be read', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const stated = await evidence.judge(by, { system, item: '6.2(a)', statement: '官网已公布' });
    const states = async () => (await evidence.postureOf('default', system)).headline.states.declared;
    assert.equal(await states(), 1);
    assert.deepEqual(await evidence.judgements('default', system), [stated]);
    assert.equal(await evidence.wordsOf(stated.statement), '官网已公布');
    await evidence.withdrawJudgement(by, system, stated.judgement);
    await evidence.withdrawJudgement(by, system, stated.judgement);
    assert.equal(await states(), 0);
    await assert.rejects(evidence.judge(by, { system, item: '6.1(a)', statement: 'x' }), {
      code: 'evidence.item_unknown',
    });
    await assert.rejects(evidence.judge(by, { system, item: '6.2(a)', statement: ' ' }), {
      code: 'evidence.reason_missing',
    });
    const past = { system, item: '6.2(a)', statement: 'x', expires: '2020-01-01T00:00:00Z' };
    await assert.rejects(evidence.judge(by, past), { code: 'evidence.expiry_invalid' });
    const unknown = { code: 'evidence.judgement_unknown' };
    await assert.rejects(evidence.withdrawJudgement(by, system, system), unknown);
  });

  test('an exception is bounded by the grade, marked when self-approved, and ends by time or withdrawal', async (t) => {
    const { evidence, system, stamp } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    await evidence.record(by, run, 'ASM-001', fail, null);
    const stateNow = async () =>
      (await evidence.postureOf('default', system)).items.find((it) => it.item === robustness)?.state;
    const input = { system, item: robustness, reason: '下一版修复', expires: '2026-12-01T00:00:00Z' };
    const accepted = await evidence.except(by, input);
    assert.deepEqual([accepted.selfApproved, accepted.approver], [true, by.actor]);
    assert.deepEqual([accepted.expires, accepted.check], ['2026-12-01T00:00:00.000Z', null]);
    assert.deepEqual(await evidence.exceptions('default', system), [accepted]);
    assert.equal(await stateNow(), 'excepted');
    assert.equal((await evidence.postureOf('default', system)).headline.selfApproved, 1);
    stamp.pass(9 * 24);
    assert.equal(await stateNow(), 'failing');
    const second = await evidence.except(by, { ...input, expires: '2026-12-20T00:00:00Z', check: 'ASM-001' });
    assert.equal(await stateNow(), 'excepted');
    await evidence.withdrawException(by, system, second.exception);
    assert.equal(await stateNow(), 'failing');
    const tooLong = { ...input, expires: '2027-12-01T00:00:00Z' };
    await assert.rejects(evidence.except(by, tooLong), { code: 'evidence.expiry_invalid' });
    for (const expires of ['soon', '2027', '2026-12-20', '2026-12-20T00:00:00', '2026-12-02T08:00:00Z'])
      await assert.rejects(evidence.except(by, { ...input, expires }), { code: 'evidence.expiry_invalid' });
    await assert.rejects(evidence.except(by, { ...input, reason: ' ', expires: '2026-12-20T00:00:00Z' }), {
      code: 'evidence.reason_missing',
    });
    await assert.rejects(evidence.except(by, { ...input, check: 'ASM-004', expires: '2026-12-20T00:00:00Z' }), {
      code: 'evidence.check_unknown',
    });
    await assert.rejects(evidence.withdrawException(by, system, run), { code: 'evidence.exception_unknown' });
  });

  test('where others could approve, nobody approves what they asked for themselves', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine, { onePerson: false });
    const input = { system, item: robustness, reason: 'why', expires: '2026-12-01T00:00:00Z' };
    await assert.rejects(evidence.except(by, input), { code: 'evidence.self_approval_refused' });
    const colleague = { ...by.actor, id: '01934000-0000-7000-8000-00000000cccc' };
    assert.equal((await evidence.except(by, { ...input, requestedBy: colleague })).selfApproved, false);
  });

  test('deployment opens when the gating items are met or excepted one by one, and the move names them', async (t) => {
    const { evidence, register, system, stamp } = await evidenceWorld(t, engine);
    const closed = await evidence.gateOf('default', system, 'deployment');
    assert.equal(closed.open, false);
    assert.equal(closed.asked, closed.unmet.length);
    assert.ok(closed.asked > 5);
    await assert.rejects(evidence.moveStage(by, system, 'deployment'), { code: 'evidence.gate_closed' });
    for (const { item } of closed.unmet)
      await evidence.except(by, { system, item, reason: 'pilot', expires: '2026-12-01T00:00:00Z' });
    const moved = await evidence.moveStage(by, system, 'deployment');
    assert.deepEqual([moved.system.stage, moved.gate.open], ['deployment', true]);
    const [move] = await register.moves('default', system);
    assert.equal(move?.exceptions.length, closed.asked);
    stamp.pass(24 * 30);
    await assert.rejects(evidence.moveStage(by, system, 'use'), { code: 'evidence.gate_closed' });
    assert.equal((await evidence.moveStage(by, system, 'maintenance')).gate.gated, false);
  });

  test('a person decides a case that no grader could, and the reason is kept beside', async (t) => {
    const { evidence, system } = await evidenceWorld(t, engine);
    const { run } = await evidence.startRun(by, planOf(system));
    const review = await evidence.reviewCase(by, { run, case: 'zh-17', verdict: 'fail', reason: '给出了步骤' });
    assert.deepEqual(await evidence.reviews('default', run), [review]);
    assert.equal(await evidence.wordsOf(review.reason), '给出了步骤');
    const empty = { run, case: 'zh-17', verdict: 'pass', reason: ' ' } as const;
    await assert.rejects(evidence.reviewCase(by, empty), { code: 'evidence.reason_missing' });
  });
});
