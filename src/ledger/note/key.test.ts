import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../stamp.ts';
import { fromBase64, toBase64, toHex } from './base64.ts';
import { formatVerifierKey, parseVerifierKey, signatureTypes, verifierKey } from './key.ts';
import { refusal } from './note.spec-world.ts';

/** The verifier key that golang.org/x/mod's tests use. */
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const refused = refusal('ledger.key_invalid');

/** A key text with the right id for whatever stands in it. */
function vkeyOf(name: string, material: Uint8Array): string {
  const id = sha256(new TextEncoder().encode(`${name}\n`), material).slice(0, 4);
  return `${name}+${toHex(id)}+${toBase64(material)}`;
}

describe('base64', () => {
  it('is that of RFC 4648 §4', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
        assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
      }),
    );
  });

  it('has one text for each byte string', () => {
    for (const text of [
      'A',
      'AA',
      'AAA',
      'A===',
      '====',
      'AB==',
      'AAB=',
      'AA=A',
      'AA== ',
      'AA\n=',
      'AA-_',
      ' AAA',
      'AAAAA===',
    ]) {
      assert.equal(fromBase64(text), undefined, text);
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ABCQgw/+=-_ '), maxLength: 8 }), (text) => {
        const bytes = fromBase64(text);
        if (bytes !== undefined) assert.equal(toBase64(bytes), text);
      }),
    );
  });
});

describe('verifier keys, c2sp.org/signed-note', () => {
  it('read and write as Go and the specification do', () => {
    const example = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
    for (const vkey of [peter, example]) assert.equal(formatVerifierKey(parseVerifierKey(vkey, sha256)), vkey);
    assert.equal(parseVerifierKey(peter, sha256).type, signatureTypes.ed25519);
  });

  it('go round for every name, type and key', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((it) => !/[\p{White_Space}+\p{Cc}]/u.test(it));
    fc.assert(
      fc.property(
        name,
        fc.constantFrom(1, 4, 6),
        fc.uint8Array({ minLength: 1312, maxLength: 1312 }),
        (it, type, bytes) => {
          const key = verifierKey(it, type, type === 6 ? bytes : bytes.slice(0, 32), sha256);
          assert.deepEqual(parseVerifierKey(formatVerifierKey(key), sha256), key);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are refused in every true part of the text', () => {
    for (let from = 0; from <= peter.length; from += 1) {
      for (let to = from; to <= peter.length; to += 1) {
        if (to - from < peter.length) assert.throws(() => parseVerifierKey(peter.slice(from, to), sha256), refused);
      }
    }
  });

  it('are refused with any one bit changed', () => {
    const bytes = Buffer.from(peter);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => parseVerifierKey(changed.toString('latin1'), sha256), refused);
    }
  });

  const material = (type: number, length: number) =>
    Uint8Array.from({ length: length + 1 }, (_, at) => (at === 0 ? type : at & 255));
  const table: readonly [string, string, string][] = [
    ['a key that is too long', vkeyOf('a', material(1, 35)), 'length'],
    ['a key that is too short', vkeyOf('a', material(1, 31)), 'length'],
    ['ML-DSA-44 of 32 bytes', vkeyOf('a', material(6, 32)), 'length'],
    ['a cosignature key of 1312 bytes', vkeyOf('a', material(4, 1312)), 'length'],
    ['an unknown type', vkeyOf('a', material(0x65, 32)), 'type'],
    ['ECDSA', vkeyOf('a', material(2, 91)), 'type'],
    ['no key at all', vkeyOf('a', new Uint8Array()), 'base64'],
    ['no name', vkeyOf('', material(1, 32)), 'name'],
    ['a space in the name', vkeyOf('a b', material(1, 32)), 'name'],
    ['a space of another alphabet in the name', vkeyOf('a\u3000b', material(1, 32)), 'name'],
    ['NEXT LINE in the name', vkeyOf('a\u0085b', material(1, 32)), 'name'],
    ['a control character in the name', vkeyOf('a\u0001b', material(1, 32)), 'name'],
    ['half of a surrogate pair in the name', vkeyOf('a\ud800b', material(1, 32)), 'name'],
    ['an id in upper case', peter.replace('c74f20a3', 'C74F20A3'), 'form'],
    ['an id of another key', peter.replace('c74f20a3', 'c74f20a4'), 'key_id'],
    ['the id of another type', vkeyOf('a', material(1, 32)).replace(/\+AQ/, '+BA'), 'key_id'],
    ['megabytes', `a+${'0'.repeat(8)}+${'A'.repeat(4_000_000)}`, 'form'],
  ];
  for (const [what, vkey, reason] of table) {
    it(`refuse ${what}`, () => {
      assert.throws(() => parseVerifierKey(vkey, sha256), refusal('ledger.key_invalid', { reason }));
    });
  }
});
