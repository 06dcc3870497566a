import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { posture, recordedIn } from '../../evidence/index.ts';
import { readProfile } from '../../framework/index.ts';
import type { Leaf } from '../../ledger/index.ts';
import { readRegisterData, systemThen } from '../../register/index.ts';
import {
  definitions,
  edition,
  excepted,
  finished,
  hour,
  judged,
  mine,
  observed,
  registered,
  started,
} from './bundle.spec-world.ts';
import { type SummaryFacts, summaryOf } from './summary.ts';

const data = await readRegisterData();
const profiles = [await readProfile('duheng-1.0')];

function factsFrom(leaves: readonly Leaf[], over: Partial<SummaryFacts> = {}): SummaryFacts {
  const then = over.then ?? systemThen(leaves, mine, data);
  assert.ok(then);
  const period = { from: hour(0), to: hour(10) };
  const at = { edition, definitions, now: period.to, system: { id: mine, ...then.facts } };
  return {
    ...{ org: 'default', system: mine, then, name: '客服', period, createdAt: hour(10), tool: 'duheng/test' },
    ...{
      edition,
      profiles,
      definitions,
      leaves,
      codes: data.codes,
      posture: posture({ ...at, ...recordedIn(leaves) }),
    },
    journals: { files: [], of: new Map(), content: 0, omitted: [] },
    omitted: [{ what: 'run_journal', count: 1, reason: 'damaged' }],
    logs: [
      {
        stated: { n: 1, origin: 'duheng/log', size: '9', root: '', entries: leaves.length },
        keys: [{ vkey: 'duheng/log+12ab34cd+AAAA', algorithm: 'ed25519', from: hour(0), until: null }],
      },
    ],
    ...over,
  };
}

const tested = [
  registered(0),
  started(1, 20),
  observed(2, 20, 'pass'),
  observed(2, 20, 'fail', { check: 1 }),
  finished(3, 20),
];

describe('the summary of a bundle', () => {
  test('says the headline with its numbers, every check with its result, and what was left out', () => {
    const facts = factsFrom(tested);
    const { fresh, inScope, met } = facts.posture.headline;
    const en = summaryOf(facts, 'en');
    assert.ok(
      en.includes(
        `Of **${inScope}** items in scope **${fresh}** has a fresh conclusive measurement; **${met}** are met.`,
      ),
    );
    assert.match(en, /2 observations in this bundle: pass 1 · fail 1/);
    assert.match(en, /`ASM-001` for tests<br>`m` \| pass \|/);
    assert.match(en, /`ASM-002` for tests<br>`m` \| fail<br>because \|/);
    assert.match(en, /journals of runs \| 1 \| damaged and cannot be read/);
    assert.match(en, /Of 5 entries 5 have actors marked `unauthenticated`/);
    assert.match(en, /`duheng\/log\+12ab34cd`/);
    assert.match(en, /the operator could have rewritten all of it/);
    assert.doesNotMatch(en, /Not assessed|practice/i);
    const zh = summaryOf(facts, 'zh');
    assert.match(zh, /范围内 \*\*\d+\*\* 个条目中，\*\*1\*\* 个有仍然有效的实测结论/);
    assert.match(zh, /运行日志 \| 1 \| 已损坏，无法读取/);
    assert.match(zh, /运营者本可改写全部历史/);
  });

  test('says “not assessed” where nothing was tested, and where a run came to no conclusion', () => {
    for (const leaves of [
      [registered(0)],
      [registered(0), started(1, 20), observed(2, 20, 'error'), finished(3, 20)],
    ]) {
      assert.match(summaryOf(factsFrom(leaves), 'en'), /\*\*Not assessed\*\*/);
      assert.match(summaryOf(factsFrom(leaves), 'zh'), /\*\*未作测评\*\*/);
    }
  });

  test('says of a practice system that it is one, first of all', () => {
    const facts = factsFrom(tested);
    const then = { ...facts.then, facts: { ...facts.then.facts, practice: true } };
    assert.match(summaryOf({ ...facts, then }, 'en').split('\n')[2] ?? '', /^> This is a practice system/);
    assert.match(summaryOf({ ...facts, then }, 'zh').split('\n')[2] ?? '', /^> 这是练习系统/);
  });

  test('marks a pass that ran out by the end of the period', () => {
    const leaves = [registered(0), started(1, 20), observed(2, 20, 'pass', { until: 5 }), finished(3, 20)];
    assert.match(summaryOf(factsFrom(leaves), 'en'), /pass<br>run out by the end of the period/);
  });

  test('counts judgements and exceptions apart from measurements', () => {
    const leaves = [...tested, judged(4, 40, 6), judged(4, 41), excepted(5, 50, 20)];
    const en = summaryOf(factsFrom(leaves), 'en');
    assert.match(en, /2 judgements, 1 holding at the end\./);
    assert.match(en, /1 exception, 1 holding at the end, 1 of them approved by the one who asked\./);
    assert.match(en, /2 observations in this bundle/);
  });

  test('takes no markup from outside: a name and a model stay within their line and cell', () => {
    const hostile = '<script>|\n# x\n[a](javascript:b) `c` \u202Egpj \u0000 ![](http://evil) **b**';
    const leaf = observed(2, 20, 'fail', { model: hostile });
    assert.ok(leaf.kind === 'observation');
    const named = { ...leaf, body: { ...leaf.body, subject: hostile, observed: { [hostile.slice(0, 50)]: hostile } } };
    const clean = summaryOf(factsFrom([registered(0), started(1, 20), leaf, finished(3, 20)]), 'en');
    const text = summaryOf(factsFrom([registered(0), started(1, 20), named, finished(3, 20)], { name: hostile }), 'en');
    assert.equal(text.split('\n').length, clean.split('\n').length);
    assert.deepEqual(
      text.split('\n').map((it) => it.replaceAll('\\|', '').split('|').length),
      clean.split('\n').map((it) => it.replaceAll('\\|', '').split('|').length),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may come through
    assert.doesNotMatch(text, /\u202E|\u0000/);
    // In a span of code everything but its end stands for itself.
    const outside = text.replace(/\\./g, '').replace(/`[^`\n]*`/g, '');
    assert.doesNotMatch(outside, /<script|\]\(|http:|\*\*b/);
  });
});
