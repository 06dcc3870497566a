import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, only, textOf, unitsOf } from './fold.spec-world.ts';
import { type FoldState, longestText, strongFolding } from './index.ts';

test('ordinary text is settled at once', () => {
  const stream = folder().stream();
  assert.equal(textOf(stream.push('请問 The End. ')), '请问 the end. ');
  assert.equal(stream.pending, 0);
});

test('half a character is held back until its other half arrives', () => {
  const stream = folder().stream();
  assert.equal(textOf(stream.push('a\ud835')), 'a');
  assert.equal(stream.pending, 1);
  assert.deepEqual(unitsOf(stream.push('\udcd7b')), [
    { unit: 'h', start: 1, end: 3 },
    { unit: 'b', start: 3, end: 4 },
  ]);
});

test('what may still be composed is held back: Hangul always, any letter where marks stay', () => {
  const hangul = folder().stream();
  assert.equal(textOf(hangul.push('a\u1112')), 'a');
  assert.equal(textOf(hangul.push('\u1161')), '');
  assert.equal(hangul.pending, 2);
  assert.equal(textOf(hangul.push('b')), '하b');
  const accents = only({ compatibility: true }).stream();
  assert.equal(textOf(accents.push('abe')), 'ab');
  assert.equal(textOf(accents.push('\u0301')), '');
  assert.equal(textOf(accents.end()), 'é');
});

test('CR and LF in two pieces stay two units', () => {
  const stream = folder().stream();
  assert.equal(textOf(stream.push('a\r')), 'a\r');
  assert.equal(textOf(stream.push('\nb')), '\nb');
});

test('repeats are counted over pieces', () => {
  const stream = folder(strongFolding).stream();
  assert.equal(textOf(stream.push('baa')), 'ba');
  assert.deepEqual(unitsOf(stream.push('a.a')), []);
  assert.deepEqual(unitsOf(stream.push('d')), [{ unit: 'd', start: 6, end: 7 }]);
});

test('after its end a stream begins anew', () => {
  const stream = folder().stream();
  stream.push('ab\ud835');
  assert.equal(textOf(stream.end()), '\ud835');
  assert.equal(stream.pending, 0);
  assert.deepEqual(unitsOf(stream.push('c')), [{ unit: 'c', start: 0, end: 1 }]);
});

test('a piece that is too long is refused, and the stream stands where it stood', () => {
  const stream = folder().stream();
  stream.push('ab\ud835');
  const before = stream.save();
  assert.throws(() => stream.push('a'.repeat(longestText + 1)), { code: 'inspect.text_too_long' });
  assert.deepEqual(stream.save(), before);
});

test('a stream ends where offsets of 32 bits end', () => {
  const stream = folder().stream();
  stream.restore({ offset: 0xffff_fffd, held: '', last: -1, count: 0 });
  assert.deepEqual(unitsOf(stream.push('ab')), [
    { unit: 'a', start: 0xffff_fffd, end: 0xffff_fffe },
    { unit: 'b', start: 0xffff_fffe, end: 0xffff_ffff },
  ]);
  assert.throws(() => stream.push('c'), { code: 'inspect.text_too_long' });
});

test('a state that no stream gave is refused, and the stream stands where it stood', () => {
  const good: FoldState = { offset: 5, held: 'e', last: 0x61, count: 1 };
  const broken: readonly unknown[] = [
    null,
    'state',
    { ...good, offset: -1 },
    { ...good, offset: 0.5 },
    { ...good, offset: 0xffff_ffff },
    { ...good, held: 'e'.repeat(66) },
    { ...good, held: 1 },
    { ...good, last: 0x110000 },
    { ...good, count: 2 },
    { offset: 0 },
  ];
  const stream = folder(strongFolding).stream();
  stream.push('ab');
  const before = stream.save();
  for (const state of broken) {
    assert.throws(() => stream.restore(state as FoldState), { code: 'inspect.state_invalid' });
    assert.deepEqual(stream.save(), before);
  }
  stream.restore(good);
  assert.equal(stream.pending, 1);
});
