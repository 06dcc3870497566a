import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freshDirectory } from '../ledger.spec-world.ts';
import {
  checkCheckpoint,
  formatNote,
  generateLogKeys,
  nodePrimitives,
  parseNote,
  signatureTypes,
} from '../note/index.ts';
import { refusal } from '../note/note.spec-world.ts';
import { sha256 } from '../stamp.ts';
import { originName } from './memory.ts';
import { largestSubmission, type Submission } from './submission.ts';
import { clock, servedWitness, type TestLog, testLog } from './witness.spec-world.ts';
import { openWitness } from './witness.ts';

const sizeType = 'text/x.tlog.size';

/** A witness that has cosigned that size of a log. */
async function at(t: TestContext, size: number, log: TestLog = testLog()) {
  const served = await servedWitness(t, [log]);
  assert.equal((await served.send(await log.submission(0, size))).status, 200);
  return { log, served };
}

describe('add-checkpoint, c2sp.org/tlog-witness', () => {
  it('cosigns what continues what it cosigned, with both algorithms and a time; the answer is signature lines alone', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 5],
      [5, 256],
      [256, 257],
      [257, 1000],
    ] as const) {
      const { status, text } = await served.send(await log.submission(from, to));
      assert.equal(status, 200, `${from} to ${to}: ${text}`);
      assert.match(text, /^(\u2014 witness\.example\/w1 [A-Za-z0-9+/=]+\n){2}$/);
      const note = `${await log.note(to)}${text}`;
      const pins = [{ name: 'w1', keys: served.keys }];
      const trusted = checkCheckpoint(
        note,
        { log: { origin: log.keys.name, keys: log.pinned }, witnesses: { pins, quorum: 1 } },
        nodePrimitives,
      );
      const own = trusted.verified.filter(({ key }) => key.name === 'witness.example/w1');
      assert.deepEqual(
        own.map(({ key }) => key.type),
        [signatureTypes.ed25519Cosignature, signatureTypes.mlDsa44],
      );
      for (const { time } of own) assert.equal(time, BigInt(clock() / 1000));
    }
    assert.deepEqual(served.suspected, []);
  });

  it('answers a proof from another size with 409 and the size it knows, 0 where it knows nothing', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    const unknown = await served.send(await log.submission(3, 7));
    assert.deepEqual([unknown.status, unknown.type, unknown.text], [409, sizeType, '0\n']);
    await served.send(await log.submission(0, 7));
    for (const from of [0, 3]) {
      const behind = await served.send(await log.submission(from, 9));
      assert.deepEqual([behind.status, behind.type, behind.text], [409, sizeType, '7\n']);
    }
    assert.deepEqual(served.suspected, [], 'asking from another size is no offence');
  });

  it('a replayed old checkpoint: 409, a rollback, and both notes kept once', async (t) => {
    const { log, served } = await at(t, 20);
    for (const from of [0, 5, 12]) {
      const back = await served.send(await log.submission(from, 12));
      assert.deepEqual([back.status, back.type, back.text], [409, sizeType, '20\n']);
    }
    assert.deepEqual(
      served.suspected.map(({ suspicion }) => suspicion),
      ['rolled_back', 'rolled_back', 'rolled_back'],
    );
    const [file = ''] = new Set(served.suspected.map(({ evidence }) => evidence));
    const kept = JSON.parse(await readFile(file ?? '', 'utf8'));
    assert.deepEqual([kept.suspicion, kept.origin], ['rolled_back', log.keys.name]);
    assert.deepEqual(parseNote(kept.offered).text, parseNote(await log.note(12)).text);
    assert.deepEqual(parseNote(kept.known).text, parseNote(await log.note(20)).text);
    assert.equal((await readdir(join(file ?? '', '..'))).length, 1);
  });

  it('a proof that begins above the checkpoint: 400', async (t) => {
    const { log, served } = await at(t, 20);
    const { status } = await served.send({ old: 20n, proof: [], note: await log.note(12) });
    assert.equal(status, 400);
    assert.equal(served.suspected.at(-1)?.suspicion, 'rolled_back');
  });

  it('a fork shown to two clients is refused, whichever comes first, also at one size', async (t) => {
    const honest = testLog();
    const other = honest.forkedAt(6);
    for (const [first, second] of [
      [honest, other],
      [other, honest],
    ] as const) {
      const { served } = await at(t, 10, first);
      const equal = await served.send({ old: 10n, proof: [], note: await second.note(10) });
      assert.deepEqual([equal.status, equal.type === sizeType], [409, false]);
      assert.equal(served.suspected.at(-1)?.suspicion, 'forked');
      // Also where it comes as if nothing had been seen: the two roots convict the log.
      assert.equal((await served.send({ old: 0n, proof: [], note: await second.note(10) })).status, 409);
      assert.equal(served.suspected.at(-1)?.suspicion, 'forked');
      const grown = await served.send(await second.submission(10, 15));
      assert.equal(grown.status, 422);
      assert.equal(served.suspected.at(-1)?.suspicion, 'unproven');
      assert.equal((await served.send(await first.submission(10, 15))).status, 200, 'the first history goes on');
      const kinds = (await readdir(join(served.directory, 'refused'), { recursive: true })).filter((it) =>
        it.endsWith('.json'),
      );
      assert.deepEqual(kinds.map((it) => it.replace(/^.*[/\\]|-.*$/g, '')).sort(), ['forked', 'unproven']);
    }
  });

  const rubbish: readonly [string, (log: TestLog) => Promise<Partial<Submission>>][] = [
    ['of another log', async () => ({ proof: await testLog('other.example').forkedAt(0).prove(10, 15) })],
    ['truncated', async (log) => ({ proof: (await log.prove(10, 15)).slice(0, -1) })],
    ['with a hash too many', async (log) => ({ proof: [...(await log.prove(10, 15)), sha256()] })],
    ['empty', async () => ({ proof: [] })],
    ['of other sizes', async (log) => ({ proof: await log.prove(9, 15) })],
    ['in another order', async (log) => ({ proof: [...(await log.prove(10, 15))].reverse() })],
  ];
  for (const [what, change] of rubbish) {
    it(`a proof ${what}: 422, and the state stays`, async (t) => {
      const { log, served } = await at(t, 10);
      const { status } = await served.send({ ...(await log.submission(10, 15)), ...(await change(log)) });
      assert.equal(status, 422);
      assert.equal((await served.witness().newest(log.keys.name))?.checkpoint.size, 10n);
      assert.equal((await served.send(await log.submission(10, 15))).status, 200);
    });
  }

  it('a proof where none is wanted, and a root that the empty tree does not have: 422', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    assert.equal((await served.send({ old: 0n, proof: [sha256()], note: await log.note(3) })).status, 422);
    await served.send(await log.submission(0, 3));
    assert.equal((await served.send({ old: 3n, proof: [sha256()], note: await log.note(3) })).status, 422);
  });

  it('an unknown origin: 404; no signature of the log, a wrong one, or one of another key under its id: 403', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    assert.equal((await served.send(await testLog('stranger.example').submission(0, 3))).status, 404);
    const impostor = testLog(log.keys.name, generateLogKeys(log.keys.name, clock()));
    assert.equal((await served.send(await impostor.submission(0, 3))).status, 403);
    const genuine = parseNote(await log.note(3));
    const forged = parseNote(await impostor.note(3));
    // An id has four bytes: whoever wants one finds a key that has it. Here the id is simply put on.
    const colliding = forged.signatures.map((line, index) => ({
      ...line,
      keyId: genuine.signatures[index]?.keyId ?? line.keyId,
    }));
    const note = formatNote({ text: forged.text, signatures: colliding });
    assert.equal((await served.send({ old: 0n, proof: [], note })).status, 403);
    const moved = formatNote({ text: (await parseNote(await log.note(4))).text, signatures: genuine.signatures });
    assert.equal((await served.send({ old: 0n, proof: [], note: moved })).status, 403);
    assert.equal(await served.witness().newest(log.keys.name), null);
  });

  it('of a log with keys of both algorithms wants both signatures: 403 for one of them; of a log with one key that one', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    const { text, signatures } = parseNote(await log.note(3));
    assert.equal(signatures.length, 2);
    for (const [at, line] of signatures.entries()) {
      const submission: Submission = { old: 0n, proof: [], note: formatNote({ text, signatures: [line] }) };
      assert.equal((await served.send(submission)).status, 403);
      const pinned = log.pinned.slice(at, at + 1);
      const ofOneKey = await servedWitness(t, [{ ...log, pinned }]);
      assert.equal((await ofOneKey.send(submission)).status, 200);
    }
    assert.equal(await served.witness().newest(log.keys.name), null);
    assert.equal((await served.send(await log.submission(0, 3))).status, 200);
  });

  it('ignores signatures of unknown keys, and does not keep them', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    const { text, signatures } = parseNote(await log.note(3));
    const stranger = parseNote(await testLog('stranger.example').note(3)).signatures;
    const { status } = await served.send({
      old: 0n,
      proof: [],
      note: formatNote({ text, signatures: [...stranger, ...signatures] }),
    });
    assert.equal(status, 200);
    const kept = parseNote((await served.witness().newest(log.keys.name))?.note ?? '');
    assert.deepEqual([...new Set(kept.signatures.map(({ name }) => name))], [log.keys.name, 'witness.example/w1']);
  });

  it('what is no request: 400, what is too large: 413, other ways and methods: 404 and 405', async (t) => {
    const { log, served } = await at(t, 4);
    const note = await log.note(5);
    const hash = Buffer.alloc(32).toString('base64');
    const bodies: readonly (readonly [string, number])[] = [
      ['', 400],
      ['old 4\n', 400],
      [`old 04\n\n${note}`, 400],
      [`old -1\n\n${note}`, 400],
      [`old 9223372036854775808\n\n${note}`, 400],
      [`Old 4\n\n${note}`, 400],
      [`old 4 \n\n${note}`, 400],
      [`old 4\r\n\r\n${note}`, 400],
      [`old 4\n${hash.slice(1)}\n\n${note}`, 400],
      [`old 4\n${`${hash}\n`.repeat(64)}\n${note}`, 400],
      [`old 4\n${`${hash}\n`.repeat(63)}\n${note}`, 422],
      [`old 4\n\n${note.slice(0, -1)}`, 400],
      [`old 4\n\nno checkpoint\n\n${note.slice(note.indexOf('\u2014'))}`, 400],
      [`old 4\n\n${note}${'x'.repeat(largestSubmission)}`, 413],
    ];
    for (const [body, status] of bodies)
      assert.equal((await served.post(body)).status, status, JSON.stringify(body.slice(0, 60)));
    assert.equal((await served.post(Uint8Array.of(0x6f, 0xff, 0xfe))).status, 400);
    assert.equal((await fetch(`${served.url}/add-checkpoint`)).status, 405);
    assert.equal((await fetch(`${served.url}/add-entries`, { method: 'POST', body: 'x' })).status, 404);
    const open = new ReadableStream({ pull: (it) => it.enqueue(Buffer.alloc(16_384, 'x')) });
    const endless = fetch(`${served.url}/add-checkpoint`, {
      method: 'POST',
      body: open,
      duplex: 'half',
    } as RequestInit);
    assert.equal(
      await endless.then(
        ({ status }) => status,
        () => 413,
      ),
      413,
      'answered or cut off, never read to its end',
    );
    assert.equal((await served.send(await log.submission(4, 5))).status, 200);
  });

  it('shows the newest cosigned checkpoint of a log under the digest of its origin', async (t) => {
    const { log, served } = await at(t, 4);
    const path = (origin: string) => `${served.url}/${originName(origin)}/checkpoint`;
    const shown = await fetch(path(log.keys.name));
    assert.equal(shown.status, 200);
    assert.equal(await shown.text(), (await served.witness().newest(log.keys.name))?.note);
    assert.equal((await fetch(path('stranger.example'))).status, 404);
  });
});

