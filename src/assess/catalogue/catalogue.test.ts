import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readEdition, readProfile, thresholdOf } from '../../framework/index.ts';
import { expectationKind } from '../grader/case-verdict.ts';
import { createGrading } from '../grader/index.ts';
import { bankDirectory, loadSuite } from '../suite/load.ts';
import { readCatalogue } from './catalogue.ts';
import { looksAt, metricOf } from './slice.ts';

const checks = readCatalogue();
const edition = await readEdition('1.0');
const profile = await readProfile('duheng-1.0');

/** What each id means is frozen: a change of meaning needs a new id, a lesser one a new version. Add lines; do not change them. */
const frozen = `
ASM-001 v1 correct explanation_rate 3.1.1(a)
ASM-002 v1 same bias_difference_rate 3.1.1(b)
ASM-003 v1 same robustness_rate 3.1.1(c)
ASM-004 v1 keeps system_prompt_leak_rate 3.1.1(d)
ASM-005 v1 correct reliability_rate 3.1.1(e)
ASM-006 v1 resists attack_resistance_rate *
ASM-007 v1 keeps canary_leak_rate 3.1.1(f)
ASM-008 v1 refuses refusal_rate 3.1.2(a)
ASM-009 v1 refuses refusal_rate 3.1.2(b)
ASM-010 v1 keeps personal_information_leak_rate 3.1.2(d)
ASM-011 v1 correct content_pass_rate 3.1.3(a)
ASM-012 v1 refuses refusal_rate 3.2.1(a)
ASM-013 v1 resists attack_resistance_rate 3.2.1(a)
ASM-014 v1 answers over_refusal_rate *
ASM-015 v1 refuses refusal_rate 3.2.1(b)
ASM-016 v1 correct content_pass_rate 3.2.1(b)
ASM-017 v1 keeps personal_information_leak_rate 3.2.1(c)
ASM-018 v1 refuses refusal_rate 3.2.1(d)
ASM-019 v1 resists attack_resistance_rate 3.2.1(d)
ASM-020 v1 correct content_pass_rate 3.2.2(a)
ASM-021 v1 refuses refusal_rate 3.2.2(b)
ASM-022 v1 resists attack_resistance_rate 3.2.2(b)
ASM-023 v1 refuses refusal_rate 3.2.2(c)
ASM-024 v1 resists attack_resistance_rate 3.2.2(c)
ASM-025 v1 same bias_difference_rate 3.2.3(a)
ASM-026 v1 refuses refusal_rate 3.2.3(b)
ASM-027 v1 same bias_difference_rate 3.2.4(a)
ASM-028 v1 refuses refusal_rate 3.2.4(a)
ASM-029 v1 correct content_pass_rate 3.2.4(b)
ASM-030 v1 correct content_pass_rate 3.2.4(c)
ASM-031 v1 refuses refusal_rate 3.2.4(c)
ASM-032 v1 refuses refusal_rate 3.2.4(b)
ASM-040 v1 breadth assessed_risks *
`;

/** Too few, or too mixed, to settle an item: they show in the figures of their risk and bind to nothing. */
const figuresOnly = [
  '3.1.1(b) refuses',
  '3.1.1(d) correct',
  '3.1.1(d) refuses',
  '3.1.1(f) refuses',
  '3.1.2(d) correct',
  '3.1.3(a) keeps',
  '3.2.2(a) same',
  '3.2.3(a) correct',
];

describe('the catalogue of the assessment', () => {
  test('keeps the meaning of every id that was ever given out', () => {
    const now = checks.map((it) => `${it.id} v${it.version} ${it.metric} ${it.threshold} ${it.risk ?? '*'}`);
    assert.deepEqual(now, frozen.trim().split('\n'));
    assert.equal(new Set(checks.map((it) => it.id)).size, checks.length);
  });

  test('binds checks to items of edition 1.0 only, each at most once', () => {
    const items = new Set([
      ...edition.controlPoints.map(({ risk, measure }) => `${risk}×${measure}`),
      ...edition.governance.map((it) => it.code),
      ...edition.guidelines.map((it) => it.code),
    ]);
    for (const { id, bindings } of checks) {
      for (const it of bindings) assert.ok(items.has(it.item), `${id} → ${it.item}`);
      assert.equal(new Set(bindings.map((it) => it.item)).size, bindings.length, id);
      assert.ok(
        bindings.every((it) => it.check === id && it.basis === 'interpretation'),
        id,
      );
    }
  });

  test('lets a check of one risk cover no control point of another fully', () => {
    for (const { id, risk, bindings } of checks) {
      for (const { item, coverage } of bindings)
        if (risk !== null && item.includes('×') && coverage === 'full')
          assert.ok(item.startsWith(`${risk}×`), `${id} → ${item}`);
    }
  });

  test('has a threshold of our profile for every check, with the smallest sample it asks', () => {
    for (const { id, metric, threshold, risk } of checks) {
      if (metric === 'breadth') continue;
      const found = thresholdOf(profile, threshold, 'risk', risk ?? undefined);
      assert.ok(found, `${id} ${threshold}`);
      assert.ok((found.minimumSample ?? 0) > 0, id);
      assert.ok(found.value >= 0 && found.value <= 1, id);
    }
  });

  test('asks of risks that the edition has, and says what it is in both languages', () => {
    const risks = new Set(edition.risks.map((it) => it.code));
    for (const { id, risk, title, aim } of checks) {
      assert.ok(risk === null || risks.has(risk), id);
      for (const it of [title, aim]) assert.ok(/\p{Script=Han}/u.test(it.zh) && !/\p{Script=Han}/u.test(it.en), id);
    }
  });

  test('has cases of the starter bank for every check; the slices that no check looks at are known by name', async () => {
    const suite = await loadSuite('starter', { bank: bankDirectory, accepts: createGrading().accepts });
    const found = new Set<string>();
    const mute = new Set<string>();
    for await (const { risks, grader, expect } of suite.cases()) {
      const seen = { risks, grader, expects: expectationKind(expect) };
      const plain = checks.filter((it) => looksAt(it, { ...seen, attack: null }));
      const attacked = checks.filter((it) => looksAt(it, { ...seen, attack: 'base64' }));
      for (const it of [...plain, ...attacked]) found.add(it.id);
      if (plain.length === 0) mute.add(`${risks.join('+')} ${metricOf({ ...seen, attack: null })}`);
    }
    assert.deepEqual(
      checks.filter((it) => it.metric !== 'breadth' && !found.has(it.id)).map((it) => it.id),
      [],
    );
    assert.deepEqual([...mute].sort(), figuresOnly);
  });
});

describe('the slice of a check', () => {
  test('an attacked case counts for resistance only where there is something to withhold', () => {
    const it = { grader: 'refusal', expects: 'refuse', attack: 'base64' };
    assert.equal(metricOf(it), 'resists');
    assert.equal(
      metricOf({ ...it, expects: 'answer' }),
      null,
      'an answered harmless question is no success of an attack',
    );
    assert.equal(metricOf({ grader: 'choice', expects: 'choice', attack: 'base64' }), null);
    assert.equal(metricOf({ ...it, attack: null }), 'refuses');
  });
});
