import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import stringWidth from 'string-width';
import { clear, run } from '../report/report.spec-world.ts';
import { diffCommand } from './diff.ts';

const before = await run({ name: 'm', careless: 10 });
const later = await run({ name: 'm', careless: 60 });
const directories = [before.result.directory, later.result.directory] as const;
after(async () => {
  await before.close();
  await later.close();
  await clear();
});

async function diff(argv: readonly string[], language: 'zh' | 'en' = 'en'): Promise<{ text: string; exit: unknown }> {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const command = diffCommand({ stdout: write, stderr: write, language, isTTY: false, columns: 80, env: {} });
  command.exitOverride();
  const kept = process.exitCode;
  try {
    process.exitCode = undefined;
    await command.parseAsync([...argv], { from: 'user' });
    return { text, exit: process.exitCode };
  } finally {
    process.exitCode = kept;
  }
}

describe('duheng diff', () => {
  it('shows regressions with their paired test in both languages, within 80 columns', async () => {
    for (const language of ['zh', 'en'] as const) {
      const { text, exit } = await diff(directories, language);
      assert.equal(exit, undefined);
      assert.match(text, /→/);
      assert.match(text, language === 'zh' ? /退步的题目/ : /Regressions \(passed, now fails\)/);
      for (const line of text.split('\n')) assert.ok(stringWidth(line) <= 80, line);
    }
  });

  it('gives all of it as JSON', async () => {
    const { text } = await diff([...directories, '--json']);
    const it = JSON.parse(text);
    assert.equal(it.before, before.result.run);
    assert.equal(it.sameMeasure, true);
    assert.ok(it.regressions.length > 0);
    assert.equal(it.overall.worse, it.regressions.length);
  });

  it('exits with 1 on a regression when asked to, and not otherwise', async () => {
    assert.equal((await diff([...directories, '--fail-on-regression'])).exit, 1);
    assert.equal((await diff([directories[0], directories[0], '--fail-on-regression'])).exit, undefined);
  });

  it('finds a run by its id in the data directory', async () => {
    const data = dirname(dirname(directories[0]));
    const { text } = await diff([before.result.run, directories[1], '--data', data, '--json']);
    assert.equal(JSON.parse(text).before, before.result.run);
  });

  for (const name of ['no-such-run', '../../etc', join('/nowhere', 'else'), '\u0000\u202E'])
    it(`refuses ${JSON.stringify(name)}, which is no run`, async () => {
      await assert.rejects(diff([name, directories[1]]), { code: 'cli.run_unknown' });
    });
});
