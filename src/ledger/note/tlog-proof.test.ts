import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toBase64 } from './base64.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { signatureTypes } from './key.ts';
import { actor, checkpointText, origin, refusal, root } from './note.spec-world.ts';
import { signNote } from './note.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

const { signer } = actor(origin, signatureTypes.ed25519);
const checkpoint = signNote(checkpointText, [signer]);
const hash = toBase64(root);
const lines = (...some: string[]) => `${['c2sp.org/tlog-proof@v1', ...some].join('\n')}\n\n${checkpoint}`;

describe('proofs, c2sp.org/tlog-proof@v1', () => {
  it('are these bytes', () => {
    const written = formatTlogProof({ extra: Buffer.from('more'), index: 7n, hashes: [root, root], checkpoint });
    assert.equal(written, `c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 7\n${hash}\n${hash}\n\n${checkpoint}`);
    assert.equal(
      formatTlogProof({ index: 0n, hashes: [], checkpoint }),
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`,
    );
  });

  it('go round', () => {
    const proof = fc.record(
      {
        extra: fc.uint8Array({ maxLength: 50 }),
        index: fc.bigInt({ min: 0n, max: 41n }),
        hashes: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
        checkpoint: fc.constant(checkpoint),
      },
      { requiredKeys: ['index', 'hashes', 'checkpoint'] },
    );
    fc.assert(
      fc.property(proof, (it) => {
        const text = formatTlogProof(it);
        assert.deepEqual({ ...parseTlogProof(text) }, { ...it });
        assert.equal(formatTlogProof(parseTlogProof(Buffer.from(text))), text);
      }),
    );
  });

  const table: readonly [string, string, string][] = [
    ['nothing', '', 'header'],
    ['another version', lines('index 7').replace('@v1', '@v2'), 'header'],
    ['a byte order mark', `\ufeff${lines('index 7')}`, 'header'],
    ['no checkpoint', 'c2sp.org/tlog-proof@v1\nindex 7\n', 'separator'],
    ['the header alone', 'c2sp.org/tlog-proof@v1\n', 'separator'],
    ['no index', lines(hash), 'index'],
    ['an empty line first', lines('', 'index 7'), 'index'],
    ['extra data after the index', lines('index 7', 'extra bW9yZQ=='), 'hash'],
    ['extra data twice', lines('extra bW9yZQ==', 'extra bW9yZQ==', 'index 7'), 'index'],
    ['extra data that is not base64', lines('extra more!', 'index 7'), 'extra'],
    ['extra data without padding', lines('extra bW9yZQ', 'index 7'), 'extra'],
    ['a leading zero', lines('index 07'), 'index'],
    ['a negative index', lines('index -1'), 'index'],
    ['two spaces', lines('index  7'), 'index'],
    ['an index of 2^63', lines('index 9223372036854775808'), 'index'],
    ['an index of a hundred thousand digits', lines(`index ${'9'.repeat(100_000)}`), 'index'],
    ['an index that the tree does not have', lines('index 42'), 'index_beyond_size'],
    ['a hash of 31 bytes', lines('index 7', toBase64(root.slice(1))), 'hash'],
    ['a hash in hexadecimal', lines('index 7', Buffer.from(root).toString('hex')), 'hash'],
    ['a space after a hash', lines('index 7', `${hash} `), 'hash'],
    ['64 hashes', lines('index 7', ...Array.from({ length: 64 }, () => hash)), 'too_many_hashes'],
    ['twenty thousand hashes', lines('index 7', ...Array.from({ length: 20_000 }, () => hash)), 'too_many_hashes'],
  ];
  for (const [what, text, reason] of table) {
    it(`refuse ${what}`, () => {
      assert.throws(() => parseTlogProof(text), refusal('ledger.proof_invalid', { reason }));
    });
  }

  it('refuse a checkpoint that is none, or unsigned, or another line end, or a megabyte', () => {
    const of = (it: string) => () => parseTlogProof(`c2sp.org/tlog-proof@v1\nindex 0\n\n${it}`);
    assert.throws(of(checkpointText), refusal('ledger.note_invalid', { reason: 'separator' }));
    assert.throws(of(signNote('hello\n', [signer])), refusal('ledger.checkpoint_invalid'));
    assert.throws(of(checkpoint.replaceAll('\n', '\r\n')), refusal('ledger.note_invalid', { reason: 'control' }));
    assert.throws(of(`${'x'.repeat(1_000_000)}${checkpoint}`), refusal('ledger.note_invalid', { reason: 'too_large' }));
    const empty = signNote(formatCheckpoint({ origin, size: 0n, root }), [signer]);
    assert.throws(of(empty), refusal('ledger.proof_invalid', { reason: 'index_beyond_size' }));
  });

  it('are not written where they would not be read', () => {
    const bad = refusal('ledger.proof_invalid');
    assert.throws(() => formatTlogProof({ index: -1n, hashes: [], checkpoint }), bad);
    assert.throws(() => formatTlogProof({ index: 42n, hashes: [], checkpoint }), bad);
    assert.throws(() => formatTlogProof({ index: 1n, hashes: [root.slice(1)], checkpoint }), bad);
    assert.throws(
      () => formatTlogProof({ index: 1n, hashes: [], checkpoint: checkpointText }),
      refusal('ledger.note_invalid'),
    );
  });
});
