import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Api, CaseQuery } from '../api/api.ts';
import type { CaseView } from '../api/types.ts';
import { isCompared, isSibling, siblingsOf } from './siblings.ts';

const one = (over: Partial<CaseView> = {}) =>
  ({
    case: 'a',
    suite: 's',
    grader: 'counterfactual',
    group: 'g',
    attack: null,
    epoch: 0,
    risks: ['3.1.1(c)'],
    reason: 'counterfactual.different_by_polarity',
    ...over,
  }) as CaseView;

describe('the questions that an answer was compared with', () => {
  it('share bank, grader, group, attack and epoch', () => {
    assert.equal(isSibling(one(), one({ case: 'b' })), true);
    assert.equal(isSibling(one(), one()), false);
    for (const other of [{ suite: 't' }, { grader: 'robustness' }, { group: 'h' }, { attack: 'hex' }, { epoch: 1 }])
      assert.equal(isSibling(one(), one({ case: 'b', ...other })), false);
  });

  it('are asked for only where a comparison decided', () => {
    assert.equal(isCompared(one()), true);
    assert.equal(isCompared(one({ group: null })), false);
    assert.equal(isCompared(one({ reason: 'refusal.answers' })), false);
    assert.equal(isCompared(one({ reason: null })), false);
  });

  it('are found over the pages of the list, each with its answer', async () => {
    const pages = [
      { items: [one(), one({ case: 'x', group: 'h' })], next: '2', total: 3 },
      { items: [one({ case: 'b' })], next: null, total: 3 },
    ];
    const asked: CaseQuery[] = [];
    const api = {
      cases: async (_run: string, query: CaseQuery) => {
        asked.push(query);
        return pages[asked.length - 1];
      },
      case: async (_run: string, key: string) => one({ case: key, answer: `of ${key}` }),
    } as unknown as Api;
    const found = await siblingsOf(api, 'r', one(), new AbortController().signal);
    assert.deepEqual(
      found.map((it) => it.answer),
      ['of b'],
    );
    assert.deepEqual(
      asked.map((it) => it.cursor),
      [undefined, '2'],
    );
  });
});
