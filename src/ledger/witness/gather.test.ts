import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LedgerError } from '../error.ts';
import { freshDirectory, logOf, loopback, names, settled } from '../ledger.spec-world.ts';
import {
  checkCheckpoint,
  formatNote,
  formatSignatureLine,
  nodePrimitives,
  parseNote,
  signatureTypes,
} from '../note/index.ts';
import { actor, refusal } from '../note/note.spec-world.ts';
import { keysOfLog, openPublication, ownCheckpoint, readPublished, readPublishedNote } from '../publication.ts';
import { publishingLog } from '../publishing-log.ts';
import { sha256 } from '../stamp.ts';
import { consistencyProof } from '../tree/index.ts';
import type { WitnessAddress } from './ask.ts';
import { gatherCosignatures } from './gather.ts';
import { clock, publicOf, type ServedWitness, servedWitness, type TestLog, testLog } from './witness.spec-world.ts';

const addressOf = (served: ServedWitness): WitnessAddress => ({
  name: served.witness().name,
  url: served.url,
  keys: served.keys,
});

const cosigning = (
  log: TestLog,
  witnesses: readonly WitnessAddress[],
  quorum: number,
  patienceMs = 10_000,
  graceMs = 10_000,
) =>
  gatherCosignatures({
    ...{ witnesses, quorum, fetch, patienceMs, graceMs },
    prove: (from, to) => log.prove(Number(from), Number(to)),
  });

function trusted(log: TestLog, note: string, witnesses: readonly WitnessAddress[], quorum: number) {
  const policy = { log: { origin: log.keys.name, keys: log.pinned }, witnesses: { pins: witnesses, quorum } };
  return checkCheckpoint(note, policy, nodePrimitives);
}

