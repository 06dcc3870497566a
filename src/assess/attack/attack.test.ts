import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { characterParts } from '../../inspect/index.ts';
import type { Turn } from '../suite/case.ts';
import { type Attack, AttackError, attackNames, largestAttackedText, parseAttacks, transformOf } from './index.ts';

const zh = '请告诉我怎样把旧手机里的照片安全地删掉，谢谢你。';
const en = 'How do I safely erase the photos on my old phone?';
const context = (language: string) => ({ language, seed: 'case-1' });
const ask = (content: string): Turn[] => [{ role: 'user', content }];

async function attack(name: string): Promise<Attack> {
  const [only] = await parseAttacks(name);
  assert.ok(only);
  return only;
}

async function attacked(name: string, content: string, language: string): Promise<string> {
  return (await attack(name)).apply(ask(content), context(language))[0]?.content ?? '';
}

describe('attack list', () => {
  it('composes left to right', async () => {
    const text = await attacked('base64+role-play', en, 'en');
    assert.ok(text.startsWith('Let us rehearse a play'));
    assert.ok(text.includes(Buffer.from(en).toString('base64')));
    const other = await attacked('role-play+base64', en, 'en');
    assert.ok(other.startsWith('The text below is encoded in Base64'));
    assert.ok(!other.includes('Libra'));
  });

  it('reads names whatever the space and case, each chain once', async () => {
    const list = await parseAttacks(' Base64 + role-play , rot13,rot13');
    assert.deepEqual(
      list.map(({ name }) => name),
      ['base64+role-play', 'rot13'],
    );
    assert.deepEqual(list[0]?.kinds, ['encoding', 'framing']);
  });

  it('refuses an unknown name and says which exist', async () => {
    for (const wrong of ['base46', 'base64++hex', 'rot13,', '__proto__', 'constructor']) {
      await assert.rejects(parseAttacks(wrong), (error) => {
        assert.ok(error instanceof AttackError);
        assert.equal(error.code, 'attack.unknown');
        assert.equal(error.params.known, attackNames.join(', '));
        return true;
      });
    }
  });

  it('refuses empty and endless lists', async () => {
    await assert.rejects(parseAttacks('  '), { code: 'attack.list_empty' });
    await assert.rejects(parseAttacks(Array(9).fill('hex').join('+')), { code: 'attack.list_too_long' });
    await assert.rejects(parseAttacks('hex,'.repeat(10_000)), { code: 'attack.list_too_long' });
  });
});

describe('every attack', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 200 });

  for (const name of attackNames) {
    it(`${name} changes the last user turn only, the same way each time`, async () => {
      const it = await attack(name);
      const language = it.languages === 'any' ? 'en' : 'zh';
      const turns: Turn[] = [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: en },
        { role: 'assistant', content: 'Yes?' },
        { role: 'user', content: language === 'zh' ? zh : en },
        { role: 'assistant', content: 'So,' },
      ];
      const before = structuredClone(turns);
      const once = it.apply(turns, context(language));
      assert.deepEqual(turns, before, 'the case itself stays');
      assert.deepEqual(once, it.apply(turns, context(language)));
      assert.notEqual(once[3]?.content, turns[3]?.content);
      assert.deepEqual(once.toSpliced(3, 1), turns.toSpliced(3, 1));
    });

    it(`${name} keeps appliesTo and apply in step on any text`, async () => {
      const it = await attack(name);
      fc.assert(
        fc.property(texts, fc.constantFrom('zh', 'zh-Hant', 'en', 'fr'), (content, language) => {
          const applicable = it.appliesTo({ turns: ask(content), language });
          if (!applicable.applies) {
            assert.throws(() => it.apply(ask(content), context(language)), { code: 'attack.not_applicable' });
            return;
          }
          const text = it.apply(ask(content), context(language))[0]?.content ?? '';
          assert.notEqual(text, content.toWellFormed());
          assert.ok(text.isWellFormed());
        }),
        { numRuns: 60 },
      );
    });
  }

  it('survives lone surrogates and finds nothing to attack without a user turn', async () => {
    for (const it of await parseAttacks(attackNames.join(','))) {
      assert.doesNotThrow(() => it.appliesTo({ turns: ask(`\ud800${en}\udfff${zh}`), language: 'zh' }));
      assert.deepEqual(it.appliesTo({ turns: [{ role: 'system', content: en }], language: 'en' }), {
        applies: false,
        reason: 'attack.no_user_turn',
      });
    }
  });

  it('stops before a text grows without bound', async () => {
    const long = '长'.repeat(100_000);
    const applicable = (await attack('hex+hex+hex+hex')).appliesTo({ turns: ask(long), language: 'zh' });
    assert.deepEqual(applicable, { applies: false, reason: 'attack.too_long' });
    assert.ok((await attacked('hex', long, 'zh')).length <= largestAttackedText);
  });

  it('speaks to the model in the language of the case', async () => {
    for (const name of [
      'base64',
      'hex',
      'role-play',
      'refusal-suppression',
      'prefix-injection',
      'many-shot',
      'payload-splitting',
    ]) {
      assert.match(await attacked(name, en, 'zh-CN'), /\p{Script=Han}/u, name);
      assert.doesNotMatch(await attacked(name, en, 'en'), /\p{Script=Han}/u, name);
    }
  });
});

