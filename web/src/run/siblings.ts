import type { Api } from '../api/api.ts';
import type { CaseRowView, CaseView } from '../api/types.ts';

type Grouped = Pick<CaseRowView, 'case' | 'suite' | 'grader' | 'group' | 'attack' | 'epoch'>;

/** So much of a long list is searched for the group, and so many of it are shown: a group is a handful of variants. */
const mostPages = 10;
const mostShown = 12;

/** Whether its verdict rests on a comparison with the others of its group. */
export const isCompared = (of: Pick<CaseRowView, 'group' | 'reason'>): boolean =>
  of.group !== null && /^(counterfactual|robustness)\./.test(of.reason ?? '');

/** Answers are compared within one bank, grader and group, under one attack and in one epoch. */
export const isSibling = (one: Grouped, other: Grouped): boolean =>
  one.case !== other.case &&
  one.suite === other.suite &&
  one.grader === other.grader &&
  one.group === other.group &&
  one.attack === other.attack &&
  one.epoch === other.epoch;

/** The other questions that an answer was compared with, each with its own answer. */
export async function siblingsOf(api: Api, run: string, of: CaseView, signal: AbortSignal): Promise<CaseView[]> {
  const found: CaseRowView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next } = await api.cases(run, { risk: of.risks[0], limit: 200, cursor }, signal);
    found.push(...items.filter((it) => isSibling(of, it)));
    if (next === null || found.length >= mostShown) break;
    cursor = next;
  }
  return Promise.all(found.slice(0, mostShown).map((it) => api.case(run, it.case, signal)));
}
