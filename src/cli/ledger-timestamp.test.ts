import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { keysOfLog, mainLogIn, openPublication } from '../ledger/index.ts';
import { freshDirectory, logOf, names } from '../ledger/ledger.spec-world.ts';
import { opensslAbsent, testAuthority } from '../ledger/timestamp/timestamp.spec-world.ts';
import { emptyFolder, inProcess } from './command.spec-world.ts';

const clock = () => Date.UTC(2026, 10, 23);

/** Adds leaves to the log of a data directory and publishes it. */
async function grown(data: string, leaves: number, from = 0): Promise<void> {
  const place = mainLogIn(data);
  const log = await logOf(place.segments, names(leaves, from));
  const keys = await keysOfLog(place.keys, 'duheng/test', clock());
  await (await openPublication({ log, directory: place.public, keys, clock })).publish();
  await log.close();
}

describe('duheng ledger timestamp', { skip: opensslAbsent }, () => {
  test('stamps the published checkpoint, keeps the answer beside the very bytes, and holds it against the log later', async (t) => {
    const data = await freshDirectory(t);
    await grown(data, 5);
    const { url, ca, run } = await testAuthority(t);
    const stamped = await inProcess(['ledger', 'timestamp', url, '--ca', ca, '--data', data, '--json']);
    assert.equal(stamped.code, 0, stamped.err);
    const facts = JSON.parse(stamped.out) as Record<string, unknown>;
    const folder = join(mainLogIn(data).public, 'timestamps');
    assert.deepEqual([facts.size, facts.chain, facts.file], [5, 'checked', join(folder, '5.tsr')]);
    assert.deepEqual(
      await readFile(join(folder, '5.checkpoint')),
      await readFile(join(mainLogIn(data).public, 'checkpoint')),
    );
    const kept = ['-in', join(folder, '5.tsr'), '-data', join(folder, '5.checkpoint')];
    const peer = run('ts', '-verify', ...kept, '-CAfile', ca);
    assert.equal(peer.status, 0, peer.text);

    const unpinned = await inProcess(['ledger', 'timestamp', url, '--data', data]);
    assert.match(
      unpinned.out,
      /O=Duheng test, CN=tsa had seen the checkpoint of size 5[\s\S]*Not checked: whether the authority's certificate/,
    );
    await grown(data, 300, 5);
    await inProcess(['ledger', 'timestamp', url, '--data', data]);
    const files = ['305.checkpoint', '305.tsr', '5.2.checkpoint', '5.2.tsr', '5.checkpoint', '5.tsr'];
    assert.deepEqual((await readdir(folder)).sort(), files);
    const check = (...more: string[]) => inProcess(['ledger', 'timestamp', '--check', '--data', data, ...more]);
    const checked = await check('--ca', ca);
    assert.equal(checked.code, 0, checked.err);
    assert.deepEqual(
      [...checked.out.matchAll(/size (\d+)/g)].map((it) => it[1]),
      ['5', '5', '305'],
    );
    assert.match(
      checked.out,
      /still begins with this checkpoint[\s\S]*leads to the CA that you gave; whether it was revoked was not asked/,
    );
    assert.match(
      (await inProcess(['ledger', 'timestamp', '--check', '--data', data], { language: 'zh' })).out,
      /未核对/,
    );
    assert.equal((await inProcess(['ledger', 'verify', data])).code, 0, 'the log itself is as it was');

    const other = await testAuthority(t);
    const distrusted = await check('--ca', other.ca);
    assert.deepEqual(
      [distrusted.code, /5\.tsr does not hold[\s\S]*\(chain\)[\s\S]*ledger\.timestamp_invalid/.test(distrusted.err)],
      [65, true],
    );
    const note = await readFile(join(folder, '305.checkpoint'));
    await writeFile(join(folder, '305.checkpoint'), await readFile(join(folder, '5.checkpoint')));
    assert.match((await check()).err, /305\.tsr does not hold[\s\S]*\(imprint\)/);
    await writeFile(join(folder, '305.checkpoint'), note);

    // The history was written anew since, under the same keys.
    for (const part of ['segments', 'public'] as const)
      for (const it of (await readdir(mainLogIn(data)[part])).filter((name) => name !== 'timestamps'))
        await rm(join(mainLogIn(data)[part], it), { recursive: true });
    await grown(data, 100, 1_000);
    assert.match((await check()).err, /5\.tsr does not hold[\s\S]*ledger\.forked/);
    await rm(join(folder, '5.tsr'));
    await rm(join(folder, '5.2.tsr'));
    assert.match((await check()).err, /305\.tsr does not hold[\s\S]*ledger\.rolled_back/);
    await rm(join(folder, '305.tsr'));
    assert.match((await check()).err, /ledger\.timestamp_missing/);
  });

  test('what cannot be is refused, and nothing is kept', async (t) => {
    const data = await freshDirectory(t);
    await grown(data, 1);
    const { url, directory } = await testAuthority(t);
    const stranger = await testAuthority(t);
    const key = join(directory, 'tsa.key');
    const calls: readonly (readonly [readonly string[], number, RegExp])[] = [
      [[], 64, /cli\.option_invalid/],
      [[url, '--check'], 64, /cli\.option_invalid/],
      [['ftp://tsa.example'], 64, /cli\.option_invalid/],
      [['rubbish'], 64, /cli\.option_invalid/],
      [['http://127.0.0.1:9/'], 69, /unreachable[\s\S]*ledger\.timestamp_refused/],
      [[url, '--ca', stranger.ca], 65, /\(chain\)/],
      [[url, '--ca', key], 65, /\(ca_file\)/],
      [[url, '--ca', join(directory, 'absent')], 74, /ledger\.read_failed/],
      [['--check'], 66, /ledger\.timestamp_missing/],
    ];
    for (const [args, code, message] of calls) {
      const ended = await inProcess(['ledger', 'timestamp', ...args, '--data', data]);
      assert.equal(ended.code, code, args.join(' '));
      assert.match(ended.err, message);
    }
    assert.deepEqual(await readdir(join(mainLogIn(data).public, 'timestamps')).catch(() => []), []);
    const empty = await inProcess(['ledger', 'timestamp', url, '--data', await emptyFolder(t)]);
    assert.match(empty.err, /ledger\.read_failed/);
  });
});
