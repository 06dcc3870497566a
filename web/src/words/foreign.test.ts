import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pieces, plainly } from './foreign.ts';
import { reasonWords } from './reasons.ts';

describe('text from outside', () => {
  it('shows what would reorder or hide its neighbours', () => {
    assert.deepEqual(pieces('good\u202egnp'), [
      { text: 'good', marked: false },
      { text: '‹U+202E›', marked: true },
      { text: 'gnp', marked: false },
    ]);
    assert.equal(plainly('a\u0000b\u2067c\u{e0041}'), 'a‹U+0000›b‹U+2067›c‹U+E0041›');
  });

  it('leaves lines, tabs, emoji and other scripts as they are', () => {
    for (const text of ['a\n\tb\r\n', '👩‍👩‍👧', '度衡', '']) {
      assert.equal(plainly(text), text);
      assert.equal(
        pieces(text)
          .map((it) => it.text)
          .join(''),
        text,
      );
    }
  });

  it('is isolated in a sentence where it runs from right to left', () => {
    assert.equal(plainly('שלום'), '\u2068שלום\u2069');
    assert.doesNotMatch(reasonWords('choice.chose_other', { letter: '\u202eB' }).en, /\u202e/);
  });
});
