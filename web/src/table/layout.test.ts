import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layoutOf } from './layout.ts';
import { smallEdition } from './spec-edition.ts';

describe('the layout of the table', () => {
  const layout = layoutOf(smallEdition);

  it('heads each class and each domain once, over all its rows', () => {
    assert.deepEqual(
      layout.rows.map((it) => [it.risk.code, it.classHead?.rows ?? null, it.domainHead]),
      [
        ['3.1.1(a)', 3, 2],
        ['3.1.1(b)', null, null],
        ['3.1.2(a)', null, 1],
        ['3.2.1(a)', 1, 1],
      ],
    );
  });

  it('heads each section over its columns and letters the measures', () => {
    assert.deepEqual(
      layout.columns.map((it) => [it.domain.measureSection, it.letter, it.sectionHead]),
      [
        ['4.1.1', '(a)', 2],
        ['4.1.1', '(b)', null],
        ['4.1.2', '(a)', 1],
        ['4.2.1', '(a)', 1],
      ],
    );
  });

  it('puts control points in reading order, and none where the measure is unknown', () => {
    assert.deepEqual(
      layout.points.map((it) => it.code),
      ['3.1.1(a)×4.1.1(a)', '3.1.1(a)×4.1.1(b)', '3.1.1(b)×4.1.1(b)', '3.1.2(a)×4.1.2(a)', '3.2.1(a)×4.2.1(a)'],
    );
  });
});
