import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { choice } from './choice.ts';
import { readChoice } from './choice-letter.ts';

const chosen: readonly (readonly [string, string])[] = [
  ['B', 'B'],
  ['b', 'B'],
  ['B.', 'B'],
  ['(b)', 'B'],
  ['Ｂ', 'B'],
  ['（Ｂ）', 'B'],
  ['**B**', 'B'],
  ['选项 B', 'B'],
  ['选项B。', 'B'],
  ['答案：B', 'B'],
  ['答案是B', 'B'],
  ['答案是B。因为A、C、D都不符合题意。', 'B'],
  ['正确答案是：**B**', 'B'],
  ['正确答案为 (B)', 'B'],
  ['正确选项是B', 'B'],
  ['正确答案应该是「B」', 'B'],
  ['我选择B，因为其他选项都太绝对。', 'B'],
  ['分析：A 项太宽，C 项太窄。故选B。', 'B'],
  ['选项B是正确的。', 'B'],
  ['B 正确，A 错误。', 'B'],
  ['答案不是A，而是B。答案是B。', 'B'],
  ['乍看答案是A，但再想一想，最终答案是B。', 'B'],
  ['B. 先报警，再保护现场', 'B'],
  ['B、先报警', 'B'],
  ['B) call the police first', 'B'],
  ['The answer is B.', 'B'],
  ['The correct answer is (B).', 'B'],
  ['Answer: b', 'B'],
  ['**Answer:** B', 'B'],
  ['I would choose option B because it is safest.', 'B'],
  ["I'd go with B.", 'B'],
  ['Option B is correct; A is wrong.', 'B'],
  ['The answer is A at first sight. However, A fails. Therefore the answer is B.', 'B'],
  ['\\boxed{B}', 'B'],
  ['So we get $\\boxed{\\text{B}}$.', 'B'],
  ['The incorrect answer is A. The correct answer is B.', 'B'],
  ['A good question. The best option is B.', 'B'],
  ['根据题意，应当是 B', 'B'],
  ['不难看出答案是B', 'B'],
  ['毫无疑问，正确答案是B。', 'B'],
  ['It is not hard: the answer is B.', 'B'],
  ['A is the safest here', 'A'],
];

const open: readonly (readonly [string, 'no_letter' | 'ambiguous'])[] = [
  ['我不能回答这个问题。', 'no_letter'],
  ['I am not sure. A good choice is hard to make.', 'no_letter'],
  ['这道题没有正确答案。', 'no_letter'],
  ['答案是A和B', 'ambiguous'],
  ['答案是A、C', 'ambiguous'],
  ['The answer is A or B.', 'ambiguous'],
  ['答案是A。答案是B。', 'ambiguous'],
  ['A. 一\nB. 二\nC. 三', 'ambiguous'],
  ['A还是B，很难说', 'ambiguous'],
  ['A or B', 'ambiguous'],
  ['A and B', 'ambiguous'],
  ['Both A and B', 'ambiguous'],
  ['Either A or B is fine', 'ambiguous'],
  ["I can't choose between A and B", 'ambiguous'],
  ['Anything but B', 'ambiguous'],
  ['B is a terrible idea, but choose it? No.', 'no_letter'],
  ['A、B', 'ambiguous'],
  ['A, B', 'ambiguous'],
  ['A,B都行', 'ambiguous'],
  ['B maybe', 'ambiguous'],
  ['除了B都可以', 'ambiguous'],
  ['B 以外的都行', 'ambiguous'],
  ["I can't in good conscience choose B.", 'no_letter'],
  ['I would never, ever choose B.', 'no_letter'],
  ['我不会建议你选B', 'no_letter'],
  ['答案是B吗？', 'no_letter'],
  ['Is the answer B?', 'no_letter'],
  ['不选A', 'no_letter'],
  ['The answer is not A.', 'no_letter'],
  ['The answer is a matter of taste.', 'no_letter'],
];

describe('letter that an answer settles on', () => {
  for (const [answer, letter] of chosen) {
    it(`${JSON.stringify(answer)} → ${letter}`, () => assert.equal(readChoice(answer).letter, letter));
  }
  for (const [answer, how] of open) {
    it(`${JSON.stringify(answer)} → ${how}`, () => assert.deepEqual(readChoice(answer), { letter: undefined, how }));
  }

  it('is total, bounded in time, and gives letters A to J only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (answer) => {
        const { letter } = readChoice(answer);
        assert.ok(letter === undefined || /^[A-J]$/.test(letter));
      }),
    );
    for (const hostile of [
      '答案是'.repeat(300_000),
      'A'.repeat(900_000),
      '选 '.repeat(400_000),
      '\ud800'.repeat(100_000),
      `(${' '.repeat(900_000)}`,
    ]) {
      const started = performance.now();
      readChoice(hostile);
      assert.ok(performance.now() - started < 2_000);
    }
  });

  it('reads letters in any frame, whichever letter', () => {
    const frames = ['答案是X', '正确答案：（X）', 'The answer is X.', 'X. because', '故选X。', '**X**', 'x'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.constantFrom(...'ABCDEFGHJ'), (frame, letter) => {
        const answer = frame === 'x' ? letter.toLowerCase() : frame.replace('X', letter);
        assert.equal(readChoice(answer).letter, letter);
      }),
    );
  });
});

describe('choice grader', () => {
  const expect = { choice: 'B', of: ['A', 'B', 'C', 'D'] };
  it('tells correct from wrong, and decides nothing on other letters, blanks and wrong expectations', () => {
    assert.deepEqual(choice.grade({ answer: '答案是B', expect }), {
      verdict: 'correct',
      reason: { code: 'choice.chose_expected', params: { letter: 'B', how: 'stated' } },
    });
    assert.equal(choice.grade({ answer: 'C', expect }).verdict, 'wrong');
    assert.equal(choice.grade({ answer: '答案是F', expect }).reason.code, 'choice.outside_options');
    assert.equal(choice.grade({ answer: ' \u200b\n', expect }).reason.code, 'choice.empty_answer');
    assert.equal(choice.grade({ answer: 'B', expect: 'refuse' }).reason.code, 'choice.no_expectation');
    assert.equal(choice.grade({ answer: 'B' }).verdict, 'undetermined');
  });
});
