import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../stamp.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { cosignedSubtree, cosignedText, signerOf, verifierOf } from './cosignature.ts';
import { signatureTypes, verifierKey } from './key.ts';
import { nodePrimitives } from './keys.ts';
import { actor, checkpointText, origin, refusal, root, second } from './note.spec-world.ts';

const invalid = (reason: string) => refusal('ledger.checkpoint_invalid', { reason });
const subtree = { origin, start: 0n, end: 42n, root };
const ed25519 = actor(origin, signatureTypes.ed25519);
const witness = actor('witness.example/w', signatureTypes.ed25519Cosignature);
const mlDsa = actor(origin, signatureTypes.mlDsa44);

describe('the signed messages, c2sp.org/tlog-cosignature', () => {
  it('0x04: two lines and the whole text', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    assert.equal(
      Buffer.from(cosignedText(1679315147n, text)).toString(),
      'cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    );
    assert.ok(
      Buffer.from(cosignedText(0n, `${text}extension\n`))
        .toString()
        .endsWith('=\nextension\n'),
    );
  });

  it('0x06: the structure, byte for byte', () => {
    const u64 = (value: bigint) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(value);
      return bytes;
    };
    const name = Buffer.from('w.example/\u4f60');
    const expected = Buffer.concat([
      Buffer.from('737562747265652f76310a00', 'hex'),
      Buffer.of(13),
      name,
      u64(second),
      Buffer.of(15),
      Buffer.from('example.com/log'),
      u64(0n),
      u64(42n),
      root,
    ]);
    assert.deepEqual(Buffer.from(cosignedSubtree('w.example/\u4f60', second, subtree)), expected);
  });

  it('0x06 has room for names of 255 bytes', () => {
    const long = 'n'.repeat(255);
    assert.equal(cosignedSubtree(long, 1n, { ...subtree, origin: long }).length, 12 + 256 + 8 + 256 + 8 + 8 + 32);
    assert.throws(() => cosignedSubtree(`${long}n`, 1n, subtree), invalid('cosigner'));
    assert.throws(() => cosignedSubtree('', 1n, subtree), invalid('cosigner'));
    assert.throws(() => cosignedSubtree('w', 1n, { ...subtree, origin: `${long}n` }), invalid('origin'));
    assert.throws(() => cosignedSubtree('w', 1n, { ...subtree, origin: '' }), invalid('origin'));
  });

  it('refuse what the specification forbids', () => {
    for (const time of [-1n, 2n ** 63n]) {
      assert.throws(() => cosignedSubtree('w', time, subtree), invalid('time'));
      assert.throws(() => cosignedText(time, checkpointText), invalid('time'));
    }
    assert.throws(() => cosignedText(1n, 'not a checkpoint\n'), refusal('ledger.checkpoint_invalid'));
    assert.throws(() => cosignedSubtree('w', 1n, { ...subtree, start: 8n, end: 16n }), invalid('subtree'));
    assert.equal(cosignedSubtree('w', 0n, { ...subtree, start: 8n, end: 16n }).length, 86);
    assert.throws(() => cosignedSubtree('w', 0n, { ...subtree, start: 43n }), invalid('subtree'));
    assert.throws(() => cosignedSubtree('w', 0n, { ...subtree, start: -1n }), invalid('subtree'));
    assert.throws(() => cosignedSubtree('w', 0n, { ...subtree, root: root.slice(1) }), invalid('root'));
    assert.throws(() => cosignedSubtree('w', 0n, { ...subtree, end: 0n }), invalid('root'));
    assert.equal(cosignedSubtree('w', 0n, { ...subtree, end: 0n, root: sha256() }).length, 86);
  });
});

describe('signing and verifying', () => {
  for (const { key, signer, verifier } of [ed25519, witness, mlDsa]) {
    it(`type 0x0${key.type}: what was signed verifies, and nothing else does`, () => {
      const signature = signer.sign(checkpointText);
      assert.equal(signature.length, { 1: 64, 4: 72, 6: 2428 }[key.type]);
      assert.deepEqual(verifier.verify(checkpointText, signature), { time: key.type === 1 ? null : second });
      const others = [
        { origin: 'example.com/log2', size: 42n, root },
        { origin, size: 43n, root },
        { origin, size: 42n, root: sha256(root) },
        { origin, size: 42n, root, extensions: ['more'] },
      ];
      for (const other of others) assert.equal(verifier.verify(formatCheckpoint(other), signature), undefined);
      assert.equal(verifier.verify('no checkpoint\n', signature), undefined);
      for (const length of [0, 1, 7, 8, 9, signature.length - 1]) {
        assert.equal(verifier.verify(checkpointText, signature.slice(0, length)), undefined, `${length} bytes`);
      }
      assert.equal(verifier.verify(checkpointText, Uint8Array.of(...signature, 0)), undefined);
      for (let at = 0; at < signature.length; at += 1) {
        const changed = signature.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        assert.equal(verifier.verify(checkpointText, changed), undefined, `byte ${at}`);
      }
    });
  }

  it('one Ed25519 key under two types: a signature of one is none of the other', () => {
    const asCosigner = actor(origin, signatureTypes.ed25519Cosignature, `${origin} 1`);
    assert.deepEqual(asCosigner.key.publicKey, ed25519.key.publicKey);
    assert.notDeepEqual(asCosigner.key.keyId, ed25519.key.keyId);
    assert.equal(asCosigner.verifier.verify(checkpointText, ed25519.signer.sign(checkpointText)), undefined);
    assert.equal(ed25519.verifier.verify(checkpointText, asCosigner.signer.sign(checkpointText)), undefined);
  });

  it('ML-DSA-44 is bound to the name of the cosigner, Ed25519 cosignature/v1 is not', () => {
    const renamed = ({ key, signer }: typeof mlDsa) =>
      verifierOf(verifierKey('other.example', key.type, key.publicKey, sha256), nodePrimitives).verify(
        checkpointText,
        signer.sign(checkpointText),
      );
    assert.equal(renamed(mlDsa), undefined);
    assert.deepEqual(renamed(witness), { time: second });
  });

  it('ML-DSA-44 neither signs nor accepts extension lines, which it would not cover', () => {
    const extended = `${checkpointText}more\n`;
    assert.throws(() => mlDsa.signer.sign(extended), invalid('extension'));
    const bare = signerOf(mlDsa.key, () => mlDsa.signer.sign(checkpointText).slice(8), second);
    assert.throws(() => bare.sign(extended), invalid('extension'));
  });

  it('a Node that cannot check says so, rather than that the signature is wrong', () => {
    assert.throws(
      () => nodePrimitives.mlDsa44(new Uint8Array(31), new Uint8Array(), new Uint8Array(2420)),
      refusal('ledger.key_invalid', { reason: 'unsupported' }),
    );
    assert.equal(nodePrimitives.mlDsa44(new Uint8Array(1312), new Uint8Array(), new Uint8Array(2420)), false);
    assert.equal(nodePrimitives.ed25519(new Uint8Array(32).fill(0xff), new Uint8Array(), new Uint8Array(64)), false);
  });
});
