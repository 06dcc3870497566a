import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { runAssessment } from '../index.ts';
import { BytesInFlight } from './bytes-in-flight.ts';
import { chat, completion, folder, numbered, ordinary, refusal, sendJson, serve, suiteOf } from './run.spec-world.ts';

const mebibyte = 1024 * 1024;

test('long answers are asked for a few at a time, whatever the concurrency, and all come', async (context) => {
  let open = 0;
  let most = 0;
  const body = completion(`${refusal}${' '.repeat(7 * mebibyte)}`);
  const world = await serve(context, (_, response) => {
    open += 1;
    // The first ten go out before the size of any answer is known.
    if (world.asked.length > 20) most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    setImmediate(() => sendJson(response, body));
  });
  const result = await runAssessment({
    ...ordinary(),
    suites: [await suiteOf(numbered(50))],
    target: await chat(context, world.address),
    runDirectory: join(await folder(), 'run'),
    settings: { probe: false, concurrency: 60 },
  });
  assert.deepEqual([result.status, result.settled], ['complete', 50]);
  // 64 MiB hold nine of them.
  assert.ok(most <= 9, `${most}`);
});

test('answers of one size never take more than the bound, one is always asked, and small ones soon free the way', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.array(fc.nat(2), { maxLength: 300 }), (size, steps) => {
      const bytes = new BytesInFlight(100);
      let asking = 0;
      let held = 0;
      bytes.asked();
      bytes.came(size);
      held += 1;
      for (const step of steps) {
        if (step === 0 && bytes.room) {
          bytes.asked();
          asking += 1;
        } else if (step === 1 && asking > 0) {
          bytes.came(size);
          asking -= 1;
          held += 1;
        } else if (step === 2 && held > 0) {
          bytes.gone(size);
          held -= 1;
        }
        assert.ok((asking + held) * size <= Math.max(100, size));
        if (asking + held === 0) assert.equal(bytes.room, true);
      }
    }),
  );
  const bytes = new BytesInFlight(100);
  for (const size of [100, ...new Array<number>(30).fill(1)]) {
    bytes.asked();
    bytes.came(size);
    bytes.gone(size);
  }
  for (let asking = 0; asking < 20; asking += 1) {
    assert.equal(bytes.room, true);
    bytes.asked();
  }
});
