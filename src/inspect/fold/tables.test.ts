import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldingData } from './derive-folding.ts';
import { pinyinData } from './derive-pinyin.ts';
import { strongFolding } from './options.ts';
import { inRanges, packMap, packRanges, unpackMap, unpackRanges } from './packed.ts';
import { createRules } from './rules.ts';
import { readFoldTables } from './tables.ts';

const shipped = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const codePoint = fc.integer({ min: 0, max: 0x10ffff });

test('the shipped tables are those that write-tables.ts derives today', (t) => {
  const made = /Unicode ([\d.]+)/.exec(shipped('folding-data.ts'))?.[1];
  if (made !== process.versions.unicode) {
    t.skip(`made with Unicode ${made}, this Node has ${process.versions.unicode}`);
    return;
  }
  assert.ok(foldingData() === shipped('folding-data.ts'), 'run node src/inspect/fold/write-tables.ts');
  assert.ok(pinyinData() === shipped('pinyin-data.ts'), 'run node src/inspect/fold/write-tables.ts');
});

test('the shipped tables stay small', () => {
  assert.ok(shipped('folding-data.ts').length + shipped('pinyin-data.ts').length < 200_000);
});

test('a packed map is the map', () => {
  const entries = fc.array(fc.tuple(codePoint, fc.array(codePoint, { maxLength: 18 })));
  fc.assert(
    fc.property(entries, fc.nat({ max: 100 }), (pairs, run) => {
      const map = new Map<number, readonly number[]>(pairs);
      for (let at = 0; at < run; at++) map.set(0xff00 + at, [0x20 + at]);
      const unpacked = unpackMap(packMap(map));
      for (const [key, values] of map) assert.deepEqual(unpacked.get(key), values);
      for (const key of map.keys()) if (!map.has(key + 1)) assert.equal(unpacked.get(key + 1), undefined);
    }),
  );
});

test('packed ranges are the ranges', () => {
  fc.assert(
    fc.property(fc.uniqueArray(codePoint, { maxLength: 20 }), (bounds) => {
      const sorted = bounds.toSorted((a, b) => a - b);
      const ranges = Array.from(
        { length: sorted.length >> 1 },
        (_, at) => [sorted[at * 2] ?? 0, sorted[at * 2 + 1] ?? 0] as const,
      );
      const unpacked = unpackRanges(packRanges(ranges));
      assert.deepEqual(unpacked, ranges);
      for (const [start, end] of ranges) {
        assert.ok(inRanges(unpacked, start) && inRanges(unpacked, end - 1) && !inRanges(unpacked, end));
      }
    }),
  );
});

test('a table that is cut short or counts too far is refused', () => {
  const bytes = (...values: readonly number[]): string => btoa(String.fromCharCode(...values));
  for (const broken of [bytes(0x80), bytes(0xff, 0xff, 0xff, 0xff, 1), bytes(1, 0, 9, 1)]) {
    assert.throws(() => unpackMap(broken), { code: 'inspect.tables_invalid' });
  }
  assert.throws(() => unpackRanges(bytes(0xff, 0xff, 0x7f, 1)), { code: 'inspect.tables_invalid' });
});

test('whatever a character becomes, under any steps, becomes nothing else again', () => {
  const tables = readFoldTables();
  for (const options of [strongFolding, { ...strongFolding, leet: true }, { ...strongFolding, compatibility: false }]) {
    const rules = createRules(options, tables);
    for (let point = 0; point <= 0x2ffff; point++) {
      for (const other of rules(point).to) assert.deepEqual(rules(other).to, [other]);
    }
  }
});
