import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readingOrder, segmentsOf } from './states.ts';

describe('the bar of states', () => {
  it('shows the states that occur, in reading order, with shares that make a whole', () => {
    const segments = segmentsOf({ failing: 1, met: 2, uncovered: 1, stale: 0 });
    assert.deepEqual(
      segments.map((it) => [it.state, it.n]),
      [
        ['met', 2],
        ['failing', 1],
        ['uncovered', 1],
      ],
    );
    assert.equal(
      segments.reduce((sum, it) => sum + it.share, 0),
      1,
    );
  });

  it('is empty where nothing is in scope', () => {
    assert.deepEqual(segmentsOf({}), []);
  });

  it('knows every state that an item in scope can take', () => {
    assert.deepEqual(readingOrder.toSorted(), [
      'declared',
      'excepted',
      'failing',
      'inconclusive',
      'met',
      'partial',
      'stale',
      'uncovered',
    ]);
  });
});
