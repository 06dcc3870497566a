import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, only, streamed, unitsOf } from './fold.spec-world.ts';
import { FoldBuffer, type Folder, strongFolding } from './index.ts';

const hostile: Readonly<Record<string, string>> = {
  'combining marks in the wrong order': '\u0301\u0323\u0334\u0345',
  'one mark': '\u0301',
  'astral marks': '\u{1d165}\u{1d16e}',
  'one character': '炸',
  'separators only': ' -.*\u3000',
  'zero-width characters after a letter': '\u200b\u200d\u2060',
  'lone surrogates': '\udc00\ud800',
  'Hangul letters': '\u1112\u1161\u11ab',
  'trailing Hangul letters': '\u11ab',
  'the longest expansion': '\ufdfa',
};

const folders: Readonly<Record<string, Folder>> = {
  strong: folder(strongFolding),
  composing: only({ compatibility: true, invisible: true }),
};

function fastest(work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

for (const [name, by] of Object.entries(folders)) {
  for (const [what, unit] of Object.entries(hostile)) {
    test(`time grows with the length and no faster: ${name}, ${what}`, () => {
      const into = new FoldBuffer(4_000_000);
      const ofLength = (length: number): string => unit.repeat(Math.ceil(length / unit.length));
      const size = what === 'the longest expansion' ? 10_000 : 50_000;
      const [short, long] = [`a${ofLength(size)}`, `a${ofLength(size * 16)}`];
      by.fold(short, into);
      // Squared time would be 256 times as much; the rest is for a busy machine.
      assert.ok(
        fastest(() => by.fold(long, into)) <
          80 *
            Math.max(
              fastest(() => by.fold(short, into)),
              0.05,
            ),
      );
    });
  }
}

test('ten megabytes of combining marks are folded, composing or not', () => {
  const text = `a${'\u0301\u0323'.repeat(2_500_000)}b`;
  assert.equal(folder().fold(text).length, 2);
  const composed = only({ compatibility: true }).fold(text);
  assert.equal(composed.ends[composed.length - 1], text.length);
});

test('a stream holds back a bounded part of whatever arrives', () => {
  for (const by of Object.values(folders)) {
    for (const unit of Object.values(hostile)) {
      const stream = by.stream();
      for (const piece of unit.repeat(200)) {
        stream.push(piece);
        assert.ok(stream.pending <= 65);
      }
    }
  }
});

test('hostile texts cut unit by unit give what the whole gives', () => {
  for (const by of Object.values(folders)) {
    for (const unit of Object.values(hostile)) {
      const text = `a${unit.repeat(100)}e${unit.repeat(40)}`;
      assert.deepEqual(streamed(text.split(''), by), unitsOf(by.fold(text)));
    }
  }
});
