/** Two-sided interval of a proportion; both ends in [0, 1]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const defaultLevel = 0.95;

/** Standard normal density. */
function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Standard normal cumulative distribution Φ(x), absolute error below 1e-14 for |x| ≤ 8.
 * Series φ(x)·Σ x^(2i+1)/(1·3·5…(2i+1)) (Abramowitz & Stegun 26.2.11).
 */
export function normalCumulative(x: number): number {
  if (x <= -8) return 0;
  if (x >= 8) return 1;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + density(x) * sum;
}

/**
 * The z for which a share `level` of the standard normal lies in [−z, z]: 1.959964 for 0.95.
 * @throws RangeError unless 0 < level < 1
 */
export function normalQuantile(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`confidence level must lie between 0 and 1, got ${level}`);
  const target = 0.5 + level / 2;
  let low = 0;
  let high = 8;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalCumulative(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Wilson score interval for `successes` out of `n` (Wilson 1927, JASA 22:209–212). Both may be fractional, since an effective
 * sample size is. Never of zero width, also at 0 and 100 %; for n = 0 the whole of [0, 1], since nothing is known.
 * @throws RangeError when successes or n are negative or not finite, or successes exceed n, or the level is not in (0, 1)
 */
export function wilson(successes: number, n: number, level: number = defaultLevel): Interval {
  if (!(Number.isFinite(n) && n >= 0 && successes >= 0 && successes <= n)) {
    throw new RangeError(`successes must lie between 0 and n, got ${successes} of ${n}`);
  }
  const z = normalQuantile(level);
  if (n === 0) return { low: 0, high: 1 };
  const rate = successes / n;
  const shrink = 1 + (z * z) / n;
  const centre = (rate + (z * z) / (2 * n)) / shrink;
  const half = (z * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n))) / shrink;
  // Exact ends: rounding must not leave 1e-17 where the formula gives 0, nor push the point out of its interval.
  return {
    low: successes === 0 ? 0 : Math.min(rate, Math.max(0, centre - half)),
    high: successes === n ? 1 : Math.max(rate, Math.min(1, centre + half)),
  };
}
