import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { journalLeaves } from '../../assess/index.ts';
import { type Digest, type Leaf, openLog } from '../../ledger/index.ts';
import { digest, leafAt, uuid } from './bundle.spec-world.ts';
import { type JournalOf, journalsOf } from './journals.ts';

let directory: string;
const read = (run: string) => journalLeaves(join(directory, run));

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'duheng-journals-'));
});
after(() => rm(directory, { recursive: true, force: true }));

const settled = (at: number, n: number): Leaf =>
  leafAt(at, 'case.settled', {
    ...{ case: `case ${n}`, verdict: 'pass', reason: 'refusal.refused', params: { noted: digest(n) }, feature: null },
    ...{ question: digest(500), answer: digest(1_000 + n), attempts: 1, milliseconds: 3 },
  });

/** The journal of a run as the runner leaves it, and the head that the run's end names. */
async function journal(n: number, cases = 3): Promise<JournalOf & { readonly head: Digest; readonly segment: string }> {
  const run = uuid(n);
  const folder = join(directory, run, 'journal');
  const log = await openLog(folder);
  await log.append(leafAt(0, 'run.planned', { run, plan: digest(1), planned: cases, settings: digest(2) }));
  for (let at = 1; at <= cases; at += 1) await log.append(settled(at, at));
  const { head } = log;
  await log.close();
  const [segment = ''] = (await readdir(folder)).filter((it) => !it.startsWith('.'));
  return { run, head, segment: join(folder, segment) };
}

describe('the journals of a bundle', () => {
  test('go in whole where their head is the one that the log names; their content is counted and stays out', async () => {
    const it = await journal(100);
    const { files, of, content, omitted } = await journalsOf([it], read);
    assert.deepEqual([[...of], omitted], [[[it.run, 'included']], []]);
    assert.equal(files[0]?.path, `artefacts/${it.run}.jsonl`);
    const lines = Buffer.from(files[0]?.bytes ?? [])
      .toString('utf8')
      .split('\n');
    assert.equal(lines.length, 5, 'four leaves, each with its line feed');
    assert.equal(content, 1 + 3 + 3, 'one question, three answers, three notes');
  });

  test('are left out, counted and named where they are missing, damaged, another, unfinished or never named', async () => {
    const [damaged, other, torn] = [await journal(201), await journal(202), await journal(203)];
    const bytes = await readFile(damaged.segment);
    bytes.writeUInt8(bytes.readUInt8(300) ^ 1, 300);
    await writeFile(damaged.segment, bytes);
    await truncate(torn.segment, (await readFile(torn.segment)).length - 5);
    const { files, of, omitted } = await journalsOf(
      [
        { run: uuid(200), head: digest(1) },
        damaged,
        { ...other, head: digest(9) },
        torn,
        { run: uuid(204), head: undefined },
        { run: uuid(205), head: null },
      ],
      read,
    );
    assert.deepEqual(files, []);
    assert.deepEqual(
      [uuid(200), damaged.run, other.run, torn.run, uuid(204), uuid(205)].map((run) => of.get(run)),
      ['missing', 'damaged', 'differs', 'differs', 'not_finished', 'missing'],
    );
    assert.equal(
      omitted.reduce((sum, it) => sum + it.count, 0),
      6,
    );
    assert.ok(omitted.every((it) => it.what === 'run_journal'));
  });

  test('what else goes wrong is no finding about a journal', async () => {
    const broken = async function* () {
      yield await Promise.reject(new TypeError('a defect'));
    };
    await assert.rejects(journalsOf([{ run: uuid(300), head: digest(1) }], broken), TypeError);
  });
});
