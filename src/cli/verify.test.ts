import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  type Made,
  madeBundle,
  pack,
  verdictFor,
  withFile,
} from '../ledger/evidence-bundle/evidence-bundle.spec-world.ts';
import { reportOf, reportText, verdictJson } from '../ledger/index.ts';
import { emptyFolder, inProcess } from './command.spec-world.ts';

async function onDisk(t: Parameters<typeof emptyFolder>[0]): Promise<{ made: Made; good: string; forged: string }> {
  const [directory, made] = await Promise.all([emptyFolder(t), madeBundle()]);
  const [good, forged] = [join(directory, 'good.zip'), join(directory, 'forged.zip')];
  await writeFile(good, made.zip);
  await writeFile(forged, pack(withFile(made, 'logs/1/entries.jsonl', (text) => text.replace('"fail"', '"pass"'))));
  return { made, good, forged };
}

const keyed = ({ vkeys }: Made): string[] => vkeys.flatMap((it) => ['--key', it]);

describe('duheng verify', () => {
  test('says what the stand-alone verifier says, with its exit codes', async (t) => {
    const { made, good, forged } = await onDisk(t);
    const pinned = await inProcess(['verify', good, ...keyed(made)]);
    const expected = reportText(reportOf(verdictFor(made.zip, { keys: made.vkeys }), 'en'));
    assert.deepEqual(pinned, { code: 0, out: expected, err: '' });
    const alone = await inProcess(['verify', good], { language: 'zh' });
    assert.equal(alone.code, 3);
    assert.match(alone.out, /^\? 证据包自身一致，但无人作保\n.*运营者本可改写全部内容后重新签名/);
    const broken = await inProcess(['verify', forged, ...keyed(made)]);
    assert.equal(broken.code, 1);
    assert.match(broken.out, /✗ logs\/1\/entries\.jsonl:4 {2}entry 4/);
  });

  test('prints the verdict as JSON', async (t) => {
    const { made, good } = await onDisk(t);
    const { code, out } = await inProcess(['verify', good, '--json', '--witness', made.witnesses[1] ?? '']);
    assert.equal(out, `${verdictJson(verdictFor(made.zip, { witnesses: made.witnesses.slice(1, 2) }))}\n`);
    assert.equal(code, 0);
  });

  test('a wrong command line ends with 64, a file that cannot be read with 66', async (t) => {
    const { made, good } = await onDisk(t);
    const wrong: readonly [readonly string[], number, RegExp][] = [
      [['verify'], 64, /missing required argument/],
      [['verify', good, '--quorum', 'two'], 64, /--quorum/],
      [['verify', good, '--quorum', '1'], 64, /that many witnesses cannot be reached/],
      [['verify', good, '--require', 'one'], 64, /both, any/],
      [['verify', good, '--key', 'nonsense'], 64, /not a vkey/],
      [['verify', good, ...keyed(made).slice(2)], 64, /both algorithms are asked for/],
      [['verify', join(good, 'none')], 66, /cannot be read \(ENOTDIR\)/],
      [['verify', `${good}.none`], 66, /cannot be read \(ENOENT\)/],
    ];
    for (const [args, exit, words] of wrong) {
      const { code, out, err } = await inProcess(args);
      assert.deepEqual([code, out], [exit, ''], args.join(' '));
      assert.match(err, words);
    }
  });

  test('explains itself with examples in both languages', async () => {
    const english = await inProcess(['verify', '--help']);
    assert.match(english.out, /Examples:\n {2}duheng verify bundle\.zip/);
    const chinese = await inProcess(['verify', '--help'], { language: 'zh' });
    assert.match(chinese.out, /核验一个证据包/);
    assert.match(chinese.out, /退出码/);
  });
});
