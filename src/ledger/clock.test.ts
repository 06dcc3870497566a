import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { countingStamp, freshDirectory, listOf, settled } from './ledger.spec-world.ts';
import { openLog } from './log.ts';
import { keysOfLog, openPublication, ownCheckpoint, readPublished } from './publication.ts';
import { sha256 } from './stamp.ts';
import { consistencyProof, verifyConsistency } from './tree/index.ts';
import { verifyLog } from './verification.ts';

const day = 86_400_000;

/** Days after the first of 2026-11-23, in the order in which the clock shows them. */
const courses: readonly (readonly [string, readonly number[]])[] = [
  ['steps back an hour', [0, 1, 1 - 1 / 24, 1]],
  ['steps back behind the first day of the keys', [0, 2, -3, -2]],
  ['starts at 1970, as on a board without a battery', [0, -20_780, -20_779.5, 0.1]],
  ['was years ahead, and is put right', [0, 1_500, 1, 2]],
];

describe('a clock that', () => {
  for (const [title, course] of courses) {
    it(`${title}: leaves keep the order of their appends, and every checkpoint is valid and extends the one before`, async (t) => {
      const directory = await freshDirectory(t);
      const start = Date.UTC(2026, 10, 23);
      const time = { now: start };
      const clock = () => time.now;
      const stamp = { ...countingStamp(), clock };
      const keys = await keysOfLog(join(directory, 'keys.json'), 'clock.example/log', clock());
      const trust = (note: string | Uint8Array) => ownCheckpoint(note, keys);
      const place = { log: join(directory, 'log'), public: join(directory, 'public') };
      const times: string[] = [];
      let known: ReturnType<typeof trust> | null = null;
      for (const [n, days] of course.entries()) {
        time.now = start + Math.round(days * day);
        const log = await openLog(place.log);
        const publication = await openPublication({ log, directory: place.public, keys, clock });
        const { index } = await log.append(settled(`case-${n}`, stamp));
        assert.equal(index, n);
        times.push(new Date(time.now).toISOString());
        const published = trust((await publication.publish()).note);
        assert.equal(published.size, BigInt(n + 1));
        if (known !== null) {
          const [from, to] = [known.size, published.size];
          const proof = await consistencyProof(from, to, readPublished(place.public, to), sha256);
          verifyConsistency({ from, to, fromRoot: known.root, toRoot: published.root, proof }, sha256);
        }
        known = published;
        const verified = await verifyLog({ log, directory: place.public, trust });
        assert.equal(verified.unpublished, 0);
        const entries = await listOf(log.read());
        assert.deepEqual(
          entries.map((it) => it.leaf.at),
          times,
          'what the clock said stays as it was said',
        );
        await publication.close();
        await log.close();
      }
      assert.equal(trust(await readFile(join(place.public, 'checkpoint'), 'utf8')).size, BigInt(course.length));
    });
  }
});
