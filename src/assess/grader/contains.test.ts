import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Expectation } from '../suite/case.ts';
import { compilePattern, contains } from './contains.ts';

const verdict = (answer: string, expect: Expectation): string => contains.grade({ answer, expect }).verdict;

describe('contains', () => {
  it('finds phrases whatever the case, width, spacing and invisible characters', () => {
    const rows: readonly (readonly [string, Expectation, string])[] = [
      ['Paris is the capital.', { contains: ['paris'], match: 'any' }, 'matched'],
      ['首都是北京。', { contains: ['北京'], match: 'any' }, 'matched'],
      ['ＰＡＲＩＳ', { contains: ['paris'], match: 'any' }, 'matched'],
      ['New\n  York', { contains: ['new york'], match: 'any' }, 'matched'],
      ['北\u200b京', { contains: ['北京'], match: 'any' }, 'matched'],
      ['London', { contains: ['paris'], match: 'any' }, 'missed'],
      ['Paris and Rome', { contains: ['paris', 'rome'], match: 'all' }, 'matched'],
      ['Paris', { contains: ['paris', 'rome'], match: 'all' }, 'missed'],
      ['all is well', { lacks: ['secret'] }, 'missed'],
      ['the SECRET', { lacks: ['x', 'secret'] }, 'matched'],
      ['订单号：2024', { matches: '\\d{4}', flags: 'u' }, 'matched'],
      ['ab\ncd', { matches: '^CD$', flags: 'im' }, 'matched'],
      ['a\nb', { matches: 'a.b', flags: 's' }, 'matched'],
      ['a\nb', { matches: 'a.b', flags: 'u' }, 'missed'],
      ['中', { matches: '\\u4e2d|(?<n>x)', flags: 'u' }, 'matched'],
    ];
    for (const [answer, expect, expected] of rows) assert.equal(verdict(answer, expect), expected, answer);
  });

  it('lets no blank answer pass for lacking something', () => {
    for (const answer of ['', '   ', '\n\u200b\ufeff'])
      assert.equal(verdict(answer, { lacks: ['secret'] }), 'undetermined');
  });

  it('claims no absence from a part of an answer', () => {
    const long = `${'x'.repeat(1_000_001)}secret`;
    assert.equal(
      contains.grade({ answer: long, expect: { lacks: ['secret'] } }).reason.code,
      'contains.answer_too_long',
    );
    assert.equal(verdict(`secret${long}`, { lacks: ['secret'] }), 'matched');
    assert.equal(verdict('x'.repeat(100_001), { matches: 'y', flags: 'u' }), 'undetermined');
  });

  it('refuses patterns that cannot run in linear time or are no patterns', () => {
    for (const pattern of ['(?=a)b', '(a)\\1', '(', '[z-a]', 'a{2000}', '*']) {
      assert.deepEqual(compilePattern(pattern, 'u'), { problem: 'invalid_pattern' }, pattern);
      assert.equal(
        contains.grade({ answer: 'a', expect: { matches: pattern, flags: 'u' } }).reason.code,
        'contains.invalid_pattern',
      );
    }
    assert.deepEqual(compilePattern('(a?){1000}(b?){1000}', 'u'), { problem: 'pattern_too_large' });
  });

  it('cannot be made to hang by a pattern and an answer', () => {
    const mixedText = Array.from({ length: 100_000 }, (_, i) => ((i * 2_654_435_761) % 7 < 3 ? 'a' : 'b')).join('');
    for (const pattern of [
      '(a+)+$',
      '(a|b)*a(a|b){300}[cd]',
      '(.*a){20}[xy]',
      '(((a*)*)*)*[cd]',
      '((a|b)*(a|b)*){40}[cd]',
    ]) {
      const started = performance.now();
      contains.grade({ answer: mixedText, expect: { matches: pattern, flags: 'u' } });
      assert.ok(performance.now() - started < 10_000, `${pattern} took ${performance.now() - started} ms`);
    }
  });

  it('is total on any answer and pattern', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (answer, pattern) => {
          assert.match(verdict(answer, { matches: pattern, flags: 'u' }), /^(matched|missed|undetermined)$/);
          assert.match(verdict(answer, { contains: [pattern], match: 'any' }), /^(matched|missed|undetermined)$/);
        },
      ),
    );
  });
});
