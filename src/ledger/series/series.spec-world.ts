import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { canonicalBytes } from '../canonical.ts';
import { LedgerError, type LedgerErrorCode } from '../error.ts';
import { leafHash, type Stamp, toDigest } from '../leaf.ts';
import { listOf, settled } from '../ledger.spec-world.ts';
import { readLogKeys } from '../note/index.ts';
import { logIn, ownCheckpoint, readPublished } from '../publication.ts';
import type { Leaf } from '../record.ts';
import { sha256, systemStamp } from '../stamp.ts';
import { inclusionProof, verifyInclusion } from '../tree/index.ts';
import { everyLeaf, type Holding } from './holding.ts';
import { nameOfLog } from './place.ts';
import { type LogSeries, openSeries, type SeriesOptions } from './series.ts';
import { openSeriesPublication, type SeriesPublication } from './series-publication.ts';
import { type VerifiedLog, verifySeries } from './verification.ts';

export const day = 86_400_000;
export const code =
  (expected: LedgerErrorCode, params: LedgerError['params'] = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof LedgerError, String(error));
    assert.equal(error.code, expected, error.message);
    for (const [name, value] of Object.entries(params)) assert.equal(error.params[name], value, name);
    return true;
  };

/** A clock that is set by hand, and random ids. */
export function handStamp(now = Date.UTC(2026, 10, 23)): Stamp & { set(at: number): void } {
  let at = now;
  return {
    ...systemStamp,
    clock: () => at,
    set(next) {
      at = next;
    },
  };
}

/** Of each case (`name` of `name/anything`) the newest leaf holds. */
export function newestOfCase(): Holding {
  const newest = new Map<string, number>();
  return {
    kinds: ['case.settled'],
    take(leaf, index) {
      if (leaf.kind === 'case.settled') newest.set(leaf.body.case.split('/')[0] ?? '', index);
    },
    held: () => newest.values(),
  };
}

export const everyCase = (): Holding => everyLeaf(['case.settled']);

export interface SeriesWorld {
  readonly directory: string;
  readonly stamp: ReturnType<typeof handStamp>;
  readonly failures: unknown[];
  series(): LogSeries;
  publication(): SeriesPublication;
  append(...cases: readonly string[]): Promise<void>;
  reopen(options?: Partial<SeriesOptions>): Promise<LogSeries>;
  /** rotates and publishes */
  rotate(): Promise<void>;
  /** long enough after the last leaf, as a person who may */
  retire(number: number): Promise<void>;
  verify(): Promise<VerifiedLog[]>;
}

export const person = { id: systemStamp.newId(), kind: 'person', assurance: 'unauthenticated' } as const;

/** A published series over one directory: closed and opened again as a restart would. */
export async function seriesIn(
  t: Pick<TestContext, 'after'>,
  directory: string,
  given: Partial<SeriesOptions> = {},
): Promise<SeriesWorld> {
  const stamp = handStamp();
  const failures: unknown[] = [];
  const open = async (options: Partial<SeriesOptions> = {}) => {
    const series = await openSeries({
      ...{ dataDirectory: directory, org: 'default', period: 'none', holdings: () => [newestOfCase()] },
      ...{ stamp, onFailure: (error: unknown) => void failures.push(error), ...given, ...options },
    });
    return { series, publication: await openSeriesPublication({ series, clock: stamp.clock }) };
  };
  let opened = await open();
  const close = async () => {
    await opened.publication.close();
    await opened.series.close();
  };
  t.after(close);
  return {
    ...{ directory, stamp, failures },
    series: () => opened.series,
    publication: () => opened.publication,
    async append(...cases) {
      for (const name of cases) await opened.series.append(settled(name, stamp));
      await opened.publication.publish();
    },
    async reopen(options) {
      await close();
      opened = await open(options);
      await opened.publication.publish();
      return opened.series;
    },
    async rotate() {
      await opened.series.rotate();
      await opened.publication.publish();
    },
    async retire(number) {
      await opened.series.retire(number, { actor: person, early: true });
      await opened.publication.publish();
    },
    verify: () => verified(directory, stamp),
  };
}

