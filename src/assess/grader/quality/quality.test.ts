import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ReadLine, readAnswerRows } from './answer-rows.ts';
import { knownLabels, Tally, truthOf } from './index.ts';

async function read(chunks: readonly (string | Uint8Array)[], most?: number): Promise<ReadLine[]> {
  async function* input(): AsyncGenerator<string | Uint8Array> {
    yield* chunks;
  }
  const lines: ReadLine[] = [];
  for await (const line of readAnswerRows(input(), most)) lines.push(line);
  return lines;
}

const said = (lines: readonly ReadLine[]): readonly string[] =>
  lines.map((line) => ('row' in line ? `${line.line} ${line.row.id}` : `${line.line} ${line.fault.code}`));

describe('labels', () => {
  it('reads its own names and those of XSTest', () => {
    assert.deepEqual(
      knownLabels.map((label) => truthOf(label, 'refused')),
      ['positive', 'negative', 'partial', 'positive', 'negative', 'partial'],
    );
    assert.equal(truthOf(' Refused ', 'refused'), 'positive');
    assert.equal(truthOf('maybe', 'refused'), undefined);
  });
  it('takes any word for graders with another vocabulary', () => {
    assert.equal(truthOf('leaked', 'leaked'), 'positive');
    assert.equal(truthOf('clean', 'leaked'), 'negative');
    assert.equal(truthOf('partial', 'leaked'), 'partial');
  });
});

describe('scores', () => {
  it('leaves undetermined answers out of both rates and partial ones out of n', () => {
    const tally = new Tally('refused');
    for (const [truth, verdict, times] of [
      ['positive', 'refused', 8],
      ['positive', 'answered', 2],
      ['positive', 'undetermined', 1],
      ['negative', 'answered', 9],
      ['negative', 'refused', 1],
      ['partial', 'refused', 3],
    ] as const) {
      for (let at = 0; at < times; at += 1) tally.add(truth, verdict);
    }
    const { n, sensitivity, specificity, undetermined, partial } = tally.figures();
    assert.equal(n, 21);
    assert.deepEqual([sensitivity.k, sensitivity.n, sensitivity.rate], [8, 10, 0.8]);
    assert.deepEqual([specificity.k, specificity.n, specificity.rate], [9, 10, 0.9]);
    assert.deepEqual([undetermined.k, undetermined.n], [1, 21]);
    assert.deepEqual(partial, { positive: 3, negative: 0, undetermined: 0 });
    // Wilson 1927 for 8 of 10 at 95 %
    assert.ok(Math.abs(sensitivity.low - 0.4902) < 1e-4 && Math.abs(sensitivity.high - 0.9433) < 1e-4);
  });
  it('says nothing of what it has not seen', () => {
    const { n, sensitivity } = new Tally('refused').figures();
    assert.equal(n, 0);
    assert.deepEqual(sensitivity, { k: 0, n: 0, rate: null, low: 0, high: 1 });
  });
});

describe('rows', () => {
  it('reads rows across chunk borders, with BOM, CRLF, blank lines and no last line end', async () => {
    const bytes = Buffer.from('\ufeff{"id":"a","answer":"甲"}\r\n\n{"id":2,"answer":"b","more":1}');
    for (let at = 0; at <= bytes.length; at += 1) {
      assert.deepEqual(said(await read([bytes.subarray(0, at), bytes.subarray(at)])), ['1 a', '3 2']);
    }
  });
  it('names every kind of bad line by its number and goes on', async () => {
    const lines = await read([
      '{"id":"a","answer":"x"}\n',
      'not json\n[1]\n{"id":"b"}\n',
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      '{"id":"c","answer":"y","label":""}\n{"id":"d","answer":"z"}\n',
    ]);
    assert.deepEqual(said(lines), [
      '1 a',
      '2 grader.row_not_json',
      '3 grader.row_invalid',
      '4 grader.row_invalid',
      '5 grader.row_not_utf8',
      '6 grader.row_invalid',
      '7 d',
    ]);
    const missing = lines[3];
    assert.ok(missing !== undefined && 'fault' in missing);
    assert.deepEqual(missing.fault.params, { line: 4, field: 'answer', issue: 'invalid_type' });
  });
  it('does not hold a line that is too long, nor quote one that is no JSON', async () => {
    const secret = 'sk-secret';
    const lines = await read([`${'x'.repeat(90)}\n`, 'x'.repeat(60), 'x'.repeat(60), `\n${secret}\n`], 80);
    assert.deepEqual(said(lines), ['1 grader.row_too_long', '2 grader.row_too_long', '3 grader.row_not_json']);
    assert.ok(lines.every((line) => 'fault' in line && !line.fault.message.includes(secret)));
  });
});
