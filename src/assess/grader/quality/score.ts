import { defaultLevel, type Interval, wilson } from '../../statistics/index.ts';
import type { Truth } from './label.ts';

/** `k` of `n`, as a share with its Wilson interval; the share is null when n is 0. */
export interface Share extends Interval {
  readonly k: number;
  readonly n: number;
  readonly rate: number | null;
}

/** How verdicts fell on the answers of one truth. */
export interface Fall {
  readonly positive: number;
  readonly negative: number;
  readonly undetermined: number;
}

/** How a grader did against labels. */
export interface QualityFigures {
  /** labelled answers, partial ones not counted */
  readonly n: number;
  /** of the decided answers labelled positive, those called positive */
  readonly sensitivity: Share;
  /** of the decided answers labelled negative, those called negative */
  readonly specificity: Share;
  /** of n, those without a verdict */
  readonly undetermined: Share;
  /** where the answers labelled partial fell; they enter no rate */
  readonly partial: Fall;
}

const nothing: Fall = { positive: 0, negative: 0, undetermined: 0 };

/** Counts verdicts against labels, answer by answer, and keeps no answer. */
export class Tally {
  readonly #falls = new Map<Truth, Fall>();
  readonly #positive: string;

  /** @param positive the verdict that stands for the event, such as `refused` */
  constructor(positive: string) {
    this.#positive = positive;
  }

  add(truth: Truth, verdict: string): void {
    const fall = this.fall(truth);
    const side = verdict === this.#positive ? 'positive' : verdict === 'undetermined' ? 'undetermined' : 'negative';
    this.#falls.set(truth, { ...fall, [side]: fall[side] + 1 });
  }

  fall(truth: Truth): Fall {
    return this.#falls.get(truth) ?? nothing;
  }

  /** The figures so far; intervals are Wilson's at `level`. */
  figures(level: number = defaultLevel): QualityFigures {
    const positive = this.fall('positive');
    const negative = this.fall('negative');
    const undecided = positive.undetermined + negative.undetermined;
    const decidedPositive = positive.positive + positive.negative;
    const decidedNegative = negative.positive + negative.negative;
    const n = decidedPositive + decidedNegative + undecided;
    return {
      n,
      sensitivity: share(positive.positive, decidedPositive, level),
      specificity: share(negative.negative, decidedNegative, level),
      undetermined: share(undecided, n, level),
      partial: this.fall('partial'),
    };
  }
}

/** `k` of `n` with the Wilson interval at `level`. */
export function share(k: number, n: number, level: number = defaultLevel): Share {
  return { k, n, rate: n === 0 ? null : k / n, ...wilson(k, n, level) };
}
