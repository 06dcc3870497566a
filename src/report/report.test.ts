import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { postureOfRun } from './posture-of-run.ts';
import { clear, hostile, profiles, reportOf, run } from './report.spec-world.ts';
import { reportJson } from './report-json.ts';
import { reportObject, reportSchemaText } from './report-schema.ts';
import { shippedDefinitions } from './shipped-definitions.ts';

const reader = await run({ name: 'qwen-test', careless: 30, failing: 3 }, { nth: 3, attacks: 'base64' });
const report = await reportOf(reader);
after(async () => {
  await reader.close();
  await clear();
});

describe('the report of a run', () => {
  it('holds every check that the run touched, each with its finding and its threshold’s owner', () => {
    assert.ok(report.checks.length > 25, `${report.checks.length} checks`);
    assert.equal(new Set(report.checks.map((it) => it.id)).size, report.checks.length);
    assert.deepEqual([...new Set(report.thresholds.map((it) => it.standing))], ['ours']);
    for (const it of report.thresholds.filter((one) => one.profile !== '')) assert.ok(it.note?.zh, it.metric);
  });

  it('shows up to five cases of every failed or inconclusive check, failures first, of different seed questions', () => {
    assert.ok(report.samples.length > 5);
    const results = new Map(report.checks.map((it) => [it.id, it.finding.result]));
    for (const { check, cases } of report.samples) {
      assert.ok(['fail', 'inconclusive', 'error'].includes(results.get(check) ?? ''), check);
      assert.ok(cases.length >= 1 && cases.length <= 5);
      const order = cases.map((it) => ['fail', 'undetermined', 'error'].indexOf(it.verdict));
      assert.deepEqual(order, order.toSorted(), check);
      assert.ok(!order.includes(-1), 'a case that passed is no example of a failure');
    }
  });

  it('bounds what it keeps of a question or an answer, whole characters only', () => {
    const answers = report.samples.flatMap((it) => it.cases).flatMap((it) => it.answer ?? []);
    assert.ok(
      answers.some((it) => it.startsWith('当然可以')),
      'a hostile answer is among the samples',
    );
    for (const it of answers) {
      assert.ok(it.length <= 2_000);
      assert.ok(it.isWellFormed());
    }
    assert.ok(report.samples.some((it) => it.cases.some((one) => one.cut)));
  });

  it('holds no question and no answer when content is not wanted', async () => {
    const bare = await reportOf(reader, { content: false });
    const text = JSON.stringify(reportJson(bare));
    assert.ok(!text.includes(hostile.slice(0, 20)));
    assert.ok(bare.samples.every((it) => it.cases.every((one) => one.question === null && one.answer === null)));
    assert.ok(bare.samples.length > 0);
  });

  it('lists undetermined cases apart, as many as were counted', () => {
    assert.equal(report.review.total, report.run.counts.undetermined);
    assert.ok(report.run.counts.undetermined > 0 && report.run.counts.error > 0);
  });
});

describe('the posture of one run', () => {
  const input = { ...report, definitions: shippedDefinitions(), now: report.generatedAt };

  it('meets nothing when nothing was found', () => {
    const { headline, items } = postureOfRun({ ...input, system: null, findings: [] });
    assert.equal(headline.fresh, 0);
    assert.equal(headline.met, 0);
    assert.ok(items.every((it) => ['uncovered', 'not_applicable'].includes(it.state)));
  });

  it('lets no pass of a run with a broken self-check count', async () => {
    const definitions = new Map(shippedDefinitions().map((it) => [it.id, it]));
    const findings = report.checks.flatMap(({ id, finding }) => {
      const check = definitions.get(id);
      return check === undefined ? [] : [{ check, finding }];
    });
    const broken = { ...reader.result, selfCheck: { status: 'broken' as const, broken: [] } };
    const { headline } = postureOfRun({ ...input, system: null, findings, run: broken });
    assert.equal(headline.met, 0);
    assert.equal(headline.states.partial, 0);
    assert.ok(headline.failing > 0, 'failures still count');
  });
});

describe('the JSON of a report', () => {
  const json = reportJson(report);

  it('fits its own schema, also after a round trip, and the published schema is current', () => {
    assert.deepEqual(reportObject.parse(JSON.parse(JSON.stringify(json))), json);
    assert.equal(readFileSync('docs/schemas/report.schema.json', 'utf8'), reportSchemaText());
  });

  it('has run, counts and risks with n, rate, interval and verdict; sums agree', () => {
    const { counts } = json;
    assert.equal(json.run, reader.result.run);
    assert.equal(counts.pass + counts.fail + counts.undetermined + counts.error, json.settled);
    for (const { code, n, rate, low, high, verdict, counts: own } of json.risks) {
      assert.equal(own.pass + own.fail, n, code);
      if (rate !== null) assert.ok(low <= rate && rate <= high, code);
      assert.match(verdict, /^(pass|fail|inconclusive)$/);
    }
  });

  it('says of every rate whose threshold it is held against', () => {
    for (const it of json.risks) assert.equal(it.threshold.basis, 'interpretation');
    for (const it of json.checks) assert.equal(it.expected?.standing, 'ours', it.id);
    assert.deepEqual(json.profiles, [profiles[0]?.profile]);
  });
});
