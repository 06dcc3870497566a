import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { sha256 } from '../stamp.ts';
import { formatVerifierKey, parseVerifierKey } from './key.ts';
import {
  generateLogKeys,
  nodePrimitives,
  publicKeysOf,
  readLogKeys,
  rotateLogKeys,
  signersOf,
  verifiersOf,
  writeLogKeys,
} from './keys.ts';
import { checkpointText, origin, refusal } from './note.spec-world.ts';
import { openNote, signNote } from './note.ts';
import { checkCheckpoint } from './policy.ts';

const start = Date.UTC(2026, 10, 25);
const day = 24 * 60 * 60 * 1000;
const first = generateLogKeys(origin, start);
const noModes = process.platform === 'win32' ? 'Windows has no file modes' : false;

const vkeysAt = (keys: typeof first, now: number) => signersOf(keys, now).map(({ key }) => formatVerifierKey(key));
const pinsOf = (keys: typeof first) => publicKeysOf(keys).map(({ vkey }) => parseVerifierKey(vkey, sha256));

describe('the keys of a log', () => {
  it('sign a checkpoint that counts under `both`, ML-DSA-44 with the time', () => {
    const note = signNote(checkpointText, signersOf(first, start + 1999));
    const { verified } = checkCheckpoint(note, { log: { origin, keys: pinsOf(first) } }, nodePrimitives);
    assert.deepEqual(
      verified.map(({ time }) => time),
      [null, BigInt(start / 1000 + 1)],
    );
    assert.equal(openNote(note, verifiersOf(first)).verified.length, 2);
  });

  it('are new each time', () => {
    assert.notDeepEqual(vkeysAt(generateLogKeys(origin, start), start), vkeysAt(first, start));
  });

  it('have a name that can stand in a note and under an ML-DSA-44 signature', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'n'.repeat(256), '\u4f60'.repeat(86)]) {
      assert.throws(() => generateLogKeys(name, start), refusal('ledger.key_invalid', { reason: 'name' }));
    }
  });

  it('show no private key when they are printed', () => {
    const text = `${JSON.stringify(first)}${inspect(first, { depth: 9 })}${JSON.stringify(publicKeysOf(first))}`;
    assert.ok(text.length < 20_000);
    for (const { ed25519 } of first.pairs) {
      const secret = ed25519.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
      for (const form of ['hex', 'base64', 'base64url'] as const) assert.ok(!text.includes(secret.toString(form)));
    }
  });
});