describe('gathering cosignatures', () => {
  it('brings those of all witnesses, whatever each of them knew before', async (t) => {
    const log = testLog();
    const served = await Promise.all(['w1', 'w2', 'w3'].map((name) => servedWitness(t, [log], name)));
    await served[1]?.send(await log.submission(0, 3));
    await served[2]?.send(await log.submission(0, 9));
    const witnesses = served.map(addressOf);
    const cosign = cosigning(log, witnesses, 3);
    for (const size of [9, 9, 12]) {
      const note = await cosign(await log.note(size), await log.checkpoint(size));
      assert.deepEqual(trusted(log, note, witnesses, 3).witnesses?.signed, ['w1', 'w2', 'w3']);
    }
    assert.deepEqual(
      served.flatMap(({ suspected }) => suspected),
      [],
    );
  });

  const signedBy = (name: string) => actor(name, signatureTypes.ed25519Cosignature);
  const lineOf = (text: string, { key, signer }: ReturnType<typeof actor>) =>
    formatSignatureLine({ name: key.name, keyId: key.keyId, signature: signer.sign(text) });
  const textIn = (body: string) => parseNote(body.slice(body.indexOf('\n\n') + 2)).text;
  const pinned = signedBy('w2');
  const replying =
    (status: number, reply: (text: string) => string, type = 'text/plain'): RequestListener =>
    async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response.writeHead(status, { 'content-type': type }).end(reply(textIn(body)));
    };
  const failing: readonly [string, RequestListener, string][] = [
    ['is slow', () => {}, 'slow'],
    ['hangs in the middle of its answer', (_, response) => void response.writeHead(200).write('\u2014 '), 'slow'],
    ['hangs up', (request) => void request.socket.destroy(), 'unreachable'],
    [
      'sends one elsewhere',
      (_, response) => void response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
      'unreachable',
    ],
    ['fails', replying(500, () => 'x'), 'status_500'],
    ['does not know the log', replying(404, () => 'x'), 'status_404'],
    ['answers rubbish', replying(200, () => 'rubbish\n'), 'answer_invalid'],
    ['answers nothing', replying(200, () => ''), 'answer_invalid'],
    [
      'answers without end',
      (_, response) => {
        const more = () => {
          while (response.write('x'.repeat(16_384)));
        };
        response.on('drain', more);
        more();
      },
      'too_large',
    ],
    ['signs with a key that is not pinned', replying(200, (text) => lineOf(text, signedBy('w3'))), 'no_pinned_key'],
    [
      'signs another checkpoint',
      replying(200, (text) => lineOf(text.replace('\n12\n', '\n13\n'), pinned)),
      'signature_invalid',
    ],
    [
      'signs with another key under its id',
      replying(200, (text) => {
        const { key } = pinned;
        const { signer } = actor('w2', signatureTypes.ed25519Cosignature, 'another seed');
        return formatSignatureLine({ name: key.name, keyId: key.keyId, signature: signer.sign(text) });
      }),
      'signature_invalid',
    ],
    [
      'states no time',
      replying(200, (text) => lineOf(text, actor('w2', signatureTypes.ed25519Cosignature, undefined, 0n))),
      'no_time',
    ],
    ['saw another tree of this size', replying(409, () => 'root_differs\n'), 'another_root'],
    ['does not accept the proof', replying(422, () => 'x'), 'proof_refused'],
    ['knows a larger tree', replying(409, () => '13\n', 'text/x.tlog.size'), 'knows_more'],
    ['states no size', replying(409, () => '+3\n', 'text/x.tlog.size'), 'answer_invalid'],
    ['never agrees on a size', replying(409, () => '3\n', 'text/x.tlog.size'), 'never_agrees'],
  ];
  for (const [what, answer, why] of failing) {
    it(`a witness that ${what} does not count, and k of n is met without it or missed by it`, async (t) => {
      const log = testLog();
      const good = addressOf(await servedWitness(t, [log], 'w1'));
      const bad = { name: 'w2', url: await loopback(t, answer), keys: [pinned.key] };
      const [note, checkpoint] = [await log.note(12), await log.checkpoint(12)];
      const cosigned = await cosigning(log, [good, bad], 1, 10_000, 0)(note, checkpoint);
      assert.deepEqual(trusted(log, cosigned, [good, bad], 1).witnesses?.signed, ['w1']);
      await assert.rejects(
        cosigning(log, [good, bad], 2, 1_500)(note, checkpoint),
        refusal('ledger.witnesses_missing', { needed: 2, got: 1, of: 2, why: `w2: ${why}` }),
      );
    });
  }

  it('once there are enough, the others are waited for a moment only', async (t) => {
    const log = testLog();
    const good = addressOf(await servedWitness(t, [log], 'w1'));
    const slow = { name: 'w2', url: await loopback(t, () => {}), keys: [pinned.key] };
    const options = { witnesses: [good, slow], quorum: 1, fetch, patienceMs: 600_000, graceMs: 10 };
    const cosign = gatherCosignatures({ ...options, prove: async () => [] });
    assert.ok(await cosign(await log.note(3), await log.checkpoint(3)));
  });

  it('a fork of the log is refused by whoever saw the other history', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log], 'w1');
    const witnesses = [addressOf(served)];
    await cosigning(log, witnesses, 1)(await log.note(10), await log.checkpoint(10));
    const other = log.forkedAt(4);
    for (const [size, why] of [
      [10, 'another_root'],
      [14, 'proof_refused'],
      [9, 'knows_more'],
    ] as const)
      await assert.rejects(
        cosigning(other, witnesses, 1)(await other.note(size), await other.checkpoint(size)),
        refusal('ledger.witnesses_missing', { why: `w1: ${why}` }),
      );
    assert.deepEqual(
      served.suspected.map(({ suspicion }) => suspicion),
      ['forked', 'forked', 'unproven', 'rolled_back'],
    );
  });

  it('witnesses that cannot be counted are refused before anybody is asked', () => {
    const [w1, w2] = [signedBy('w1'), signedBy('w2')].map(({ key }) => ({
      name: key.name,
      url: 'http://127.0.0.1:9',
      keys: [key],
    }));
    assert.ok(w1 && w2);
    const table: readonly [readonly WitnessAddress[], number, string][] = [
      [[w1], 2, 'quorum'],
      [[w1], 0, 'quorum'],
      [[], 1, 'quorum'],
      [[w1, { ...w2, name: 'w1' }], 1, 'duplicate'],
      [[w1, { ...w1, name: 'w2' }], 1, 'duplicate'],
      [[{ ...w1, keys: [] }], 1, 'not_pinned'],
      [[{ ...w1, keys: publicOf(testLog().keys) }], 1, 'role'],
    ];
    for (const [witnesses, quorum, reason] of table)
      assert.throws(() => cosigning(testLog(), witnesses, quorum), refusal('ledger.key_invalid', { reason }));
  });
});

