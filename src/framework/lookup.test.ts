import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameworkError, itemOf, itemsOf, readEdition, relationsOf, scopeOf } from './index.ts';

const edition = await readEdition('1.0');

test('every item is found under its own code, and no code is shared', () => {
  const items = itemsOf(edition);
  assert.equal(new Set(items.map(({ item }) => item.code)).size, items.length);
  for (const it of items) assert.deepEqual(itemOf(edition, it.item.code), it);
});

test('a control point is found with ×, x, X and *, with blanks and full-width brackets', () => {
  for (const code of [
    '3.1.1(b)×4.1.1(b)',
    '3.1.1(b)x4.1.1(b)',
    '3.1.1(B)X4.1.1(B)',
    '3.1.1(b)*4.1.1(b)',
    ' 3.1.1（b） × 4.1.1（b） ',
  ]) {
    const found = itemOf(edition, code);
    assert.deepEqual([found.kind, found.item.code], ['control_point', '3.1.1(b)×4.1.1(b)']);
  }
});

test('an unknown code is refused with the codes nearest to it', () => {
  const nearOf = (code: string): unknown => {
    try {
      return itemOf(edition, code);
    } catch (error) {
      assert.ok(error instanceof FrameworkError);
      assert.equal(error.code, 'framework.code_unknown');
      return error.params.near;
    }
  };
  assert.ok((nearOf('311b') as string[])[0] === '3.1.1(b)');
  assert.ok((nearOf('5.11') as string[]).includes('5.1'));
  assert.deepEqual((nearOf('trainnig') as string[])[0], 'training');
  assert.ok((nearOf('3.1.1(b)x4.1.1(a)') as string[]).includes('3.1.1(b)×4.1.1(b)'));
  assert.deepEqual(nearOf('没有这一条'), []);
});

test('any string is either found or refused by code', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (code) => {
      try {
        return typeof itemOf(edition, code).item.code === 'string';
      } catch (error) {
        return error instanceof FrameworkError && error.code === 'framework.code_unknown';
      }
    }),
  );
});

test('3.1.1(b) is related to its measure, control point, domain, governance measures, guidelines and stages, each with its basis', () => {
  const related = relationsOf(edition, '3.1.1(b)');
  const of = (code: string) => related.find((it) => it.code === code);
  assert.deepEqual(of('4.1.1(b)'), { code: '4.1.1(b)', kind: 'measure', basis: 'reconstructed', via: null });
  assert.deepEqual(of('3.1.1(b)×4.1.1(b)')?.basis, 'reconstructed');
  assert.deepEqual(of('5.6'), { code: '5.6', kind: 'governance', basis: 'interpretation', via: '3.1.1' });
  assert.deepEqual(of('5.4')?.via, '3.1');
  assert.deepEqual(of('6.1(d)'), { code: '6.1(d)', kind: 'guideline', basis: 'interpretation', via: '4.1.1(b)' });
  assert.equal(
    of('design')?.basis,
    'reconstructed',
    'official for the measure, but reached through a reconstructed cell',
  );
  assert.equal(of('testing')?.basis, 'interpretation');
  assert.equal(of('3.1.1(a)'), undefined, 'a sibling risk is no relation');
});

test('a direct relation is seen from both ends with the same basis', () => {
  for (const { item } of itemsOf(edition)) {
    for (const it of relationsOf(edition, item.code).filter(({ via }) => via === null)) {
      const back = relationsOf(edition, it.code).find(({ code }) => code === item.code);
      assert.equal(back?.via, null, `${it.code} – ${item.code}`);
      assert.equal(back?.basis, it.basis, `${it.code} – ${item.code}`);
    }
  }
});

test('every risk, measure and control point reaches governance measures, guidelines and stages', () => {
  for (const { item } of itemsOf(edition).filter(({ kind }) => ['risk', 'measure', 'control_point'].includes(kind))) {
    const kinds = new Set(relationsOf(edition, item.code).map(({ kind }) => kind));
    for (const kind of ['governance', 'guideline', 'stage'] as const)
      assert.ok(kinds.has(kind), `${item.code} ${kind}`);
  }
});

test('scope is 39 control points, the 7 governance measures that an operator can carry out, and the guidelines of the actor', () => {
  const sizes = edition.actors.map(({ code }) => scopeOf(edition, code).length);
  assert.deepEqual(sizes, [39 + 7 + 10, 39 + 7 + 10, 39 + 7 + 9, 39 + 7 + 6]);
  assert.ok(!scopeOf(edition, 'provider').includes('5.10'));
  assert.throws(() => scopeOf(edition, 'nobody'), FrameworkError);
});
