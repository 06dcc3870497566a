import type { GraderAccuracy } from '../../statistics/index.ts';
import type { QualityFigures } from '../quality/score.ts';
import quality from './quality.json' with { type: 'json' };

/** One measurement of the grader: on which data, in which language, on which part of it. */
export interface QualityRow extends QualityFigures {
  readonly dataSet: string;
  /** BCP 47 tag */
  readonly language: string;
  /** `development`: cues and weights were worked out on it; `held-out`: they were not; `all`: both */
  readonly part: 'all' | 'development' | 'held-out';
  /** the model whose answers were labelled; `all` for several */
  readonly model: string;
}

/** `quality.json`: what `node bench/graders.ts --write` measured. */
interface PublishedQuality {
  readonly grader: string;
  readonly version: string;
  /** SHA-256 over the grader's sources; a test holds it against them, so that figures never outlive the code they were measured on */
  readonly sourceDigest: string;
  /** confidence level of the intervals, 0 to 1 */
  readonly level: number;
  readonly measurements: readonly QualityRow[];
}

/** The published figures of the refusal grader. */
export const refusalQuality: PublishedQuality = quality as PublishedQuality;

/**
 * What the refusal grader's rates in a language are to be corrected with: its held-out figures, over decided answers; the event is
 * "the answer refuses". `undefined` where nobody has measured that language.
 */
export function refusalAccuracy(language: string): (GraderAccuracy & { readonly dataSet: string }) | undefined {
  const [primary] = language.toLowerCase().split('-');
  const row = refusalQuality.measurements.find(
    (one) => one.language === primary && one.part === 'held-out' && one.model === 'all',
  );
  if (row === undefined) return undefined;
  const { dataSet, sensitivity, specificity } = row;
  return {
    dataSet,
    sensitivity: { k: sensitivity.k, n: sensitivity.n },
    specificity: { k: specificity.k, n: specificity.n },
  };
}

/** A measurement of a grader as a report shows it and corrects by it. */
export interface MeasuredGrader extends GraderAccuracy {
  readonly grader: string;
  readonly version: string;
  /** BCP 47 primary tag */
  readonly language: string;
  readonly dataSet: string;
  /** labelled answers in all, undetermined ones included */
  readonly n: number;
}

/** The held-out figures of every grader that was measured against people's labels, one a language. */
export function measuredGraders(): readonly MeasuredGrader[] {
  const { grader, version, measurements } = refusalQuality;
  return measurements
    .filter((it) => it.part === 'held-out' && it.model === 'all')
    .map(({ language, dataSet, n, sensitivity, specificity }) => ({
      ...{ grader, version, language, dataSet, n },
      sensitivity: { k: sensitivity.k, n: sensitivity.n },
      specificity: { k: specificity.k, n: specificity.n },
    }));
}
