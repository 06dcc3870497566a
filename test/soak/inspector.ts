import assert from 'node:assert/strict';
import {
  type Checkpoint,
  type ContentStore,
  checkCheckpoint,
  consistencyProof,
  keysOfLog,
  type Log,
  mainLogIn,
  type NoteSource,
  nodePrimitives,
  openPublication,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  publicKeysOf,
  readPublished,
  readPublishedNote,
  sha256,
  verifyConsistency,
  verifyLog,
} from '../../src/ledger/index.ts';
import { powerCut } from '../../src/ledger/power-cut.spec-world.ts';
import { openBoth } from './places.ts';
import { planOf, type RoundPlan, wordsOf } from './plan.ts';
import type { Report } from './report.ts';

type Acknowledged = Extract<Report, { said: 'acknowledged' }>;

/** Follows one log over its kills as an outsider would: remembers what was acknowledged, the key of the first day and every checkpoint's word. */
export class Inspector {
  readonly #seed: number;
  readonly #acknowledged = new Map<number, Acknowledged>();
  #pinned: readonly string[] = [];
  #known: Checkpoint | null = null;
  #size = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Opens what a killed writer left and holds it against all that was ever said of it; leaves found anew and torn ends. Throws for the first thing that does not hold. */
  async inspect(
    directory: string,
    plan: RoundPlan,
    reports: readonly Report[],
  ): Promise<{ readonly found: number; readonly torn: number }> {
    for (const it of reports) if (it.said === 'acknowledged') this.#remember(it);
    if (plan.powerCut !== null) await this.#cutPower(directory, plan.powerCut);
    const { log, content } = await openBoth(directory);
    try {
      const found = await this.#checkEntries(log, content);
      await this.#checkPublication(directory, log, reports);
      return { found, torn: [log.torn, content.torn].filter((it) => it !== null).length };
    } finally {
      await log.close();
      await content.close();
    }
  }

  #remember(it: Acknowledged): void {
    assert.ok(!this.#acknowledged.has(it.index), `index ${it.index} was given out twice`);
    this.#acknowledged.set(it.index, it);
  }

  /** Leaves that were acknowledged, or are under a checkpoint on disk, were synced: only what lies behind them can go. */
  async #cutPower(directory: string, share: number): Promise<void> {
    const place = mainLogIn(directory);
    const note = await readPublishedNote(place.public);
    const published = note === null ? 0 : Number(parseCheckpoint(parseNote(note).text).size);
    const acknowledged = 1 + Math.max(-1, ...this.#acknowledged.keys());
    if (note !== null) await powerCut(place.segments, Math.max(published, acknowledged, this.#size), share);
  }

  /** Every leaf is whole, in its place, and names content that is there; every acknowledged one is the one that was acknowledged. */
  async #checkEntries(log: Log, content: ContentStore): Promise<number> {
    let index = 0;
    for await (const entry of log.read()) {
      assert.equal(entry.index, index);
      const said = this.#acknowledged.get(index);
      index += 1;
      assert.equal(entry.leaf.kind, 'case.settled');
      if (entry.leaf.kind !== 'case.settled') continue;
      const { case: name, answer } = entry.leaf.body;
      assert.ok(answer !== null);
      const { longest } = planOf(this.#seed, Number.parseInt(name, 10));
      assert.ok((await content.text(answer)) === wordsOf(this.#seed, name, longest), `content of leaf ${entry.index}`);
      if (said) assert.deepEqual([entry.digest, answer, name], [said.digest, said.content, said.name]);
    }
    assert.equal(index, log.size);
    const last = Math.max(-1, ...this.#acknowledged.keys());
    assert.ok(log.size > last, `leaf ${last} was acknowledged and is lost: ${log.size} leaves are left`);
    const grown = log.size - this.#size;
    assert.ok(grown >= 0, 'a leaf that was found before is gone');
    this.#size = log.size;
    return grown;
  }

  async #checkPublication(directory: string, log: Log, reports: readonly Report[]): Promise<void> {
    const place = mainLogIn(directory);
    const keys = await keysOfLog(place.keys, 'soak.example/log', Date.now());
    if (this.#pinned.length === 0) this.#pinned = publicKeysOf(keys).map((it) => it.vkey);
    const trust = (note: NoteSource): Checkpoint => this.#trust(note);
    const publication = await openPublication({ log, directory: place.public, keys, clock: Date.now });
    const told = reports.flatMap((it) => (it.said === 'published' ? [trust(it.note)] : []));
    const found = trust(publication.published.note);
    for (const checkpoint of told) await this.#extend(place.public, checkpoint, found);
    await this.#extend(place.public, this.#known, found);
    const now = trust((await publication.publish()).note);
    await this.#extend(place.public, found, now);
    assert.equal(now.size, BigInt(log.size));
    const { checkpoint, unpublished } = await verifyLog({ log, directory: place.public, trust });
    assert.deepEqual([checkpoint.size, unpublished], [now.size, 0]);
    this.#known = now;
    await publication.close();
  }

  #trust(note: NoteSource): Checkpoint {
    const keys = this.#pinned.map((it) => parseVerifierKey(it, sha256));
    return checkCheckpoint(note, { log: { origin: 'soak.example/log', keys } }, nodePrimitives).checkpoint;
  }

  /** A checkpoint never shrinks, and a later one is proved to begin with it. */
  async #extend(directory: string, from: Checkpoint | null, to: Checkpoint): Promise<void> {
    if (from === null) return;
    assert.ok(to.size >= from.size, `the checkpoint shrank from ${from.size} to ${to.size}`);
    if (from.size === 0n) return;
    const proof = await consistencyProof(from.size, to.size, readPublished(directory, to.size), sha256);
    verifyConsistency({ from: from.size, to: to.size, fromRoot: from.root, toRoot: to.root, proof }, sha256);
  }
}
