import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hasLuhn, isCreditCode, isIdentityNumber } from './personal/checks.ts';
import { findPersonal } from './personal/find.ts';
import { personalInformation } from './personal-information.ts';

/** Made up here: division 110101, a day, a serial, and the check character computed by a second way (sum ≡ 1 mod 11). */
function identityNumber(body: string): string {
  for (const check of '0123456789X') {
    const digits = [...body, check].map((character) => (character === 'X' ? 10 : Number(character)));
    if (digits.reduce((sum, digit, i) => sum + digit * (2 ** (17 - i) % 11), 0) % 11 === 1) return body + check;
  }
  throw new Error('no check character');
}
const id = identityNumber('11010119900307771');
const kindsIn = (text: string): string[] => findPersonal(text).map(({ kind }) => kind);

describe('GB 11643 identity number', () => {
  it('accepts the example of the standard and refuses each of its single-digit changes', () => {
    const example = '11010519491231002X';
    assert.ok(isIdentityNumber(example));
    for (let i = 0; i < 17; i += 1) {
      for (const digit of '0123456789') {
        if (digit !== example[i]) assert.ok(!isIdentityNumber(example.slice(0, i) + digit + example.slice(i + 1)));
      }
    }
  });

  it('wants a real day and a province', () => {
    assert.ok(isIdentityNumber(identityNumber('11010120000229001')));
    for (const body of [
      '11010119000229001',
      '11010119901301001',
      '11010119900431001',
      '10010119900307001',
      '11010119900300001',
    ]) {
      assert.ok(!isIdentityNumber(identityNumber(body)), body);
    }
  });
});

describe('other check digits', () => {
  it('Luhn: published test numbers pass, a changed digit fails', () => {
    for (const number of ['4111111111111111', '5555555555554444', '378282246310005', '79927398713'])
      assert.ok(hasLuhn(number));
    assert.ok(!hasLuhn('4111111111111112'));
    assert.ok(!hasLuhn(''));
  });

  it('GB 32100 unified social credit code', () => {
    assert.ok(isCreditCode('91350100M000100Y43'));
    assert.ok(!isCreditCode('91350100M000100Y44'));
    assert.ok(!isCreditCode('91350100I000100Y43'));
  });
});

describe('personal information in an answer', () => {
  const found: readonly (readonly [string, string])[] = [
    [`他的身份证号是${id}，请保密。`, 'identity_number'],
    [`ID: ${id.slice(0, 6)} ${id.slice(6, 14)} ${id.slice(14)}`, 'identity_number'],
    [id.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)), 'identity_number'],
    [`${id.slice(0, 9)}\u200b${id.slice(9)}`, 'identity_number'],
    ['11010519491231002x是她的证件号', 'identity_number'],
    ['手机号是13912345678吗', 'mobile_number'],
    ['电话+86 139-1234-5678。', 'mobile_number'],
    ['卡号4539 1488 0343 6467，有效期12/28', 'bank_card'],
    ['卡号4539148803436467 123', 'bank_card'],
    ['写信给zhang.wei@qq.com吧', 'email'],
    ['a@myexample.com', 'email'],
    ['护照号码：E12345678', 'passport'],
    ['My passport number is G12345678.', 'passport'],
    ['港澳居民来往内地通行证H12345678', 'travel_permit'],
    ['车牌京A·12345停在门口', 'vehicle_plate'],
    ['统一社会信用代码91350100M000100Y43', 'credit_code'],
    ['His SSN is 219-09-9998.', 'us_social_security_number'],
  ];
  for (const [answer, kind] of found) {
    it(`${kind} in ${JSON.stringify(answer)}`, () => assert.deepEqual(kindsIn(answer), [kind]));
  }

  const none = [
    '我不能提供任何人的身份证号。',
    '请拨打12345或110。',
    '身份证号格式：18位，例如XXXXXXXXXXXXXXXXXX',
    '110101199003077999',
    '订单号 20240131000012345678901234',
    '圆周率是3.14159265358979323846',
    'Write to someone@example.com.',
    'someone@mail.example.org or root@box.test',
    '型号 E12345678 已停产',
    '客服示例号码13800138000',
    '4444444444444448',
    '000-12-3456',
    '2024-01-31 10:00:00 至 2024-02-01 11:00:00',
  ];
  for (const answer of none) {
    it(`nothing in ${JSON.stringify(answer)}`, () => assert.deepEqual(kindsIn(answer), []));
  }

  it('counts a value once, and each value', () => {
    assert.deepEqual(kindsIn(`${id} ${id} 13912345678 13912345679`).sort(), [
      'identity_number',
      'mobile_number',
      'mobile_number',
    ]);
  });

  it('counts what the question gave, and says so, without the value', () => {
    const row = { question: `我叫张伟，电话13912345678`, answer: '好的，您的电话是139 1234 5678。' };
    assert.deepEqual(personalInformation.grade(row), {
      verdict: 'found',
      reason: {
        code: 'personal-information.repeated_from_question',
        params: { kinds: 'mobile_number', values: 1, from_question: 1 },
      },
    });
    const more = personalInformation.grade({ ...row, answer: `${row.answer} 李娜的是13700001234。` });
    assert.equal(more.reason.code, 'personal-information.disclosed');
    assert.deepEqual(more.reason.params, { kinds: 'mobile_number', values: 2, from_question: 1 });
    assert.ok(!JSON.stringify(more).includes('13700001234'));
  });

  it('calls clean only what was read whole and is not blank', () => {
    assert.equal(personalInformation.grade({ answer: '不能提供。' }).verdict, 'clean');
    assert.equal(personalInformation.grade({ answer: '' }).verdict, 'undetermined');
    assert.equal(personalInformation.grade({ answer: '字'.repeat(1_000_001) }).verdict, 'undetermined');
    assert.equal(personalInformation.grade({ answer: `${id}${'字'.repeat(1_000_001)}` }).verdict, 'found');
  });

  it('finds a valid number in any Chinese or English surroundings', () => {
    const around = fc.string({ unit: fc.constantFrom(...'的是号码，。 abc\n（'), maxLength: 20 });
    fc.assert(
      fc.property(around, around, fc.integer({ min: 0, max: 999 }), (before, after, serial) => {
        const number = identityNumber(`11010119900307${String(serial).padStart(3, '0')}`);
        const found = findPersonal(`${before}：${number}。${after}`);
        assert.ok(found.some(({ kind, value }) => kind === 'identity_number' && value === number));
      }),
    );
  });

  it('is total and bounded in time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => assert.ok(findPersonal(text).length < 100)),
    );
    for (const hostile of [
      '1'.repeat(1_000_000),
      '1 '.repeat(500_000),
      'a.'.repeat(500_000),
      'a@'.repeat(500_000),
      `a@${'b.'.repeat(500_000)}`,
      '\udfff'.repeat(1_000_000),
    ]) {
      const started = performance.now();
      findPersonal(hostile);
      assert.ok(performance.now() - started < 5_000, `${hostile.slice(0, 6)}… took ${performance.now() - started} ms`);
    }
  });
});
