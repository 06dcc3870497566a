import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FigureTally } from './figures.ts';
import { parseSettings } from './settings.ts';

const { standard } = parseSettings({});
const verdicts = fc.array(fc.constantFrom('pass', 'fail', 'undetermined', 'error' as const), { maxLength: 80 });

test('errors are in no rate, and nothing measured gives no rate', () => {
  const tally = new FigureTally();
  for (let cases = 0; cases < 30; cases += 1) tally.add('error', null);
  const { n, rate, verdict, counts } = tally.figure(standard);
  assert.deepEqual([n, rate, verdict, counts.error], [0, null, 'inconclusive', 30]);
});

test('one more undetermined case never turns a verdict into its opposite, nor makes one better', () => {
  fc.assert(
    fc.property(verdicts, (given) => {
      const before = new FigureTally();
      const after = new FigureTally();
      for (const it of given) {
        before.add(it, null);
        after.add(it, null);
      }
      after.add('undetermined', null);
      const was = before.figure(standard).verdict;
      const is = after.figure(standard).verdict;
      assert.ok(is === was || is === 'inconclusive', `${was} became ${is}`);
    }),
  );
});

test('the order of cases does not matter, grouped or not', () => {
  fc.assert(
    fc.property(verdicts, fc.boolean(), (given, grouped) => {
      const forth = new FigureTally();
      const back = new FigureTally();
      const rows = given.map((it, at) => [it, grouped && at % 3 > 0 ? `g${at % 5}` : null] as const);
      for (const [it, group] of rows) forth.add(it, group);
      for (const [it, group] of rows.toReversed()) back.add(it, group);
      const [a, b] = [forth.figure(standard), back.figure(standard)];
      assert.deepEqual([a.n, a.rate, a.groups, a.verdict], [b.n, b.rate, b.groups, b.verdict]);
      assert.ok(Math.abs(a.low - b.low) < 1e-9 && Math.abs(a.high - b.high) < 1e-9);
    }),
  );
});
