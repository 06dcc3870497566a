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
    const photos = await emptyFolder(t);
    await writeFile(join(photos, 'a.jpg'), 'x');
    const refused = await inProcess(arguments_(address, { ...at, data: photos }, '--no-store'));
    assert.equal(refused.code, 66, refused.err);
    assert.match(refused.err, /store\.not_a_data_directory/);
    assert.deepEqual(await readdir(photos), ['a.jpg']);
  });
});
