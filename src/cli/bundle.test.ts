import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { duheng, emptyFolder, inProcess } from './command.spec-world.ts';

const facts = ['--role', 'provider', '--scenario', 'customer_service', '--sector', 'finance', '--population'];
facts.push('general_public', '--modality', 'text', '--intelligence', 'assists', '--scale', 'large');

async function register(data: string, name: string): Promise<string> {
  const { code, out, err } = await inProcess([
    'system',
    'register',
    '--name',
    name,
    ...facts,
    '--data',
    data,
    '--json',
  ]);
  assert.equal(code, 0, err);
  return (JSON.parse(out) as { system: { id: string } }).system.id;
}

describe('duheng bundle', () => {
  test('writes the bundle of the only system, says what is in it and how to verify it, and replaces nothing', async (t) => {
    const [data, folder] = [await emptyFolder(t), await emptyFolder(t)];
    const none = await inProcess(['bundle', '--data', data]);
    assert.deepEqual([none.code, /cli\.system_unknown/.test(none.err)], [66, true], none.err);
    await register(data, '智能客服');
    const file = join(folder, 'it’s mine.zip');
    const made = await inProcess(['bundle', '--data', data, '--out', file]);
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, /in it +1 entry with proofs, 0 journals of runs/);
    assert.match(made.out, /Not assessed/);
    assert.ok(made.out.includes(`duheng verify '${file}'`), made.out);
    const files = unzipSync(await readFile(file));
    assert.match(Buffer.from(files['summary.zh.md'] ?? []).toString('utf8'), /智能客服/);
    assert.deepEqual(await readdir(folder), ['it’s mine.zip'], 'no draft is left');

    const bare = await inProcess(['verify', file]);
    assert.equal(bare.code, 3, bare.out + bare.err);
    const { out: keys } = await inProcess(['ledger', 'keys', '--data', data, '--json']);
    const pins = (JSON.parse(keys) as { keys: { vkey: string }[] }).keys.flatMap((it) => ['--key', it.vkey]);
    const pinned = await inProcess(['verify', file, ...pins]);
    assert.equal(pinned.code, 0, pinned.out + pinned.err);

    const before = await readFile(file);
    const again = await inProcess(['bundle', '--data', data, '--out', file]);
    assert.deepEqual([again.code, /cli\.file_exists/.test(again.err)], [73, true]);
    assert.deepEqual(await readFile(file), before);
    const forced = await inProcess(['bundle', '--data', data, '--out', file, '--force', '--no-name', '--json']);
    const told = JSON.parse(forced.out) as { file: string; entries: number; omitted: { what: string }[] };
    assert.deepEqual([told.file, told.entries], [file, 1]);
    assert.ok(told.omitted.some((it) => it.what === 'system_name'));
    for (const it of Object.values(unzipSync(await readFile(file))))
      assert.ok(!Buffer.from(it).toString('utf8').includes('智能客服'));
    const nowhere = await inProcess(['bundle', '--data', data, '--out', join(folder, 'absent', 'x.zip')]);
    assert.deepEqual([nowhere.code, /ENOENT/.test(nowhere.err)], [73, true]);
  });

  test('works beside a running start; of several systems one is named by its id or name', async (t) => {
    const [data, folder] = [await emptyFolder(t), await emptyFolder(t)];
    const first = await register(data, '客服');
    await register(data, '翻译');
    await register(data, '翻译');
    const start = duheng(t, ['start', '--data', data, '--port', '0', '--no-open', '--no-practice']);
    await start.said(/127\.0\.0\.1:\d+/);
    const out = (name: string) => ['--data', data, '--out', join(folder, name)];
    const unnamed = await inProcess(['bundle', ...out('a.zip')]);
    assert.equal(unnamed.code, 64);
    assert.match(unnamed.err, new RegExp(`${first} 客服[\\s\\S]*cli\\.system_ambiguous`));
    assert.equal((await inProcess(['bundle', '翻译', ...out('a.zip')])).code, 64);
    assert.equal((await inProcess(['bundle', '不存在', ...out('a.zip')])).code, 66);
    for (const [name, file] of [
      ['客服', 'b.zip'],
      [first, 'c.zip'],
    ] as const) {
      const made = await inProcess(['bundle', name, ...out(file), '--from', '2020-01', '--json'], { language: 'zh' });
      assert.equal(made.code, 0, made.err);
      const { system, period } = JSON.parse(made.out) as { system: string; period: { from: string } };
      assert.deepEqual([system, period.from], [first, '2020-01-01T00:00:00.000Z']);
    }
    const chinese = await inProcess(['bundle', '客服', ...out('d.zip')], { language: 'zh' });
    const said = chinese.out.replaceAll('\n', ' ');
    assert.match(
      said,
      /放入 +1 条记录及其证明.*未作测评.*未放入： +2 +其他系统的记录：不属于所要的系统.*运营者 ?本可改写/,
    );
    start.child.kill('SIGTERM');
    assert.equal((await start.ended).code, 0);
  });

  test('a wrong period and a period before the registration are refused in words; nothing is written', async (t) => {
    const [data, folder] = [await emptyFolder(t), await emptyFolder(t)];
    await register(data, '客服');
    const out = ['--data', data, '--out', join(folder, 'x.zip')];
    for (const [period, code, exit] of [
      [['--from', 'last week'], 'report.period_invalid', 64],
      [['--from', '2026-03', '--to', '2026-02'], 'report.period_invalid', 64],
      [['--to', '2020-01'], 'report.bundle_empty', 66],
    ] as const) {
      const refused = await inProcess(['bundle', ...period, ...out]);
      assert.deepEqual([refused.code, refused.err.includes(code)], [exit, true], refused.err);
    }
    assert.deepEqual(await readdir(folder), []);
    const help = await inProcess(['bundle', '--help'], { language: 'zh' });
    assert.deepEqual([help.code, /示例[\s\S]*duheng bundle 客服助手/.test(help.out)], [0, true]);
    await writeFile(join(folder, 'y.zip'), 'mine');
    assert.equal((await inProcess(['bundle', '--data', data, '--out', join(folder, 'y.zip')])).code, 73);
    assert.equal(await readFile(join(folder, 'y.zip'), 'utf8'), 'mine');
  });
});
