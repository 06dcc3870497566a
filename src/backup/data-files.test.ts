import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { openContent } from '../ledger/index.ts';
import { filesBelow, topOf } from './data-files.ts';

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-files-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('a file that says that a journal is complete comes before it, and content after it, wherever they stand in the alphabet', async (t) => {
  const directory = await folder(t);
  for (const it of ['content', 'journal', 'attachments']) {
    await mkdir(join(directory, 'run', it), { recursive: true });
    await writeFile(join(directory, 'run', it, 'x'), it);
  }
  for (const it of ['outcome.json', 'plan.json', 'z.jsonl']) await writeFile(join(directory, 'run', it), it);
  const names: string[] = [];
  for await (const it of filesBelow(directory, 'run', assert.fail)) names.push(it.name);
  assert.deepEqual(
    names.map((it) => it.replace('run/', '')),
    ['outcome.json', 'plan.json', 'z.jsonl', 'attachments/x', 'journal/x', 'content/x'],
  );
});

test('at the top the token, the cache, an embedded database and leftovers are passed over', async (t) => {
  const directory = await folder(t);
  for (const it of ['.owner', 'cache', 'pglite', 'content', 'runs', 'keys']) await mkdir(join(directory, it));
  for (const it of ['token', 'operator', 'a.tmp', 'b.draft', 'c.new', 'd.torn', '.hidden'])
    await writeFile(join(directory, it), 'x');
  assert.deepEqual(await topOf(directory), ['operator', 'keys', 'runs', 'content']);
});

test('a file that is replaced while it is read stays what it was, and segments end where their whole entries do', async (t) => {
  const directory = await folder(t);
  await mkdir(join(directory, 'it'));
  await writeFile(join(directory, 'it', 'a'), 'old'.repeat(100_000));
  const store = await openContent(join(directory, 'it'));
  store.put('held');
  await store.flush();
  const seen = new Map<string, number>();
  for await (const { name, size, body } of filesBelow(directory, 'it', assert.fail)) {
    await writeFile(join(directory, 'other'), 'n');
    await rename(join(directory, 'other'), join(directory, 'it', 'a'));
    store.put('later');
    await store.flush();
    const bytes = await buffer(body());
    assert.equal(bytes.length, size, name);
    seen.set(name, size);
  }
  await store.close();
  assert.deepEqual([...seen.keys()].sort(), ['it/000000.seg', 'it/a']);
});
