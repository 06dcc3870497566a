import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { nodePrimitives, sha256 as nodeSha256 } from '../src/ledger/index.ts';
import { noblePrimitives, sha256 } from './src/primitives.ts';

const message = new TextEncoder().encode('a checkpoint');

function signed(name: 'ed25519' | 'ml-dsa-44'): { key: Uint8Array; signature: Uint8Array } {
  const made: { publicKey: KeyObject; privateKey: KeyObject } =
    name === 'ed25519' ? generateKeyPairSync(name) : generateKeyPairSync(name);
  const spki = made.publicKey.export({ format: 'der', type: 'spki' });
  const key = new Uint8Array(spki.subarray(name === 'ed25519' ? -32 : -1312));
  return { key, signature: new Uint8Array(sign(null, message, made.privateKey)) };
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, n) => (n === at ? byte ^ 1 : byte));

describe('cryptography in plain JavaScript judges as OpenSSL does', () => {
  for (const [name, of, bytes] of [
    ['ed25519', 'ed25519', [0, 31, 32, 63]],
    ['ml-dsa-44', 'mlDsa44', [0, 31, 32, 1000, 2335, 2400, 2419]],
  ] as const) {
    it(`${name}: what was signed, and nothing else`, () => {
      const { key, signature } = signed(name);
      for (const { [of]: check } of [noblePrimitives, nodePrimitives]) {
        assert.ok(check(key, message, signature));
        assert.ok(!check(key, flipped(message, 0), signature));
        assert.ok(!check(signed(name).key, message, signature));
        for (const at of bytes) assert.ok(!check(key, message, flipped(signature, at)), `byte ${at}`);
      }
    });
  }

  it('Ed25519: no second scalar for the same signature (RFC 8032 §5.1.7)', () => {
    const { key, signature } = signed('ed25519');
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const scalar = [...signature.subarray(32)].reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) + order;
    const second = Uint8Array.from(signature, (byte, at) =>
      at < 32 ? byte : Number((scalar >> BigInt(8 * (at - 32))) & 255n),
    );
    for (const { ed25519 } of [noblePrimitives, nodePrimitives]) assert.ok(!ed25519(key, message, second));
  });

  it('Ed25519: a key of small order, under which one signature fits every text, counts for nothing', () => {
    const identity = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
    const signature = Uint8Array.from([...identity, ...new Uint8Array(32)]);
    assert.ok(!noblePrimitives.ed25519(identity, message, signature));
  });

  it('SHA-256 of parts is that of the whole', () => {
    const parts = [message, new Uint8Array(), Uint8Array.of(1, 2, 3)];
    assert.deepEqual(sha256(...parts), new Uint8Array(nodeSha256(...parts)));
    assert.deepEqual(sha256(), new Uint8Array(nodeSha256()));
  });
});
