import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalBytes, canonicalText } from './canonical.ts';
import { LedgerError } from './error.ts';
import { countingStamp, settled } from './ledger.spec-world.ts';
import { parseLeaf } from './record.ts';

/** Members in the order of their UTF-16 code units, as deep as it goes. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, it]) => [key, inOrder(it)]));
}

const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('__proto__', 'toJSON', 'constructor', '0', '10', '2', '-1', '', '\ud800', '€', '😀'),
);
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.double(),
    fc.constantFrom(-0, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, true, false, null, undefined, '\udc00'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

describe('canonical JSON, RFC 8785', () => {
  it('orders keys by UTF-16 code units and prints numbers as ECMAScript does', () => {
    assert.equal(canonicalText({ '€': 1, '\r': 2, 1: 3, '😀': 4, ö: 5 }), '{"\\r":2,"1":3,"ö":5,"€":1,"😀":4}');
    assert.equal(canonicalText([1 / 3, 1e30, 4.5, 2e-3, 1e-27, -0]), '[0.3333333333333333,1e+30,4.5,0.002,1e-27,0]');
  });

  it('refuses what JSON cannot hold, whole and inside', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', undefined, () => 1, circular]) {
      for (const it of value === undefined || typeof value === 'function' ? [value] : [value, [value], { a: value }]) {
        assert.throws(
          () => canonicalBytes(it),
          (e) => e instanceof LedgerError && e.code === 'ledger.invalid_leaf',
        );
      }
    }
  });

  it('is what the library gives, by either way: in whatever order the members came', () => {
    const byLibrary = (value: unknown): string | null => {
      try {
        return canonicalize(value) ?? null;
      } catch {
        return null;
      }
    };
    const byUs = (value: unknown): string | null => {
      try {
        return canonicalText(value);
      } catch {
        return null;
      }
    };
    fc.assert(
      fc.property(anyJson, (value) => {
        assert.equal(byUs(value), byLibrary(value));
        assert.equal(byUs(inOrder(value)), byLibrary(inOrder(value)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of a parsed leaf needs no sorting: its members come in order', () => {
    const leaf = parseLeaf(settled('ordered', countingStamp()));
    assert.equal(JSON.stringify(leaf), canonicalText(leaf));
  });
});