describe('rotation', () => {
  const rotation = start + 30 * day;
  const second = rotateLogKeys(first, rotation, 7 * day);
  const [old = [], fresh = []] = [vkeysAt(first, start), vkeysAt(second, rotation + 8 * day)];

  it('old and new sign side by side, to the millisecond', () => {
    assert.deepEqual(vkeysAt(second, rotation - 1), old);
    assert.deepEqual(vkeysAt(second, rotation), [...old, ...fresh]);
    assert.deepEqual(vkeysAt(second, rotation + 7 * day - 1), [...old, ...fresh]);
    assert.deepEqual(vkeysAt(second, rotation + 7 * day), fresh);
    assert.equal(new Set([...old, ...fresh]).size, 4);
  });

  it('those who pinned only the old, and those who pinned only the new, both read a note of the overlap', () => {
    const note = signNote(checkpointText, signersOf(second, rotation + day));
    for (const vkeys of [old, fresh]) {
      const keys = vkeys.map((vkey) => parseVerifierKey(vkey, sha256));
      const { log, unknown } = checkCheckpoint(note, { log: { origin, keys } }, nodePrimitives);
      assert.deepEqual(log, { ed25519: 'signed', mlDsa44: 'signed' });
      assert.equal(unknown.length, 2);
    }
  });

  it('the public key page has the validity of every key, past ones too', () => {
    const page = publicKeysOf(second);
    assert.deepEqual(
      page.map(({ vkey }) => vkey),
      [...old, ...fresh],
    );
    assert.deepEqual(
      page.map(({ algorithm }) => algorithm),
      ['ed25519', 'ml_dsa_44', 'ed25519', 'ml_dsa_44'],
    );
    assert.deepEqual(
      page.map(({ from, until }) => [from, until]),
      [
        ['2026-11-25T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
        ['2026-11-25T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
        ['2026-12-25T00:00:00.000Z', null],
        ['2026-12-25T00:00:00.000Z', null],
      ],
    );
  });

  it('never lengthens the life of a key', () => {
    const third = rotateLogKeys(second, rotation + day, 100 * day);
    assert.deepEqual(
      third.pairs.map(({ until }) => until),
      [rotation + 7 * day, rotation + 101 * day, null],
    );
    const cut = rotateLogKeys(third, rotation + 2 * day, 0);
    assert.deepEqual(vkeysAt(cut, rotation + 2 * day).length, 2, 'without overlap only the new pair signs');
  });

  it('a log before its first key signs nothing', () => {
    assert.throws(() => signersOf(first, start - 1), refusal('ledger.key_invalid', { reason: 'none_valid' }));
  });

  it('refuses an overlap that is no time', () => {
    for (const overlap of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => rotateLogKeys(first, start, overlap), refusal('ledger.key_invalid', { reason: 'overlap' }));
    }
  });
});

describe('the key file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'note-keys-'));
  after(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'deep', 'keys', 'log.json');

  it('gives back the keys', async () => {
    const keys = rotateLogKeys(first, start + day, day);
    await writeLogKeys(file, keys);
    const back = await readLogKeys(file);
    assert.deepEqual(publicKeysOf(back), publicKeysOf(keys));
    const note = signNote(checkpointText, signersOf(back, start + day));
    assert.equal(openNote(note, verifiersOf(keys)).verified.length, 4);
  });

  it('is 0600 in directories of 0700', { skip: noModes }, async () => {
    await writeLogKeys(file, first);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    for (const it of ['deep', join('deep', 'keys')])
      assert.equal((await stat(join(directory, it))).mode & 0o777, 0o700);
  });

  it('is refused where others may read or write it', { skip: noModes }, async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o602, 0o601, 0o644, 0o666]) {
      await writeLogKeys(file, first);
      await chmod(file, mode);
      const shown = `0${mode.toString(8)}`;
      await assert.rejects(readLogKeys(file), refusal('ledger.key_invalid', { reason: 'file_mode', mode: shown }));
    }
    await writeLogKeys(file, first);
    await readLogKeys(file);
  });

  it('is refused, also for writing, in a directory that others may write', { skip: noModes }, async () => {
    await writeLogKeys(file, first);
    const open = refusal('ledger.key_invalid', { reason: 'directory_mode', mode: '0770' });
    await chmod(join(directory, 'deep', 'keys'), 0o770);
    await assert.rejects(readLogKeys(file), open);
    await assert.rejects(writeLogKeys(file, first), open);
    await chmod(join(directory, 'deep', 'keys'), 0o700);
  });

  it('is refused where it is something else, without a word of what it holds', async () => {
    await writeLogKeys(file, first);
    const text = await readFile(file, 'utf8');
    const { pairs } = JSON.parse(text);
    const stranger = (change: object) => JSON.stringify({ v: 1, name: origin, pairs, ...change });
    const swapped = [{ ...pairs[0], ed25519: pairs[0].mlDsa44 }];
    const changed = [
      '',
      '{',
      text.slice(0, -40),
      stranger({ v: 2 }),
      stranger({ name: 'a b' }),
      stranger({ pairs: [] }),
      stranger({ more: 1 }),
      stranger({ pairs: swapped }),
      stranger({ pairs: [{ ...pairs[0], mlDsa44: 'AAAA' }] }),
      stranger({ pairs: [{ ...pairs[0], from: 'yesterday' }] }),
      ' '.repeat(600_000),
    ];
    for (const it of changed) {
      await writeFile(file, it);
      await assert.rejects(readLogKeys(file), (error: Error) => {
        assert.equal(error.cause, undefined);
        return refusal('ledger.key_invalid', { reason: 'file' })(error);
      });
    }
    await assert.rejects(readLogKeys(`${file}.none`), refusal('ledger.read_failed', { system: 'ENOENT' }));
  });
});
