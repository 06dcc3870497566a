import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LedgerError } from '../error.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { signatureTypes } from './key.ts';
import { nodePrimitives } from './keys.ts';
import { type Actor, actor, checkpointText, origin, refusal, root } from './note.spec-world.ts';
import { signNote } from './note.ts';
import { type CheckpointPolicy, checkCheckpoint } from './policy.ts';

const ed25519 = actor(origin, signatureTypes.ed25519);
const mlDsa = actor(origin, signatureTypes.mlDsa44);
const older = actor(origin, signatureTypes.ed25519, 'older');
const [w1, w2, w3] = ['w1', 'w2', 'w3'].map((name) => actor(name, signatureTypes.ed25519Cosignature)) as [
  Actor,
  Actor,
  Actor,
];
const w1MlDsa = actor('w1', signatureTypes.mlDsa44);
const signed = (...actors: Actor[]) =>
  signNote(
    checkpointText,
    actors.map(({ signer }) => signer),
  );
const check = (note: string | Uint8Array, policy: CheckpointPolicy) => checkCheckpoint(note, policy, nodePrimitives);
const log = { origin, keys: [ed25519.key, mlDsa.key] };
const missing = (what: string) => refusal('ledger.signature_missing', { missing: what });
const pins = [
  { name: 'one', keys: [w1.key, w1MlDsa.key] },
  { name: 'two', keys: [w2.key] },
  { name: 'three', keys: [w3.key] },
];

describe('policy: both algorithms', () => {
  it('counts a checkpoint that both pinned keys signed, and says what it did not look for', () => {
    const result = check(signed(ed25519, mlDsa, w1), { log });
    assert.deepEqual(result.checkpoint, { origin, size: 42n, root });
    assert.equal(result.require, 'both');
    assert.deepEqual(result.log, { ed25519: 'signed', mlDsa44: 'signed' });
    assert.equal(result.witnesses, null);
    assert.deepEqual(
      result.unknown.map(({ name }) => name),
      ['w1'],
    );
  });

  it('refuses one alone: an attacker who breaks one algorithm gains nothing', () => {
    assert.throws(() => check(signed(ed25519), { log }), missing('ml_dsa_44'));
    assert.throws(() => check(signed(mlDsa), { log }), missing('ed25519'));
    assert.throws(() => check(signed(ed25519, actor(origin, signatureTypes.mlDsa44)), { log }), missing('ml_dsa_44'));
    assert.throws(() => check(signed(actor(origin, signatureTypes.ed25519, 'x')), { log }), missing('known_key'));
  });

  it('`any` is content with one, and says so', () => {
    const policy = { log, require: 'any' as const };
    assert.deepEqual(check(signed(ed25519), policy).log, { ed25519: 'signed', mlDsa44: 'not_signed' });
    assert.deepEqual(check(signed(mlDsa), policy).log, { ed25519: 'not_signed', mlDsa44: 'signed' });
    const onlyEd25519 = { log: { origin, keys: [ed25519.key] }, require: 'any' as const };
    assert.deepEqual(check(signed(ed25519, mlDsa), onlyEd25519).log, { ed25519: 'signed', mlDsa44: 'not_pinned' });
  });

  it('during a rotation the old or the new key of an algorithm will do', () => {
    const policy = { log: { origin, keys: [older.key, ed25519.key, mlDsa.key] } };
    for (const note of [signed(older, mlDsa), signed(ed25519, mlDsa), signed(older, ed25519, mlDsa)]) {
      assert.equal(check(note, policy).log.ed25519, 'signed');
    }
  });

  it('a witness cannot stand in for the log', () => {
    const policy = { log, require: 'any' as const, witnesses: { pins, quorum: 1 } };
    assert.throws(() => check(signed(w1, w1MlDsa, w2), policy), missing('log'));
  });

  it('refuses a checkpoint of another log, well signed', () => {
    const other = formatCheckpoint({ origin: 'example.com/other', size: 42n, root });
    const note = signNote(other, [ed25519.signer, mlDsa.signer]);
    const differs = refusal('ledger.origin_differs', { found: 'example.com/other', expected: origin });
    assert.throws(() => check(note, { log }), differs);
  });

  it('refuses a note that is well signed and no checkpoint', () => {
    const note = signNote('hello\n', [ed25519.signer]);
    assert.throws(() => check(note, { log, require: 'any' }), refusal('ledger.checkpoint_invalid'));
  });
});

describe('policy: k of n witnesses', () => {
  const of = (quorum: number): CheckpointPolicy => ({ log, witnesses: { pins, quorum } });

  it('counts pins, not signatures', () => {
    const result = check(signed(ed25519, mlDsa, w1, w1MlDsa, w3), of(2));
    assert.deepEqual(result.witnesses, { quorum: 2, of: 3, signed: ['one', 'three'], notSigned: ['two'] });
    assert.throws(() => check(signed(ed25519, mlDsa, w1, w1MlDsa), of(2)), missing('witnesses'));
    assert.throws(() => check(signed(ed25519, mlDsa), of(1)), missing('witnesses'));
    assert.deepEqual(check(signed(ed25519, mlDsa, w1MlDsa), of(1)).witnesses?.signed, ['one']);
  });

  it('a wrong cosignature of a pinned witness refuses the note, even beside a full quorum', () => {
    const lie = { ...w3, signer: { key: w3.key, sign: (text: string) => w3.signer.sign(text.replace('42', '43')) } };
    assert.throws(
      () => check(signed(ed25519, mlDsa, w1, w2, lie), of(2)),
      refusal('ledger.signature_invalid', { name: 'w3' }),
    );
  });
});

