// `npm test [folder …]`: runs the tests of the project, or of some folders, and ends with the true counts.

import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = process.argv.slice(2);
const patterns = (folders.length > 0 ? folders : ['src', 'web', 'verifier', 'bench', 'test']).map((it) =>
  it.endsWith('.test.ts') ? it : `${it.replace(/\/$/, '')}/**/*.test.ts`,
);
const files = globSync(patterns, { cwd: root, exclude: (it) => it.includes('node_modules') })
  .map((it) => join(root, it))
  .sort();
if (files.length === 0) {
  process.stderr.write(`no test files match ${patterns.join(', ')}\n`);
  process.exit(1);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
const stream = run({ files, concurrency: 2, timeout: 300_000, cwd: root });
stream.on('test:summary', (summary) => {
  if (summary.file !== undefined) return;
  counts.passed = summary.counts.passed;
  counts.failed = summary.counts.failed + summary.counts.cancelled;
});
/** Tests and whole suites alike: a suite that skips hides all its tests. */
const skipped = [];
stream.on('test:pass', (it) => {
  if (it.skip !== undefined) skipped.push(`${it.name}: ${it.skip === true ? 'no reason given' : it.skip}`);
});
stream.on('end', () => {
  counts.skipped = skipped.length;
  for (const it of skipped) process.stdout.write(`skipped: ${it}\n`);
  const mayNotSkip = process.env.DUHENG_TEST_NO_SKIP === '1' && counts.skipped > 0;
  if (mayNotSkip) process.stdout.write('here every test has what it needs, so a skipped test counts as failed\n');
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  if (counts.failed > 0 || counts.passed === 0 || mayNotSkip) process.exitCode = 1;
});
stream.compose(spec()).pipe(process.stdout, { end: false });