/** Walks the series that lies in a directory, with the keys that lie there too. */
export async function verified(directory: string, stamp: Stamp = systemStamp): Promise<VerifiedLog[]> {
  const series = await openSeries({
    ...{ dataDirectory: directory, access: 'read', stamp, org: 'default', period: 'none' },
    ...{ holdings: () => [], onFailure: () => {} },
  });
  try {
    return await verifySeries({
      logs: series.logs,
      async trustOf({ place }) {
        const keys = await readLogKeys(place.keys);
        return (note) => ownCheckpoint(note, keys);
      },
    });
  } finally {
    await series.close();
  }
}

/** What every series keeps: one index, heads that are those read, and leaf hashes that are those of the leaves. */
export async function checkSeries(series: LogSeries): Promise<void> {
  const entries = await listOf(series.read());
  assert.deepEqual(
    entries.map((it) => it.index),
    Array.from({ length: series.size - series.start }, (_, i) => series.start + i),
  );
  for (const { leaf, digest, head, index } of entries) {
    assert.equal(digest, toDigest(leafHash(canonicalBytes(leaf), sha256)));
    assert.equal(await series.headAt(index + 1), head);
  }
  assert.equal(await series.headAt(series.size), series.head);
  assert.equal(new Set(entries.map((it) => it.head)).size, entries.length);
}

/** A leaf of exactly so many bytes: of all facts only a system with many endpoints comes near the bound. */
export function longLeaf(bytes: number): Leaf {
  const endpoints = 40;
  const leafOf = (addresses: readonly string[]): Leaf => ({
    ...{
      v: 1,
      kind: 'system.registered',
      id: person.id,
      org: 'default',
      at: '2026-11-23T00:00:00.000Z',
      actor: person,
    },
    nonce: 'AwMDAwMDAwMDAwMDAwMDAw',
    body: {
      ...{ system: person.id, practice: false, actorRole: 'provider', stage: 'use', scenario: 'a', sector: 'b' },
      ...{ populations: [], modalities: [], intelligence: 'assists', scale: 'small', edition: '1.0', profile: 'p' },
      ...{ name: { digest: `sha256:${'0'.repeat(64)}` }, description: null, contacts: null },
      endpoints: addresses.map((address) => ({ id: person.id, kind: 'openai', address, model: null })),
    },
  });
  const room = bytes - canonicalBytes(leafOf(Array(endpoints).fill(''))).length;
  const lengthOf = (at: number) => Math.floor((room + at) / endpoints);
  return leafOf(Array.from({ length: endpoints }, (_, at) => 'x'.repeat(lengthOf(at))));
}

/** Proofs out of the tiles of every log, retired ones too: of its first leaf, its last and one between. */
export async function checkProofs({ directory, publication }: SeriesWorld): Promise<void> {
  for (const { log, published } of publication().logs) {
    assert.ok(published && published.size > 0n);
    const { size, root } = published;
    const read = readPublished(placeIn(directory, log.number).public, size);
    for (const index of new Set([0n, size / 2n, size - 1n])) {
      const proof = await inclusionProof(index, size, read, sha256);
      verifyInclusion({ index, size, leaf: await read(0, index), proof, root }, sha256);
    }
  }
}

/** The cases that still hold, from what can be read: those carried by the first log, then those of every log itself. */
export async function casesHeld(series: LogSeries): Promise<string[]> {
  const names: string[] = [];
  let carrying = true;
  for await (const { leaf } of series.read()) {
    if (leaf.kind === 'log.carried') carrying = false;
    const fact = leaf.kind === 'carried' && carrying && series.start > 0 ? leaf.body.leaf : leaf;
    if (fact.kind === 'case.settled') names.push(fact.body.case);
  }
  return names;
}

export const placeIn = (directory: string, number: number) => logIn(directory, nameOfLog(number));
export const segmentsIn = (directory: string, number: number) =>
  join(placeIn(directory, number).segments, '000000.seg');
