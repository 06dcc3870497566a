import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion } from './index.ts';
import { refused, sha256, vectors, withoutVectors } from './tree.spec-world.ts';

const bytes = z.string().transform((it) => Uint8Array.from(Buffer.from(it, 'base64')));
const proof = z
  .array(bytes)
  .nullable()
  .transform((it) => it ?? []);
const verdict = { desc: z.string(), wantErr: z.boolean() };

const inclusion = z.object({
  ...verdict,
  leafIdx: z.bigint(),
  treeSize: z.bigint(),
  root: bytes,
  leafHash: bytes,
  proof,
});
const consistency = z.object({
  ...verdict,
  size1: z.bigint(),
  size2: z.bigint(),
  root1: bytes,
  root2: bytes,
  proof,
});
const subtreeInclusion = z.object({
  ...verdict,
  leafIdx: z.bigint(),
  start: z.bigint(),
  end: z.bigint(),
  root: bytes,
  leafHash: bytes,
  proof,
});
const subtreeConsistency = z.object({
  ...verdict,
  start: z.bigint(),
  end: z.bigint(),
  size: z.bigint(),
  root1: bytes,
  root2: bytes,
  proof,
});

/** Numbers as BigInt, read from the text: some are beyond 2^53. */
const exact = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source: string }) =>
    typeof value === 'number' && context ? BigInt(context.source) : value,
  );

function checkAll<T extends { readonly wantErr: boolean }>(
  folder: string,
  schema: z.ZodType<T>,
  verify: (it: T) => void,
): { readonly passed: number; readonly refused: number } {
  const counts = { passed: 0, refused: 0 };
  for (const file of globSync('**/*.json', { cwd: join(vectors, 'merkle-testdata', folder) })) {
    const probe = schema.parse(exact(readFileSync(join(vectors, 'merkle-testdata', folder, file), 'utf8')));
    if (probe.wantErr) {
      assert.throws(() => verify(probe), refused('ledger.proof_invalid'), file);
      counts.refused += 1;
    } else {
      assert.doesNotThrow(() => verify(probe), file);
      counts.passed += 1;
    }
  }
  return counts;
}

describe('the vectors of transparency-dev/merkle', { skip: withoutVectors }, () => {
  it('inclusion', () => {
    const counts = checkAll('inclusion', inclusion, (it) =>
      verifyInclusion(
        { index: it.leafIdx, size: it.treeSize, leaf: it.leafHash, root: it.root, proof: it.proof },
        sha256,
      ),
    );
    assert.deepEqual(counts, { passed: 6, refused: 92 });
  });

  it('consistency', () => {
    const counts = checkAll('consistency', consistency, (it) =>
      verifyConsistency(
        { from: it.size1, to: it.size2, fromRoot: it.root1, toRoot: it.root2, proof: it.proof },
        sha256,
      ),
    );
    assert.deepEqual(counts, { passed: 6, refused: 92 });
  });

  it('subtree inclusion', () => {
    const counts = checkAll('subtreeinclusion', subtreeInclusion, (it) =>
      verifySubtreeInclusion({ ...it, index: it.leafIdx, leaf: it.leafHash }, sha256),
    );
    assert.deepEqual(counts, { passed: 12, refused: 192 });
  });

  it('subtree consistency', () => {
    const counts = checkAll('subtreeconsistency', subtreeConsistency, (it) =>
      verifySubtreeConsistency({ ...it, subtreeRoot: it.root1, root: it.root2 }, sha256),
    );
    assert.deepEqual(counts, { passed: 12, refused: 106 });
  });

  it('are read exactly beyond 2^53', () => {
    assert.deepEqual(exact('{"a":18446744073709551615,"b":[9007199254740993]}'), {
      a: 18446744073709551615n,
      b: [9007199254740993n],
    });
  });
});
