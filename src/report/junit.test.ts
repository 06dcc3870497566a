import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type SaxesAttributeNS, SaxesParser } from 'saxes';
import { reportJunit } from './junit.ts';
import type { CaseRow } from './measured.ts';
import { clear, edition, run } from './report.spec-world.ts';

const reader = await run({ name: 'm <&> "1"', careless: 40, failing: 10 });
after(async () => {
  await reader.close();
  await clear();
});

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
}

/** Reads with a strict XML 1.0 parser that refuses what is not well-formed. */
function elementsOf(xml: string): Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes as Record<string, SaxesAttributeNS>).map(([key, it]) => [key, it.value]);
    found.push({ name, attributes: Object.fromEntries(values) });
  });
  parser.write(xml).close();
  return found;
}

async function xmlOf(rows: () => AsyncIterable<CaseRow> | Iterable<CaseRow>, held?: number): Promise<string> {
  let xml = '';
  for await (const it of reportJunit(rows, { run: reader.result, edition }, held)) xml += it;
  return xml;
}

describe('JUnit', () => {
  it('has one suite per risk and every case once; totals agree with the run', async () => {
    const elements = elementsOf(await xmlOf(() => reader.all()));
    const of = (name: string) => elements.filter((it) => it.name === name);
    const { counts, settled } = reader.result;
    const [root] = of('testsuites');
    assert.equal(Number(root?.attributes.tests), settled);
    assert.equal(of('testcase').length, settled);
    assert.equal(new Set(of('testcase').map((it) => it.attributes.name)).size, settled);
    assert.deepEqual(
      [of('failure').length, of('error').length, of('skipped').length],
      [counts.fail, counts.error, counts.undetermined],
    );
    const names = of('testsuite').map((it) => it.attributes.name?.split(' ')[0]);
    assert.deepEqual(names, [...new Set(names)].sort());
    for (const key of ['tests', 'failures', 'errors', 'skipped'])
      assert.equal(
        of('testsuite').reduce((sum, it) => sum + Number(it.attributes[key]), 0),
        Number(root?.attributes[key]),
        key,
      );
  });

  it('is the same however few cases may be held at once', async () => {
    const whole = await xmlOf(() => reader.all());
    for (const held of [1, 20, 93]) assert.equal(await xmlOf(() => reader.all(), held), whole);
  });

  it('is well-formed whatever a suite calls its cases', async () => {
    const [row] = (await reader.cases({ limit: 1 })).rows;
    assert.ok(row);
    const name = 'a\u0000\u0001\u0008\u000B\u001F\uD800\uFFFE\uFFFF]]><x y="1" z=\'2\'>&amp;&#1;\t\n\r\u202E\u{1F600}';
    const hostileRow: CaseRow = { ...row, case: name, verdict: 'fail', reason: name, risks: [name] };
    const found = elementsOf(await xmlOf(() => [hostileRow])).find((it) => it.name === 'testcase');
    assert.equal(
      found?.attributes.name,
      'a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD]]><x y="1" z=\'2\'>&amp;&#1;\t\n\r\u202E\u{1F600}',
    );
  });

  it('of a run without cases is an empty list', async () => {
    assert.deepEqual(
      elementsOf(await xmlOf(() => [])).map((it) => it.name),
      ['testsuites'],
    );
  });
});