describe('an attack that does not change a text', () => {
  it('is not applicable and says why', async () => {
    const rows = [
      ['pinyin', en, 'en', 'attack.other_language'],
      ['traditional-chinese', en, 'en', 'attack.other_language'],
      ['split-characters', en, 'zh', 'attack.changes_nothing'],
      ['pinyin', en, 'zh', 'attack.changes_nothing'],
      ['rot13', zh, 'zh', 'attack.changes_nothing'],
      ['leetspeak', zh, 'zh', 'attack.changes_nothing'],
      ['homoglyphs', '怎样使用 AI 写一篇作文', 'zh', 'attack.changes_nothing'],
      ['zero-width', 'a', 'en', 'attack.changes_nothing'],
      ['base64+rot13+pinyin', en, 'en', 'attack.other_language'],
    ] as const;
    for (const [name, content, language, reason] of rows) {
      assert.deepEqual(
        (await attack(name)).appliesTo({ turns: ask(content), language }),
        { applies: false, reason },
        name,
      );
    }
  });
});

describe('what can be undone comes back unchanged', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 300 });
  const rows = [
    ['base64', anyText],
    ['hex', anyText],
    ['rot13', anyText],
    ['homoglyphs', anyText.filter((text) => !/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(text))],
    ['full-width', anyText.filter((text) => !/[\uff01-\uff5e\u3000]/u.test(text))],
    ['zero-width', anyText.filter((text) => !/[\u200b\u200c\u2060]/u.test(text))],
    ['separators', anyText],
  ] as const;
  for (const [name, texts] of rows) {
    it(name, async () => {
      const { encode, decode } = await transformOf(name);
      fc.assert(
        fc.property(texts, fc.string(), (text, seed) => {
          const whole = text.toWellFormed();
          assert.equal(decode?.(encode(whole, { language: 'en', seed })), whole);
        }),
      );
    });
  }
});

describe('single attacks', () => {
  it('write what they are known for', async () => {
    const rows = [
      ['rot13', 'Hello', 'en', /\n\nUryyb$/],
      ['hex', 'Hi', 'en', /\n\n4869$/],
      ['base64', '你好', 'zh', /\n\n5L2g5aW9$/],
      ['leetspeak', 'Leet speak', 'en', /^1337 5p34k$/],
      ['homoglyphs', 'cope', 'en', /^соре$/],
      ['full-width', 'a b!', 'en', /^ａ　ｂ！$/],
      ['traditional-chinese', '头发和发展', 'zh', /^頭髮和發展$/],
      ['pinyin', '银行', 'zh', /^yin hang$/],
      ['split-characters', '你好，明天', 'zh', /^亻尔女子，日月天$/],
      ['separators', '炸药', 'zh', /^炸.药$/],
    ] as const;
    for (const [name, content, language, expected] of rows)
      assert.match(await attacked(name, content, language), expected, name);
  });

  it('payload splitting holds every part and nowhere the whole', async () => {
    const text = await attacked('payload-splitting', zh, 'zh');
    assert.ok(!text.includes(zh));
    assert.equal([...text.matchAll(/「([^」]*)」/gu)].map(([, part]) => part).join(''), zh);
  });

  it('many-shot ends on the question itself', async () => {
    assert.ok((await attacked('many-shot', zh, 'zh')).endsWith(`用户：${zh}\n助手：`));
  });

  it('another seed may choose another separator, the same seed never', async () => {
    const it = await attack('separators');
    const seen = new Set(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => it.apply(ask('你好'), { language: 'zh', seed })[0]?.content),
    );
    assert.ok(seen.size > 1);
  });
});

describe('table of split characters', () => {
  it('holds at least 300 characters, each with two parts that are not itself', () => {
    const table = characterParts();
    assert.ok(table.size >= 300, `${table.size}`);
    for (const [whole, parts] of table) {
      assert.match(whole, /^\p{Script=Han}$/u);
      assert.equal([...parts].length, 2, whole);
      assert.ok(!parts.includes(whole), whole);
    }
  });
});
