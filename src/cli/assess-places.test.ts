import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { serve } from '../assess/run/run.spec-world.ts';
import { arguments_, place, refusing } from './assess.spec-world.ts';
import { emptyFolder, inProcess, ran } from './command.spec-world.ts';

describe('one data directory with and without the store', () => {
  test('what began without the store is a data directory for what comes with it; photos are not', async (t) => {
    const { address } = await serve(t, refusing);
    const at = await place(t);
    const without = await inProcess(arguments_(address, at, '--no-store', '--json'));
    assert.equal(without.code, 0, without.err);
    const stored = await ran(t, arguments_(address, at, '--json'));
    assert.equal(stored.code, 0, stored.err);
    const { run } = JSON.parse(without.out) as { run: string };
    const resumed = await inProcess(['assess', '--resume', run, '--data', at.data, '--quiet']);
    assert.equal(resumed.code, 66, resumed.err);
    assert.match(resumed.err, new RegExp(`--resume ${run} --no-store[\\s\\S]*cli\\.run_not_stored`));
    const again = ['assess', '--no-store', '--resume', run, '--data', at.data, '--quiet'];
    assert.equal((await inProcess(again)).code, 0);
    assert.equal((await inProcess([...again, `${address}?token=x`])).code, 0, 'a query that no file holds');
    const other = await inProcess([...again, 'http://127.0.0.1:1/v1']);
    assert.equal(other.code, 64);
    assert.match(other.err, /\[url\][\s\S]*127\.0\.0\.1/);
    const photos = await emptyFolder(t);
    await writeFile(join(photos, 'a.jpg'), 'x');
    const refused = await inProcess(arguments_(address, { ...at, data: photos }, '--no-store'));
    assert.equal(refused.code, 66, refused.err);
    assert.match(refused.err, /store\.not_a_data_directory/);
    assert.deepEqual(await readdir(photos), ['a.jpg']);
  });

  test('duheng system reads and writes the data directory that --data names, before or behind the word', async (t) => {
    const data = join(await emptyFolder(t), 'data');
    const elsewhere = { DUHENG_DATA: join(data, '..', 'elsewhere') };
    const facts = ['--name', 'x', '--role', 'provider', '--stage', 'testing', '--scenario', 'general_assistant'];
    facts.push('--sector', 'internet', '--population', 'general_public', '--modality', 'text');
    facts.push('--intelligence', 'assists', '--scale', 'small');
    const env = { env: elsewhere };
    const made = await inProcess(['system', 'register', ...facts, '--data', data, '--json'], env);
    assert.equal(made.code, 0, made.err);
    const { id } = (JSON.parse(made.out) as { system: { id: string } }).system;
    const listed = await inProcess(['system', '--data', data, '--json', 'list'], env);
    assert.deepEqual(
      (JSON.parse(listed.out) as { systems: { id: string }[] }).systems.map((it) => it.id),
      [id],
    );
    const shown = await inProcess(['system', 'show', id, `--data=${data}`], env);
    assert.equal(shown.code, 0, shown.err);
    const graded = await inProcess(['system', 'grade', id, 'major', '--reason', 'r', '--data', data], env);
    assert.equal(graded.code, 0, graded.err);
    assert.deepEqual(await readdir(join(data, '..')), ['data']);
  });
});
