import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusal } from '../note/note.spec-world.ts';
import { type FetchTile, parsePath, tileBytes, tileWidth } from '../tree/index.ts';
import { checkLog } from './check.ts';
import { servedWitness, type TestLog, testLog } from './witness.spec-world.ts';

/** The files of a log at a size, as they are once it has grown on: partial tiles whose full ones are there are gone. */
function filesOf(log: TestLog, size: number, grownTo = size): FetchTile {
  return async (path) => {
    if (path === 'checkpoint') return Buffer.from(await log.note(size));
    const tile = parsePath(path);
    if (tile === null || tile.level === 'entries') throw new Error(`nobody asks a witness for ${path}`);
    const { level, index, width } = tile;
    const full = (Number(index) + 1) * tileWidth ** (level + 1) <= grownTo;
    if (full !== (width === tileWidth)) throw new Error(`${path} is gone`);
    return tileBytes({ level, index, width }, log.read);
  };
}

describe('checking a log by its own tiles', () => {
  it('cosigns what continues, from any size to any', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    for (const size of [0, 1, 1, 2, 200, 256, 257, 511, 513, 1_000]) {
      const { checkpoint } = await checkLog(served.witness(), filesOf(log, size));
      assert.equal(checkpoint.size, BigInt(size));
    }
  });

  it('takes the full tile where the partial one is gone by now', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    await checkLog(served.witness(), filesOf(log, 10));
    const { checkpoint } = await checkLog(served.witness(), filesOf(log, 201, 300));
    assert.equal(checkpoint.size, 201n);
  });

  it('calls a fork a fork, a rollback a rollback, and damaged tiles neither', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    await checkLog(served.witness(), filesOf(log, 300));
    const other = log.forkedAt(20);
    for (const size of [300, 301, 999])
      await assert.rejects(
        checkLog(served.witness(), filesOf(other, size)),
        refusal('ledger.fork_shown', { origin: log.keys.name, size, known: 300 }),
      );
    for (const size of [0, 20, 299])
      await assert.rejects(
        checkLog(served.witness(), filesOf(log, size)),
        refusal('ledger.rollback_shown', { size, known: 300 }),
      );
    // The checkpoint of one history over the tiles of another.
    const mixed: FetchTile = (path) => filesOf(path === 'checkpoint' ? log : other, 400)(path);
    await assert.rejects(checkLog(served.witness(), mixed), refusal('ledger.proof_invalid'));
    await assert.rejects(
      checkLog(served.witness(), filesOf(testLog('stranger.example'), 5)),
      refusal('ledger.witness_origin_unknown'),
    );
    assert.equal((await checkLog(served.witness(), filesOf(log, 400))).checkpoint.size, 400n);
  });
});
