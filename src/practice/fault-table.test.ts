import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faultTable } from './fault-table.ts';

const page = new URL('../../docs/practice.md', import.meta.url);

test('docs/practice.md lists the planted faults as they are', () => {
  const [, listed] = /<!-- faults -->\n\n([\s\S]*?)\n\n<!-- \/faults -->/.exec(readFileSync(page, 'utf8')) ?? [];
  assert.equal(listed, faultTable(), `put this between the marks of the page:\n\n${faultTable()}\n`);
});
