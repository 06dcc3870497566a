import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { canonicalBytes } from './canonical.ts';
import { emptyHead, leafHash, makeLeaf, nextHead, toDigest } from './leaf.ts';
import { countingStamp, settled } from './ledger.spec-world.ts';
import { parseLeaf } from './record.ts';
import { sha256 } from './stamp.ts';

describe('digests', () => {
  it('are RFC 6962 leaf hashes and the hash of the empty tree', () => {
    assert.equal(
      toDigest(leafHash(new Uint8Array(), sha256)),
      'sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    assert.equal(
      toDigest(emptyHead(sha256)),
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('of a known leaf stay what they are: others rely on these bytes', () => {
    const leaf = settled('pinned', countingStamp());
    const bytes = canonicalBytes(leaf);
    const hash = leafHash(bytes, sha256);
    assert.equal(
      new TextDecoder().decode(bytes),
      '{"actor":{"assurance":"unauthenticated","id":"01934000-0000-7000-8000-000000000001","kind":"system"},"at":"2026-11-23T00:00:00.001Z","body":{"answer":null,"attempts":1,"case":"pinned","feature":null,"milliseconds":1,"params":{},"question":null,"reason":"refusal.declines","verdict":"pass"},"id":"01934000-0000-7000-8000-000000000002","kind":"case.settled","nonce":"AwMDAwMDAwMDAwMDAwMDAw","org":"default","v":1}',
    );
    assert.equal(toDigest(hash), 'sha256:a6e1125bc6bde148b542683738a361df0613c575030486d60f571b8aeb79d191');
    assert.equal(
      toDigest(nextHead(emptyHead(sha256), hash, sha256)),
      'sha256:3095946a37b7441e4dcfb04cb1760b58078b6570fc1aeeada43b4fadd3a23ea0',
    );
  });
});

describe('makeLeaf', () => {
  it('stamps an envelope that the schema takes, with 128 bits of nonce', () => {
    const leaf = settled('a');
    assert.deepEqual(parseLeaf(leaf), leaf);
    assert.notEqual(leaf.nonce, settled('a').nonce);
  });

  it('encodes every nonce as base64url does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (nonce) => {
        const { kind, org, actor } = settled('a');
        const body = { judgement: actor.id, system: actor.id };
        const leaf = makeLeaf(
          { kind: 'judgement.withdrawn', org, actor, body },
          { ...countingStamp(), random: () => nonce },
        );
        assert.notEqual(leaf.kind, kind);
        assert.equal(leaf.nonce, Buffer.from(nonce).toString('base64url'));
      }),
    );
  });
});
