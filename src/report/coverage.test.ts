import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readEdition } from '../framework/index.ts';
import { coverageMatrix, readUncovered } from './coverage.ts';
import { coveragePage } from './coverage-page.ts';
import { shippedDefinitions } from './shipped-definitions.ts';

const edition = await readEdition('1.0');
const definitions = shippedDefinitions();
const reasons = readUncovered();
const rows = coverageMatrix(edition, definitions, reasons);

describe('the coverage matrix', () => {
  it('has all 84 items once: 39 control points, 10 governance measures, 35 guidelines', () => {
    const of = (kind: string) => rows.filter((it) => it.kind === kind).length;
    assert.deepEqual([of('control_point'), of('governance'), of('guideline')], [39, 10, 35]);
    assert.equal(new Set(rows.map((it) => it.item)).size, 84);
  });

  it('gives every item that is not bound in full a reason in both languages, and none to the others', () => {
    for (const { item, coverage, reason, checks } of rows) {
      assert.equal(reason === null, coverage === 'full', item);
      assert.equal(checks.length === 0, coverage === 'none', item);
      if (reason !== null) {
        assert.match(reason.zh, /\p{Script=Han}/u, item);
        assert.doesNotMatch(reason.en, /\p{Script=Han}/u, item);
      }
    }
  });

  it('tells "answers show a part" from "answers do not show it": the first only of items that a check is bound to', () => {
    const partly = rows.filter((it) => it.reason?.because === 'partly_in_answers');
    assert.ok(partly.length > 20);
    for (const it of partly) assert.equal(it.coverage, 'partial', it.item);
    for (const it of rows.filter((row) => row.reason?.because === 'not_in_answers'))
      assert.equal(it.coverage, 'none', it.item);
  });

  it('leaves what no operator can carry out and what addresses the public without a room that will show it', () => {
    const without = rows
      .filter((it) => it.kind !== 'control_point' && it.reason?.shownBy === null)
      .map((it) => it.item);
    const cannot = edition.governance.filter((it) => !it.operator.canCarryOut).map((it) => it.code);
    for (const item of [...cannot, ...edition.guidelines.filter((it) => it.actor === 'public').map((it) => it.code)])
      assert.ok(without.includes(item), item);
  });

  const [reason] = reasons;
  assert.ok(reason);
  const full = rows.find((it) => it.coverage === 'full')?.item ?? '';
  for (const [name, given, code, items] of [
    ['an item with neither binding nor reason', reasons.slice(1), 'report.coverage_incomplete', [reason.item]],
    [
      'a reason for an item bound in full',
      [...reasons, { ...reason, item: full }],
      'report.coverage_contradicts',
      [full],
    ],
    ['two reasons for one item', [...reasons, reason], 'report.coverage_contradicts', [reason.item]],
    [
      'a reason for an item that is not',
      [...reasons, { ...reason, item: '9.9' }],
      'report.coverage_contradicts',
      ['9.9'],
    ],
  ] as const)
    it(`refuses ${name}`, () => {
      assert.throws(() => coverageMatrix(edition, definitions, given), { code, params: { items } });
    });

  it('refuses a binding to an item that is not', () => {
    const [first] = definitions;
    assert.ok(first);
    const binding = { check: first.id, item: '9.9', coverage: 'partial', basis: 'interpretation' } as const;
    assert.throws(() => coverageMatrix(edition, [{ ...first, bindings: [binding] }, ...definitions], reasons), {
      code: 'report.coverage_contradicts',
    });
  });

  it('is published as it is: docs/coverage.md is current', () => {
    assert.equal(readFileSync('docs/coverage.md', 'utf8'), coveragePage(edition, rows));
  });
});
