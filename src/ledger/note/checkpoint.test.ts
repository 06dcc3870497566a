import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../stamp.ts';
import { toBase64, toHex } from './base64.ts';
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { verifierOf } from './cosignature.ts';
import { parseVerifierKey } from './key.ts';
import { nodePrimitives } from './keys.ts';
import { refusal, root, vector, vectorsAbsent } from './note.spec-world.ts';
import { openNote, parseNote } from './note.ts';

const hash = toBase64(root);

describe('checkpoints, c2sp.org/tlog-checkpoint', () => {
  const example =
    'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

  it('read the example of the specification, whose cosignature says the second 1679315147', () => {
    const { text, signatures } = parseNote(example);
    const checkpoint = parseCheckpoint(text);
    assert.equal(checkpoint.origin, 'example.com/behind-the-sofa');
    assert.equal(checkpoint.size, 20852163n);
    assert.equal(toHex(checkpoint.root).slice(0, 8), '0ac5186a');
    assert.equal(formatCheckpoint(checkpoint), text);
    const cosignature = signatures[1]?.signature ?? assert.fail();
    assert.equal(cosignature.length, 72);
    assert.equal(Buffer.from(cosignature).readBigUInt64BE(0), 1679315147n);
  });

  it('go round', () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .map((it) => `a${it.replaceAll(/\p{Cc}/gu, '')}`);
    const checkpoint: fc.Arbitrary<Checkpoint> = fc.record(
      {
        origin: line,
        size: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        extensions: fc.array(line, { minLength: 1, maxLength: 4 }),
      },
      { requiredKeys: ['origin', 'size', 'root'] },
    );
    fc.assert(
      fc.property(checkpoint, (it) => assert.deepEqual({ ...parseCheckpoint(formatCheckpoint(it)) }, { ...it })),
    );
  });

  const table: readonly [string, string, string][] = [
    ['nothing', '', 'lines'],
    ['two lines', 'a\n5\n', 'lines'],
    ['no final newline', `a\n5\n${hash}`, 'lines'],
    ['no origin', `\n5\n${hash}\n`, 'origin'],
    ['a leading zero', `a\n05\n${hash}\n`, 'size'],
    ['two zeros', `a\n00\n${hash}\n`, 'size'],
    ['a sign', `a\n+5\n${hash}\n`, 'size'],
    ['a negative size', `a\n-1\n${hash}\n`, 'size'],
    ['no size', `a\n\n${hash}\n`, 'size'],
    ['hexadecimal', `a\n0x5\n${hash}\n`, 'size'],
    ['an exponent', `a\n1e3\n${hash}\n`, 'size'],
    ['a space beside the size', `a\n5 \n${hash}\n`, 'size'],
    ['digits of another alphabet', `a\n\u0665\n${hash}\n`, 'size'],
    ['2^63', `a\n9223372036854775808\n${hash}\n`, 'size'],
    ['a size of a hundred thousand digits', `a\n${'9'.repeat(100_000)}\n${hash}\n`, 'size'],
    ['no root', 'a\n5\n\n', 'root'],
    ['31 bytes of root', `a\n5\n${toBase64(root.slice(1))}\n`, 'root'],
    ['33 bytes of root', `a\n5\n${toBase64(Uint8Array.of(...root, 0))}\n`, 'root'],
    ['a root without its padding', `a\n5\n${hash.replace('=', '')}\n`, 'root'],
    ['a root whose last bits are not zero', `a\n5\n${'A'.repeat(42)}B=\n`, 'root'],
    ['a root in hexadecimal', `a\n5\n${toHex(root)}\n`, 'root'],
    ['an empty extension line', `a\n5\n${hash}\n\n`, 'extension'],
    ['an empty line among extensions', `a\n5\n${hash}\nb\n\nc\n`, 'extension'],
    ['a control character', `a\tb\n5\n${hash}\n`, 'text'],
    ['a megabyte', `${'a'.repeat(1_000_000)}\n5\n${hash}\n`, 'text'],
  ];
  for (const [what, text, reason] of table) {
    it(`refuse ${what}`, () => {
      assert.throws(() => parseCheckpoint(text), refusal('ledger.checkpoint_invalid', { reason }));
    });
  }

  const unwritable: readonly [string, Checkpoint][] = [
    ['a newline in the origin', { origin: 'a\n5', size: 5n, root }],
    ['an origin that is a whole checkpoint', { origin: `a\n5\n${hash}`, size: 6n, root }],
    ['no origin', { origin: '', size: 5n, root }],
    ['a negative size', { origin: 'a', size: -1n, root }],
    ['2^63', { origin: 'a', size: 2n ** 63n, root }],
    ['a short root', { origin: 'a', size: 5n, root: root.slice(1) }],
    ['an empty extension', { origin: 'a', size: 5n, root, extensions: [''] }],
    ['a newline in an extension', { origin: 'a', size: 5n, root, extensions: ['b\nc'] }],
    ['half of a surrogate pair', { origin: 'a\ud800', size: 5n, root }],
  ];
  for (const [what, checkpoint] of unwritable) {
    it(`do not write ${what}`, () => {
      assert.throws(() => formatCheckpoint(checkpoint), refusal('ledger.checkpoint_invalid'));
    });
  }
});

describe("Tessera's test log", { skip: vectorsAbsent }, () => {
  it('all 16 checkpoints verify under its key, and no other key', () => {
    const vkey = /LOG_PUBLIC_KEY="([^"]+)"/.exec(vector('tessera-testdata/build_log.sh'))?.[1] ?? '';
    const key = parseVerifierKey(vkey, sha256);
    const other = { ...key, publicKey: root };
    for (let size = 0; size < 16; size += 1) {
      const signed = vector(`tessera-testdata/log/checkpoint.${size}`);
      const checkpoint = parseCheckpoint(openNote(signed, [verifierOf(key, nodePrimitives)]).text);
      assert.equal(checkpoint.size, BigInt(size));
      assert.equal(checkpoint.origin, 'example.com/log/testdata');
      assert.throws(() => openNote(signed, [verifierOf(other, nodePrimitives)]), refusal('ledger.signature_invalid'));
    }
  });
});
