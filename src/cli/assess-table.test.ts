import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { clear, hostile, reportOf, run } from '../report/report.spec-world.ts';
import { assessTable } from './assess-table.ts';

const reader = await run(
  { name: hostile.slice(0, 290).toWellFormed(), careless: 30, failing: 5 },
  { attacks: 'base64' },
);
const report = await reportOf(reader);
after(async () => {
  await reader.close();
  await clear();
});

const plain = { colour: false } as const;
const languages = ['zh', 'en'] as const;

describe('the table of a run in the terminal', () => {
  for (const language of languages)
    for (const columns of [80, 120, 60])
      it(`fits ${columns} columns in ${language}`, () => {
        // the figures stand on lines of 80 columns at most; words wrap to what there is
        for (const line of assessTable(report, { ...plain, language, columns }).split('\n'))
          assert.ok(stringWidth(line) <= Math.max(80, columns), line);
      });

  it('prints every risk with its denominator, and all numbers of the headline', () => {
    const text = assessTable(report, { ...plain, language: 'en', columns: 80 });
    for (const { code, n, counts } of report.run.risks.filter((one) => one.n > 0))
      assert.match(text, new RegExp(`^${code.replace(/[()]/g, '\\$&')} .* ${counts.pass}/${n} `, 'm'));
    const { fresh, inScope } = report.posture.headline;
    assert.ok(text.includes(`${fresh} of ${inScope} items in scope`));
    assert.ok(text.includes(`${report.run.counts.error} errors`));
    assert.ok(text.includes('ours'));
  });

  it('shows 39 control points at any width', () => {
    const wide = assessTable(report, { ...plain, language: 'zh', columns: 80 });
    const grid = wide.split('\n').filter((it) => /^3\.\d\.\d\([a-z]\) .*\|/.test(it));
    assert.equal(grid.length, 26);
    assert.equal(
      grid
        .map((it) => it.slice(it.indexOf('|')))
        .join('')
        .match(/[+x~:?=!o]/g)?.length,
      39,
    );
    const narrow = assessTable(report, { ...plain, language: 'zh', columns: 50 });
    assert.equal(narrow.match(/\[[+x~:?=!o]\]4\.\d/g)?.length, 39);
  });

  it('uses colour only when asked, and says the same without it', () => {
    const text = assessTable(report, { ...plain, language: 'en', columns: 80 });
    const coloured = assessTable(report, { language: 'en', columns: 80, colour: true });
    assert.ok(!text.includes('\u001B'));
    assert.ok(coloured.includes('\u001B[31m'));
    assert.equal(stripVTControlCharacters(coloured), text);
  });

  it('lets nothing that came from outside steer the terminal', () => {
    for (const language of languages)
      assert.doesNotMatch(assessTable(report, { ...plain, language, columns: 80 }), /[^\P{C}\n]/u);
  });

  it('says so when nothing was assessed, and when the self-check is broken', () => {
    const broken = { status: 'broken', broken: [{ code: 'check.sums_disagree', case: null }] } as const;
    const of = (over: Partial<typeof report.run>) =>
      assessTable({ ...report, run: { ...report.run, ...over } }, { ...plain, language: 'en', columns: 80 });
    assert.match(of({ status: 'not_assessed', reason: 'run.no_answer' }), /^! not assessed/m);
    assert.match(of({ status: 'failed', selfCheck: broken }), /^! check\.sums_disagree/m);
    assert.match(of({ identityChanged: true }), /passes do not count/);
  });
});