describe('policies that cannot be kept', () => {
  const witnesses = (...keys: (typeof w1.key)[]) => ({
    pins: keys.map((key, at) => ({ name: `${at}`, keys: [key] })),
    quorum: 1,
  });
  const twin = actor('twin', signatureTypes.ed25519Cosignature, `${origin} 1`);
  const table: readonly [string, CheckpointPolicy, string][] = [
    ['no log key', { log: { origin, keys: [] }, require: 'any' }, 'not_pinned'],
    ['both, of one algorithm', { log: { origin, keys: [ed25519.key] } }, 'not_pinned'],
    ['both, of the other', { log: { origin, keys: [mlDsa.key] } }, 'not_pinned'],
    ['a cosigner as the log', { log: { origin, keys: [ed25519.key, mlDsa.key, actor(origin, 4).key] } }, 'role'],
    ['a plain note key as a witness', { log, witnesses: witnesses(actor('w', 1).key) }, 'role'],
    ['a log key of another name', { log: { origin, keys: [ed25519.key, mlDsa.key, actor('a', 1).key] } }, 'name'],
    ['a key twice', { log: { origin, keys: [ed25519.key, mlDsa.key, ed25519.key] } }, 'duplicate'],
    ['a witness twice', { log, witnesses: witnesses(w1.key, w1.key) }, 'duplicate'],
    ['one key under two names', { log, witnesses: witnesses(w1.key, actor('again', 4, 'w1 4').key) }, 'duplicate'],
    ['the log as its own witness', { log, witnesses: witnesses(twin.key) }, 'duplicate'],
    [
      'one name for two witnesses',
      {
        log,
        witnesses: {
          pins: [
            { name: 'a', keys: [w1.key] },
            { name: 'a', keys: [w2.key] },
          ],
          quorum: 1,
        },
      },
      'duplicate',
    ],
    ['a witness without a key', { log, witnesses: { pins: [{ name: 'a', keys: [] }], quorum: 1 } }, 'not_pinned'],
    ['no vote needed', { log, witnesses: { pins, quorum: 0 } }, 'quorum'],
    ['more votes than witnesses', { log, witnesses: { pins, quorum: 4 } }, 'quorum'],
    ['half a vote', { log, witnesses: { pins, quorum: 1.5 } }, 'quorum'],
  ];
  for (const [what, policy, reason] of table) {
    it(`refuses ${what}`, () => {
      assert.throws(() => check(signed(ed25519, mlDsa), policy), refusal('ledger.key_invalid', { reason }));
    });
  }
});

describe('every single changed bit of a signed checkpoint', () => {
  const note = Buffer.from(signed(ed25519, mlDsa));
  const lineStart = note.indexOf('\u2014 ');
  const secondLine = note.indexOf('\u2014 ', lineStart + 1);

  /** Where a changed bit is still accepted. Seven of eight bits of the long ML-DSA-44 line are left out, for time. */
  function survivors(policy: CheckpointPolicy): Set<number> {
    const accepted = new Set<number>();
    for (let at = 0; at < note.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        if (at > secondLine + 40 && bit !== at % 8) continue;
        const changed = Buffer.from(note);
        changed[at] = (note[at] ?? 0) ^ (1 << bit);
        try {
          assert.equal(check(changed, policy).text, checkpointText, `bit ${bit} of byte ${at}`);
          accepted.add(at);
        } catch (error) {
          if (!(error instanceof LedgerError)) throw error;
        }
      }
    }
    return accepted;
  }

  it('is refused where both signatures are required', () => {
    assert.deepEqual([...survivors({ log })], []);
  });

  it('under `any` survives only in the name and key id of a line, which then counts as an unknown key; what is signed stays', () => {
    // The 32 bits of the id are the first five characters of base64 and the upper two bits of the sixth.
    const nameAndId = (start: number) =>
      Array.from({ length: origin.length + 1 + 6 }, (_, at) => start + Buffer.byteLength('\u2014 ') + at);
    const allowed = new Set([...nameAndId(lineStart), ...nameAndId(secondLine)]);
    const accepted = survivors({ log, require: 'any' });
    assert.deepEqual(
      [...accepted].filter((at) => !allowed.has(at)),
      [],
    );
    const spaces = [lineStart, secondLine].map((start) => start + Buffer.byteLength('\u2014 ') + origin.length);
    assert.deepEqual(
      [...allowed].filter((at) => !accepted.has(at)),
      spaces,
      'all of them, but the space between the two',
    );
  });
});
