import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pinyin } from 'pinyin-pro';
import { loadReadings } from './index.ts';

const readings = await loadReadings();

test('readings of a character, the usual one first, ü as v', () => {
  assert.deepEqual(readings.pinyin('炸'), ['zha']);
  assert.deepEqual(readings.pinyin('长'), ['chang', 'zhang']);
  assert.equal(readings.pinyin('女')[0], 'nv');
  for (const other of ['', 'a', '\u{20bb7}', '한', '\ud800']) assert.deepEqual(readings.pinyin(other), []);
});

test('the packed readings are those of pinyin-pro in plain letters', () => {
  const ideograph = fc.integer({ min: 0x4e00, max: 0x9fff }).map((it) => String.fromCodePoint(it));
  fc.assert(
    fc.property(ideograph, (character) => {
      const all = pinyin(character, { multiple: true, toneType: 'none', type: 'array', v: true });
      assert.deepEqual(
        readings.pinyin(character),
        all.filter((it) => /^[a-z]+$/.test(it)),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a term by its sound; what has no reading stays', () => {
  assert.deepEqual(readings.pinyinForms('炸药a'), ['zhayaoa']);
  assert.deepEqual(readings.pinyinForms('长'), ['chang', 'zhang']);
  assert.deepEqual(readings.pinyinForms('abc'), []);
});

test('a term by its parts: all taken apart first, the term itself not among them', () => {
  assert.deepEqual(readings.splitForms('张好'), ['弓长女子', '张女子', '弓长好']);
  assert.deepEqual(readings.splitForms('一'), []);
  assert.equal(readings.parts('明'), '日月');
});

test('the number of forms and the length of a term are bounded', () => {
  assert.equal(readings.splitForms('好'.repeat(256)).length, 64);
  assert.throws(() => readings.splitForms('好'.repeat(257)), { code: 'inspect.text_too_long' });
});
