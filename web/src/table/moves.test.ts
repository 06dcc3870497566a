import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Point } from './layout.ts';
import { moveFrom } from './moves.ts';

const points: readonly Point[] = [
  { code: 'a', row: 0, column: 0 },
  { code: 'b', row: 0, column: 1 },
  { code: 'c', row: 1, column: 1 },
  { code: 'd', row: 2, column: 5 },
];

describe('keys in the table', () => {
  it('arrows lead to the next point in their direction, through empty cells', () => {
    assert.equal(moveFrom(points, 'a', 'ArrowRight'), 'b');
    assert.equal(moveFrom(points, 'b', 'ArrowDown'), 'c');
    assert.equal(moveFrom(points, 'c', 'ArrowRight'), 'd');
    assert.equal(moveFrom(points, 'd', 'ArrowUp'), 'c');
    assert.equal(moveFrom(points, 'd', 'ArrowLeft'), 'c');
  });

  it('stay at an edge', () => {
    assert.equal(moveFrom(points, 'a', 'ArrowLeft'), 'a');
    assert.equal(moveFrom(points, 'a', 'ArrowUp'), 'a');
    assert.equal(moveFrom(points, 'd', 'ArrowDown'), 'd');
  });

  it('Home and End go to the ends of the row, with Control of the table', () => {
    assert.equal(moveFrom(points, 'b', 'Home'), 'a');
    assert.equal(moveFrom(points, 'a', 'End'), 'b');
    assert.equal(moveFrom(points, 'b', 'End', true), 'd');
    assert.equal(moveFrom(points, 'd', 'Home', true), 'a');
  });

  it('leave other keys and unknown cells alone', () => {
    assert.equal(moveFrom(points, 'a', 'Enter'), null);
    assert.equal(moveFrom(points, 'toString', 'ArrowUp'), null);
    assert.equal(moveFrom(points, 'a', 'constructor'), null);
  });

  it('from every point every other can be reached by arrows', () => {
    const grid = fc.uniqueArray(fc.record({ row: fc.nat(8), column: fc.nat(8) }), {
      minLength: 1,
      maxLength: 20,
      selector: (it) => `${it.row} ${it.column}`,
    });
    fc.assert(
      fc.property(grid, (places) => {
        const all = places.map((it): Point => ({ ...it, code: `${it.row} ${it.column}` }));
        const seen = new Set<string>();
        const queue = [all[0]?.code ?? ''];
        for (const code of queue) {
          if (seen.has(code)) continue;
          seen.add(code);
          for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
            const next = moveFrom(all, code, key);
            if (next !== null) queue.push(next);
          }
        }
        assert.equal(seen.size, all.length);
      }),
    );
  });
});
