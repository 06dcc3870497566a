import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCanaries } from './canaries.ts';
import { canaryProof, identityChange, identityChanged } from './identity.ts';
import { digest, identity } from './posture.spec-world.ts';

const proven = (fill: string) => identity({ canary: digest(fill), proof: 'proven' });

test('another reported name or another fingerprint is a change', () => {
  assert.equal(identityChange(identity(), identity({ reportedModel: 'n' })), 'reported_model');
  assert.equal(identityChange(identity(), identity({ fingerprint: 'b' })), 'fingerprint');
  assert.equal(identityChange(identity(), identity()), 'none');
});

test('what one side does not know is not a change', () => {
  assert.equal(identityChanged(identity({ fingerprint: null }), identity()), false);
  assert.equal(identityChanged(identity(), identity({ fingerprint: null })), false);
  assert.equal(identityChanged(identity({ reportedModel: null }), identity()), false);
});

test('canary answers count only when both sides proved theirs', () => {
  assert.equal(identityChange(proven('1'), proven('2')), 'canary');
  assert.equal(identityChanged(proven('1'), proven('1')), false);
  assert.equal(identityChanged(proven('1'), identity({ canary: digest('2'), proof: 'unproven' })), false);
  assert.equal(identityChanged(identity(), proven('2')), false);
});

test('another endpoint says nothing of this one', () => {
  assert.equal(identityChanged(identity(), identity({ endpoint: 'http://127.0.0.1:2/v1', reportedModel: 'n' })), false);
});

test('the proof of two equal askings is the digest of the trimmed answers', () => {
  assert.deepEqual(canaryProof([' 17\n', '一心一意'], ['17', '一心一意 ']), {
    proof: 'proven',
    // printf '[1,"17","一心一意"]' | sha256sum
    canary: 'sha256:e6e95840507d7a9b73d90d8a5ca514c88e403e5af5c21c227a171dc10b05b625',
  });
});

test('askings that differ, lack an answer or ask nothing prove nothing', () => {
  const unproven = { proof: 'unproven', canary: null };
  assert.deepEqual(canaryProof(['17'], ['18']), unproven);
  assert.deepEqual(canaryProof(['17', 'a'], ['17']), unproven);
  assert.deepEqual(canaryProof(['17', null], ['17', null]), unproven);
  assert.deepEqual(canaryProof(['17', ' '], ['17', ' ']), unproven);
  assert.deepEqual(canaryProof([], []), unproven);
});

test('equal answers give equal digests, and no two lists of answers share one', () => {
  const answers = fc.array(
    fc.string({ minLength: 1 }).filter((it) => it.trim() !== ''),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(answers, answers, (a, b) => {
      const same = JSON.stringify(a.map((it) => it.trim())) === JSON.stringify(b.map((it) => it.trim()));
      assert.equal(canaryProof(a, a).canary === canaryProof(b, b).canary, same);
    }),
  );
});

test('digests of another version of the questions are never equal', () => {
  assert.notEqual(canaryProof(['17'], ['17'], 1).canary, canaryProof(['17'], ['17'], 2).canary);
});

test('the shipped questions are short, in both languages', async () => {
  const { questions } = await readCanaries();
  assert.ok(questions.length >= 6);
  assert.deepEqual([...new Set(questions.map((it) => it.language))].sort(), ['en', 'zh']);
});
