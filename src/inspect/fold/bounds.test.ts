import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, only, streamed, unitsOf } from './fold.spec-world.ts';
import { FoldBuffer, type Folder, readFoldTables, strongFolding } from './index.ts';
import { Pass } from './pass.ts';
import { createRules } from './rules.ts';
import { TransitionTable } from './transitions.ts';

const tables = readFoldTables();

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

/** Looks at characters, over a whole fold: all that is not settled by one look into the table goes through `outcome`. */
function looks(text: string, { options }: Folder): number {
  const table = new TransitionTable(createRules(options, tables));
  let count = 0;
  const counted = {
    actions: table.actions,
    outcome: (codePoint: number) => {
      count++;
      return table.outcome(codePoint);
    },
  };
  const source = { text, end: text.length, offset: 0 };
  new Pass(counted, options.repeats, source, new FoldBuffer(), { last: -1, count: 0 }).run();
  return count;
}

for (const [name, by] of Object.entries(folders)) {
  for (const [what, unit] of Object.entries(hostile)) {
    test(`work grows with the length and no faster: ${name}, ${what}`, () => {
      const [short, long] = [unit.repeat(1000), unit.repeat(16_000)];
      assert.ok(looks(`a${long}`, by) <= 16 * looks(`a${short}`, by) + 128);
      assert.ok(looks(`a${long}`, by) <= 4 * long.length + 128);
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
