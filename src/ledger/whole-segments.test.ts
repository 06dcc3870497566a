import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openContent } from './content.ts';
import { LedgerError } from './error.ts';
import { wholeSegments } from './whole-segments.ts';

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-whole-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('what is whole beside a writer opens elsewhere with all that was acknowledged before', async (t) => {
  const directory = await folder(t);
  const store = await openContent(join(directory, 'a'), { maxSegmentBytes: 4_000 });
  for (let round = 0; round < 5; round += 1) {
    const held = Array.from({ length: 40 }, (_, i) => store.put(`${round} ${i}`).digest);
    await store.flush();
    const more = Array.from({ length: 200 }, (_, i) => store.put(`later ${round} ${i}`));
    const found = await wholeSegments(join(directory, 'a'));
    assert.equal(found?.kind, 'content');
    const copy = await mkdtemp(join(directory, 'copy-'));
    for (const { name, bytes } of found?.files ?? [])
      await writeFile(join(copy, name), (await readFile(join(directory, 'a', name))).subarray(0, bytes));
    const copied = await openContent(copy);
    assert.equal(copied.torn, null);
    assert.equal(copied.count, found?.size);
    assert.deepEqual(
      held.filter((it) => !copied.has(it)),
      [],
    );
    await copied.close();
    assert.equal(more.length, 200);
    await store.flush();
  }
  await store.close();
});

test('a torn end is left behind, damage is refused, and a directory without segments has none', async (t) => {
  const directory = await folder(t);
  assert.equal(await wholeSegments(directory), null);
  const store = await openContent(directory);
  store.put('held');
  await store.close();
  const [name = ''] = (await readdir(directory)).filter((it) => it.endsWith('.seg'));
  const { size } = await stat(join(directory, name));
  await appendFile(join(directory, name), 'DHB1 and then the power went');
  assert.deepEqual(await wholeSegments(directory), { kind: 'content', size: 1, files: [{ name, bytes: size }] });
  await writeFile(join(directory, name), 'no segment');
  await assert.rejects(
    wholeSegments(directory),
    (e: unknown) => e instanceof LedgerError && e.code === 'ledger.corrupt',
  );
});
