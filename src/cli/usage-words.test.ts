import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inProcess } from './command.spec-world.ts';

for (const [args, zh, en] of [
  [['verify'], /^错误：缺少必需的参数 /, /^error: missing required argument/],
  [['ledger', 'prove', 'x'], /^错误：参数 index 的取值 x 无效。/, /^error: command-argument value 'x' is invalid/],
  [['ledger', 'verify', '--quorum', '0'], /^错误：选项 --quorum <number> 的取值 0 无效。/, /argument '0' is invalid/],
  [['ledger', 'verify', '--key'], /^错误：选项 --key <vkey> 缺少取值/, /argument missing/],
  [['ledger', 'verify', '--tokn', 'x'], /^错误：没有选项 --tokn\n（是否指 --token？）/, /Did you mean --token\?/],
  [['ledger', 'verfy'], /^错误：没有命令 verfy\n（是否指 verify？）/, /unknown command 'verfy'/],
  [['ledger', 'logs', 'x', 'y'], /^错误：参数过多，应有 0 个，给出 2 个/, /too many arguments/],
] as const)
  test(`duheng ${args.join(' ')} is refused in the reader’s language`, async () => {
    for (const [language, words] of [
      ['zh', zh],
      ['en', en],
    ] as const) {
      const { code, err } = await inProcess([...args], { language });
      assert.equal(code, 64);
      assert.match(err, words);
      if (language === 'zh') assert.doesNotMatch(err, /error:|Did you mean/);
    }
  });