describe('a log that asks for witnesses', () => {
  it('publishes with their cosignatures; while they are missing the old checkpoint stays, appends go on, and it is told', async (t) => {
    const directory = await freshDirectory(t);
    const place = { log: join(directory, 'log'), public: join(directory, 'public') };
    const keys = await keysOfLog(join(directory, 'keys', 'log.json'), 'log.example/main', clock());
    const served = await servedWitness(t, [{ ...testLog(keys.name, keys), pinned: publicOf(keys) }], 'w1');
    const { url } = served;
    const address = { name: 'w1', url, keys: served.keys };
    let away = true;
    const cosign = gatherCosignatures({
      ...{ witnesses: [address], quorum: 1, patienceMs: 10_000, graceMs: 0 },
      fetch: (input, init) => fetch(away ? 'http://127.0.0.1:9/' : input, init),
      prove: (from, to) => consistencyProof(from, to, readPublished(place.public, to), sha256),
    });
    const world = await logOf(place.log, names(3));
    const options = { log: world, directory: place.public, keys, clock, cosign };
    const publication = await openPublication(options);
    assert.throws(() => publication.published, refusal('ledger.unpublished', {}));
    const failures: unknown[] = [];
    const log = publishingLog(world, publication, { delayMs: 60_000, onFailure: (it) => void failures.push(it) });
    const missing = refusal('ledger.witnesses_missing', { needed: 1, got: 0, why: 'w1: unreachable' });
    await assert.rejects(publication.publish(), missing);
    away = false;
    assert.equal((await publication.publish()).size, 3n);
    for (const size of [4n, 300n, 301n]) {
      const before = publication.published;
      await Promise.all(names(Number(size - before.size)).map((name) => log.append(settled(name))));
      away = true;
      await assert.rejects(publication.publish(), missing);
      assert.equal(await readPublishedNote(place.public), before.note);
      away = false;
      const { note } = await publication.publish();
      assert.equal(await readPublishedNote(place.public), note);
      const pins = { pins: [address], quorum: 1 };
      const found = checkCheckpoint(
        note,
        { log: { origin: keys.name, keys: publicOf(keys) }, witnesses: pins },
        nodePrimitives,
      );
      assert.deepEqual([found.checkpoint.size, found.witnesses?.signed], [size, ['w1']]);
      assert.equal(ownCheckpoint(note, keys).size, size);
    }
    await log.append(settled('last'));
    away = true;
    await log.close();
    assert.ok(missing(failures.at(-1)) && failures.length === 1);
    assert.equal(publication.published.size, 301n);
    const again = await logOf(place.log, []);
    t.after(() => again.close());
    away = false;
    assert.equal((await (await openPublication({ ...options, log: again })).publish()).size, 302n);
    assert.deepEqual(served.suspected, []);
  });

  it('is published by itself again after a while, without an append', async (t) => {
    const directory = await freshDirectory(t);
    const keys = await keysOfLog(join(directory, 'keys', 'log.json'), 'log.example/main', clock());
    const world = await logOf(join(directory, 'log'), names(2));
    const asked: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const cosign = async (note: string) => {
      asked.push(note);
      if (asked.length < 4)
        throw new LedgerError('ledger.witnesses_missing', { needed: 1, got: 0, of: 1, why: 'w: slow' });
      resolve();
      return formatNote(parseNote(note));
    };
    const publication = await openPublication({
      log: world,
      directory: join(directory, 'public'),
      keys,
      clock,
      cosign,
    });
    const log = publishingLog(world, publication, { delayMs: 0, retryMs: 1, onFailure: () => {} });
    const held = setInterval(() => {}, 1_000);
    await promise;
    clearInterval(held);
    await log.close();
    assert.equal(publication.published.size, 2n);
  });
});
