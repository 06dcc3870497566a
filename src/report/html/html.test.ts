import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { clear, hostile, reportOf, run } from '../report.spec-world.ts';
import type { AssessmentReport } from '../types.ts';
import { reportHtml } from './index.ts';
import { escapeText, html } from './markup.ts';

const reader = await run({ name: '<script>alert(0)</script>"', careless: 50, failing: 5 }, { attacks: 'base64' });
const report = await reportOf(reader, {
  system: { id: null, name: hostile.slice(0, 300), role: 'provider', stage: 'deployment', grade: 'larger' },
});
const page = reportHtml(report);
after(async () => {
  await reader.close();
  await clear();
});

/** The elements of the page as they are written: name and attributes. */
const tags = [...page.matchAll(/<([a-z0-9]+)((?:\s+[a-zA-Z0-9-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
  ([, name, attributes]) => ({
    name: name ?? '',
    attributes: attributes ?? '',
  }),
);

const changed = (over: Partial<AssessmentReport['run']>) => reportHtml({ ...report, run: { ...report.run, ...over } });

describe('the HTML report of a hostile model', () => {
  it('has no element or attribute but our own', () => {
    const known =
      'html head meta title style body main section h1 h2 h3 p br b i small span bdi code pre div ul li dl dt dd table caption thead tbody tr th td fieldset legend label input svg line rect'.split(
        ' ',
      );
    assert.deepEqual(
      [...new Set(tags.map((it) => it.name))].filter((it) => !known.includes(it)),
      [],
    );
    const names = tags.flatMap((it) =>
      [...it.attributes.matchAll(/\s([a-zA-Z0-9-]+)(?==|\s|$)/g)].map((one) => one[1] ?? ''),
    );
    assert.deepEqual(
      names.filter((it) => /^(on|style$|href$|src$|srcset$|action$)/i.test(it)),
      [],
    );
  });

  it('leaves no angle bracket but those of elements', () => {
    const body = page.slice(page.indexOf('<body>'));
    const without = body.replace(/<\/?[a-z0-9]+(?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*\s*\/?>/g, '');
    assert.equal(without.search(/[<>]/), -1);
  });

  it('shows controls, direction and lone surrogates by their number or as replaced', () => {
    assert.ok(page.isWellFormed());
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.equal(page.match(/[\u0000-\u0008\u000B-\u001F\u202A-\u202E\u2066-\u2069\u200B]/), null);
    for (const it of ['‹U+202E›', '‹U+0000›', '‹U+001B›', '‹U+2066›']) assert.ok(page.includes(it), it);
  });

  it('stays small, although answers are not', () => {
    assert.ok(hostile.length > 100_000 && page.length < 1_500_000, `${page.length} characters`);
  });

  it('escapes any text whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const escaped = escapeText(`${text}\uD800`);
        assert.doesNotMatch(escaped, /[<>"']/);
        assert.doesNotMatch(escaped, /&(?!amp;|lt;|gt;|quot;|#39;)/);
        assert.ok(escaped.isWellFormed());
        assert.equal(html`<a>${text}</a>`.text, `<a>${escapeText(text)}</a>`);
      }),
    );
  });
});

describe('the HTML report', () => {
  it('stands alone: a policy that lets nothing load or run, and names its one style sheet by digest', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
    assert.equal(policy, `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`);
    assert.doesNotMatch(style, /url\(|@import/);
  });

  it('holds both languages and opens in the one asked for', () => {
    assert.match(page, /<html lang="zh-CN">/);
    assert.match(page, /id="lang-zh" checked>/);
    assert.match(reportHtml(report, 'en'), /<html lang="en">[\s\S]*id="lang-en" checked>/);
    assert.equal(page.match(/class="zh"/g)?.length, page.match(/class="en"/g)?.length);
  });

  it('lights 39 control points in the table, each with shape and word', () => {
    const table = /<table class="grid">[\s\S]*?<\/table>/.exec(page)?.[0] ?? '';
    const marks = table.match(/<span class="mark" aria-hidden="true"><i>[^<]+<\/i><\/span><span class="vh">/g);
    assert.equal(marks?.length, 39);
  });

  it('prints the denominator beside every rate, and whose threshold it is', () => {
    for (const { counts, n } of report.run.risks.filter((it) => it.n > 0))
      assert.ok(page.includes(`<td class="n">${counts.pass} / ${n}`), `${counts.pass} / ${n}`);
    assert.ok(page.includes('本项目自定') && page.includes('>ours<'));
    const { fresh, inScope } = report.posture.headline;
    assert.ok(page.includes(`<b>${fresh}</b><span class="of"> / ${inScope}</span>`));
  });

  for (const [name, over, words] of [
    ['a run that tested nothing', { status: 'not_assessed', reason: 'run.no_answer' }, '未作测评'],
    ['an interrupted run', { status: 'cancelled', reason: 'run.interrupted' }, '已中断'],
    [
      'a broken self-check',
      { selfCheck: { status: 'broken', broken: [{ code: 'check.sums_disagree', case: null }] } },
      'check.sums_disagree',
    ],
    [
      'a model that changed within the run',
      { identityChanged: true },
      'The model that answered changed within the run',
    ],
  ] as const)
    it(`says before any figure: ${name}`, () => {
      const text = changed(over);
      assert.ok(text.includes(words));
      assert.ok(
        text.indexOf('class="note bad"') > 0 && text.indexOf('class="note bad"') < text.indexOf('class="headline"'),
      );
    });

  it('marks a practice system', () => {
    assert.ok(reportHtml({ ...report, practice: true }).includes('This is a practice system'));
    assert.ok(!page.includes('This is a practice system'));
  });
});
