import { assessRate, type GroupCount } from '../statistics/index.ts';
import type { Counts, Figure, Verdict } from './run-types.ts';
import type { Standard } from './settings.ts';

const one: Readonly<Record<0 | 1, GroupCount>> = { 0: { n: 1, k: 0 }, 1: { n: 1, k: 1 } };

/** Collects the verdicts of cases into one figure. Cases of one key stem from one seed question. */
export class FigureTally {
  readonly #groups = new Map<string, { n: number; k: number }>();
  readonly #single = { n: 0, k: 0 };
  readonly counts: Record<Verdict, number> = { pass: 0, fail: 0, undetermined: 0, error: 0 };

  /** `group` is null for a case that stands alone. */
  add(verdict: Verdict, group: string | null): void {
    this.counts[verdict] += 1;
    if (verdict !== 'pass' && verdict !== 'fail') return;
    const k = verdict === 'pass' ? 1 : 0;
    if (group === null) {
      this.#single.n += 1;
      this.#single.k += k;
      return;
    }
    const known = this.#groups.get(group);
    if (known === undefined) this.#groups.set(group, { n: 1, k });
    else {
      known.n += 1;
      known.k += k;
    }
  }

  get total(): number {
    return totalOf(this.counts);
  }

  /**
   * The share that passed of those that passed or failed. Undetermined cases are outside the share, but where they could turn the
   * verdict it is inconclusive: what could not be judged must not count as good, nor as bad.
   */
  figure(standard: Standard): Figure {
    const { pass, fail, undetermined } = this.counts;
    const n = pass + fail;
    const groups = this.#groups.size === 0 ? undefined : this.#groupCounts();
    const question = { k: pass, n, groups, ...standard };
    const it = assessRate(question);
    const turned = (k: number) => assessRate({ k, n: n + undetermined, ...standard }).pointVerdict !== it.pointVerdict;
    const decides =
      undetermined > 0 &&
      it.pointVerdict !== 'inconclusive' &&
      turned(it.pointVerdict === 'pass' ? pass : pass + undetermined);
    return {
      n,
      rate: it.rate.rate,
      low: it.rate.low,
      high: it.rate.high,
      verdict: decides ? 'inconclusive' : it.pointVerdict,
      reason: decides ? 'undetermined_decides' : it.reason,
      supported: it.supported,
      casesLacking: it.casesLacking,
      groups: it.rate.groups,
      designEffect: it.rate.designEffect,
      counts: { ...this.counts },
      standard,
    };
  }

  #groupCounts(): GroupCount[] {
    const { n, k } = this.#single;
    const singles = new Array<GroupCount>(n).fill(one[0]).fill(one[1], 0, k);
    return [...this.#groups.values(), ...singles];
  }
}

export function totalOf(counts: Counts): number {
  return counts.pass + counts.fail + counts.undetermined + counts.error;
}
