import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pooled } from './random.ts';
import { orderedIds } from './stamp.ts';

test('pooled randomness gives no byte twice and whatever length is asked', () => {
  let next = 0;
  const draw = pooled((bytes) => Uint8Array.from({ length: bytes }, () => next++ % 251));
  const given = [16, 32, 5, 16_380, 1, 40_000, 7].map((length) => draw(length));
  assert.deepEqual(
    given.map((it) => it.length),
    [16, 32, 5, 16_380, 1, 40_000, 7],
  );
  assert.deepEqual(
    [...(given[0] ?? [])].concat([...(given[1] ?? [])]),
    Array.from({ length: 48 }, (_, at) => at),
  );
  const kept = [...(given[0] ?? [])];
  draw(16);
  assert.deepEqual([...(given[0] ?? [])], kept);
});

test('ids are UUIDv7 in the order of the calls, within a millisecond, over a full counter and when the clock steps back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_003 }), { minLength: 2, maxLength: 60 }),
      fc.constantFrom(0, 0x7f, 0xff),
      (times, byte) => {
        let at = 0;
        const newId = orderedIds(
          () => times[at++] ?? 0,
          (bytes) => new Uint8Array(bytes).fill(byte),
        );
        const ids = times.map(() => newId());
        for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.deepEqual(ids.toSorted(), ids);
        assert.equal(new Set(ids).size, ids.length);
        assert.equal(Number.parseInt(ids[0]?.replaceAll('-', '').slice(0, 12) ?? '', 16), times[0]);
      },
    ),
  );
});
