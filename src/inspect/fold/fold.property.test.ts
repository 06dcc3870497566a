import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyOptions, anyText, cut, folder, only, streamed, textOf, unitsOf } from './fold.spec-world.ts';
import { FoldBuffer } from './index.ts';

test('spans lie in the original, are never empty and stand in its order', () => {
  fc.assert(
    fc.property(anyText, anyOptions, (text, options) => {
      let last = { start: 0, end: 0 };
      for (const { start, end } of unitsOf(folder(options).fold(text))) {
        assert.ok(start < end && end <= text.length);
        assert.ok(start >= last.end || (start === last.start && end === last.end));
        last = { start, end };
      }
    }),
    { numRuns: 1000 },
  );
});

test('folding the original of a span again gives the units that have it', () => {
  fc.assert(
    fc.property(anyText, anyOptions, (text, options) => {
      const by = folder({ ...options, repeats: 0 });
      const spans = Map.groupBy(unitsOf(by.fold(text)), ({ start, end }) => `${start}-${end}`);
      for (const units of spans.values()) {
        const { start = 0, end = 0 } = units[0] ?? {};
        assert.equal(textOf(by.fold(text.slice(start, end))), units.map((it) => it.unit).join(''));
      }
    }),
    { numRuns: 1000 },
  );
});

test('what lies between the spans folds to nothing', () => {
  fc.assert(
    fc.property(anyText, anyOptions, (text, options) => {
      const by = folder({ ...options, repeats: 0 });
      let end = 0;
      for (const unit of [...unitsOf(by.fold(text)), { start: text.length, end: text.length }]) {
        if (unit.start > end) assert.equal(textOf(by.fold(text.slice(end, unit.start))), '');
        end = unit.end;
      }
    }),
    { numRuns: 500 },
  );
});

test('a stream cut anywhere gives what the whole gives, with the same spans', () => {
  fc.assert(
    fc.property(anyText, anyOptions, fc.array(fc.nat(), { maxLength: 12 }), (text, options, places) => {
      const by = folder(options);
      assert.deepEqual(streamed(cut(text, places), by), unitsOf(by.fold(text)));
    }),
    { numRuns: 2000 },
  );
});

test('a stream fed unit by unit, saved and restored each time, gives what the whole gives', () => {
  fc.assert(
    fc.property(anyText, anyOptions, (text, options) => {
      const by = folder(options);
      let state = by.stream().save();
      const units = text.split('').flatMap((unit) => {
        const stream = by.stream();
        stream.restore(JSON.parse(JSON.stringify(state)));
        const settled = unitsOf(stream.push(unit));
        state = stream.save();
        return settled;
      });
      const stream = by.stream();
      stream.restore(state);
      assert.deepEqual([...units, ...unitsOf(stream.end())], unitsOf(by.fold(text)));
    }),
    { numRuns: 300 },
  );
});

test('the normal form of a normal form is itself', () => {
  const wellFormed = anyText.map((it) => it.toWellFormed());
  fc.assert(
    fc.property(wellFormed, anyOptions, (text, options) => {
      const once = textOf(folder(options).fold(text));
      assert.equal(textOf(folder(options).fold(once)), once);
    }),
    { numRuns: 2000 },
  );
});

test('the step for compatibility alone is NFKC', () => {
  const by = only({ compatibility: true });
  fc.assert(
    fc.property(anyText, (text) => assert.equal(textOf(by.fold(text)), text.normalize('NFKC'))),
    { numRuns: 2000 },
  );
});

test('no step leaves every unit where it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const expected = text.split('').map((unit, start) => ({ unit, start, end: start + 1 }));
      const pairs = unitsOf(only({}).fold(text)).map(({ unit, start }, at) => ({ unit, start, at }));
      assert.equal(pairs.map((it) => it.unit).join(''), expected.map((it) => it.unit).join(''));
      for (const { start, at } of pairs) assert.ok(start === at || /[\udc00-\udfff]/.test(text[at] ?? ''));
    }),
  );
});

test('a buffer that served before gives the same, whatever was in it', () => {
  const into = new FoldBuffer();
  fc.assert(
    fc.property(anyText, anyOptions, (text, options) => {
      const by = folder(options);
      assert.deepEqual(unitsOf(by.fold(text, into)), unitsOf(by.fold(text)));
    }),
  );
});
