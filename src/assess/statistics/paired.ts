import { normalCumulative } from './interval.ts';

/** The cases on which two runs disagree; those on which they agree say nothing about a change. */
export interface Discordant {
  /** passed before, fail now */
  readonly worse: number;
  /** failed before, pass now */
  readonly better: number;
}

export interface PairedTest extends Discordant {
  readonly discordant: number;
  /** two-sided; 1 when nothing changed */
  readonly pValue: number;
  readonly method: 'exact' | 'mid_p' | 'chi_square';
  readonly direction: 'worse' | 'better' | 'none';
}

/** Up to here the exact test; it keeps its promise, but is slow to see a change. */
const exactUpTo = 25;
/** Up to here mid-p; beyond, the normal limit is as good. */
const midPUpTo = 2_000;

/** P(X ≤ k) and P(X = k) for X ~ Binomial(n, ½), summed in logarithms so that ½ⁿ does not vanish. */
function halfBinomial(k: number, n: number): { cumulative: number; point: number } {
  let logTerm = -n * Math.LN2;
  let cumulative = Math.exp(logTerm);
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log((n - i + 1) / i);
    cumulative += Math.exp(logTerm);
  }
  return { cumulative, point: Math.exp(logTerm) };
}

function pValueOf(smaller: number, n: number): { pValue: number; method: PairedTest['method'] } {
  if (n <= midPUpTo) {
    const { cumulative, point } = halfBinomial(smaller, n);
    const method = n <= exactUpTo ? 'exact' : 'mid_p';
    return { pValue: Math.min(1, 2 * cumulative - (method === 'mid_p' ? point : 0)), method };
  }
  const statistic = Math.max(0, n - 2 * smaller - 1) / Math.sqrt(n);
  return { pValue: Math.min(1, 2 * normalCumulative(-statistic)), method: 'chi_square' };
}

/**
 * McNemar's test on paired cases (McNemar 1947; mid-p after Fagerland, Lydersen & Laake 2013): could the changes between two runs
 * be a coin's work? Exact binomial for at most 25 disagreeing pairs, mid-p to 2,000, χ² with continuity correction beyond.
 * @throws RangeError unless both counts are whole and not negative
 */
export function mcnemar({ worse, better }: Discordant): PairedTest {
  if (!(Number.isSafeInteger(worse) && Number.isSafeInteger(better) && worse >= 0 && better >= 0)) {
    throw new RangeError(`discordant counts must be whole and not negative, got ${worse} and ${better}`);
  }
  const discordant = worse + better;
  const direction = worse > better ? 'worse' : better > worse ? 'better' : 'none';
  return { worse, better, discordant, direction, ...pValueOf(Math.min(worse, better), discordant) };
}