describe('the memory of a witness', () => {
  it('outlives a restart: the same keys, the same sizes, the same refusals', async (t) => {
    const { log, served } = await at(t, 10);
    const { vkeys } = served.witness();
    await served.restart();
    assert.deepEqual(served.witness().vkeys, vkeys);
    assert.deepEqual((await served.send(await log.submission(0, 12))).text, '10\n');
    assert.equal((await served.send({ old: 10n, proof: [], note: await log.forkedAt(2).note(10) })).status, 409);
    assert.equal(served.suspected.at(-1)?.suspicion, 'forked');
    assert.equal((await served.send(await log.submission(10, 12))).status, 200);
  });

  it('is of one process, of one name, private, and refused where it is damaged', async (t) => {
    const { log, served } = await at(t, 10);
    const options = { directory: served.directory, logs: log.pinned, clock };
    await assert.rejects(openWitness(options), refusal('ledger.in_use'));
    const key = join(served.directory, 'keys', 'witness.json');
    if (process.platform !== 'win32') assert.equal((await stat(key)).mode & 0o077, 0);
    await served.stop();
    await assert.rejects(
      openWitness({ ...options, name: 'another.example' }),
      refusal('ledger.key_invalid', { reason: 'name' }),
    );
    const file = join(served.directory, 'logs', originName(log.keys.name), 'checkpoint');
    const note = await readFile(file, 'utf8');
    const damages = [note.replace('\n10\n', '\n9\n'), '', note.slice(0, -20), await log.note(10)];
    for (const damaged of damages) {
      await writeFile(file, damaged);
      await assert.rejects(openWitness(options), refusal('ledger.witness_state_invalid', { file }));
    }
    await writeFile(file, note);
    await (await openWitness(options)).close();
  });

  it('refuses keys of logs that cannot be trusted', async (t) => {
    const directory = await freshDirectory(t);
    const open = (logs: TestLog['pinned']) => openWitness({ directory, name: 'w', logs, clock });
    await assert.rejects(open([]), refusal('ledger.key_invalid', { reason: 'none_given' }));
    const [first] = testLog().pinned;
    assert.ok(first);
    await assert.rejects(open([first, first]), refusal('ledger.key_invalid', { reason: 'duplicate' }));
    await assert.rejects(
      open([{ ...first, type: signatureTypes.ed25519Cosignature }]),
      refusal('ledger.key_invalid', { reason: 'role' }),
    );
    await assert.rejects(
      openWitness({ directory, logs: [first], clock }),
      refusal('ledger.key_invalid', { reason: 'name' }),
    );
  });

  it('keeps so much evidence of one kind and no more; what comes after is refused all the same', async (t) => {
    const log = testLog();
    const served = await servedWitness(t, [log]);
    await served.send(await log.submission(0, 300));
    const witness = served.witness();
    const files = new Set<string | null>();
    for (let size = 1; size <= 105; size += 1) {
      const outcome = await witness.add(await log.submission(0, size));
      assert.ok(!outcome.cosigned);
      files.add(outcome.evidence);
    }
    assert.deepEqual([files.size, files.has(null)], [101, true]);
  });

  it('of two submissions from one size at once, one is cosigned, and no cosigned size is ever taken back', async (t) => {
    const { log, served } = await at(t, 10);
    const other = log.forkedAt(10);
    const sent = [log.submission(10, 15), other.submission(10, 15), log.submission(10, 14), other.submission(10, 30)];
    const answers = await Promise.all(sent.map(async (it) => served.send(await it)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409]);
    const cosigned = answers.findIndex(({ status }) => status === 200);
    assert.equal((await served.witness().newest(log.keys.name))?.checkpoint.size, [15n, 15n, 14n, 30n][cosigned]);
  });

  it('kill -9, again and again: what somebody has a cosignature of is remembered', async (t) => {
    const directory = await freshDirectory(t);
    const child = fileURLToPath(new URL('crash.spec-world.ts', import.meta.url));
    const rounds = 5;
    let most = 0;
    for (let round = 0; round < rounds; round += 1) {
      const running = fork(child, [directory]);
      t.after(() => running.kill('SIGKILL'));
      const wanted = most + 5 + round * 3;
      await new Promise<void>((resolve, reject) => {
        running.once('exit', () => reject(new Error('the witness ended by itself')));
        running.on('message', ({ cosigned }: { cosigned: number }) => {
          if (cosigned <= most) reject(new Error(`size ${cosigned} was cosigned before: it was forgotten`));
          most = cosigned;
          if (cosigned >= wanted) resolve();
        });
      });
      for (let turn = 0; turn < round * 17; turn += 1) await new Promise(setImmediate);
      running.removeAllListeners('exit');
      running.kill('SIGKILL');
      await once(running, 'close');
    }
    const log = testLog('log.example/crash');
    const [name] = await readdir(join(directory, 'logs'));
    assert.equal(name, originName(log.keys.name));
    const kept = parseNote(await readFile(join(directory, 'logs', name ?? '', 'checkpoint')));
    assert.ok(Number(kept.text.split('\n')[1]) >= most);
    t.diagnostic(`${rounds} kills, ${most} cosigned`);
  });
});
