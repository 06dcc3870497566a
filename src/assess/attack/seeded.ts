/** A number in [0, 2³²) that depends on every UTF-16 unit of `seed` (FNV-1a, 32 bit). */
function hash(seed: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) {
    state ^= seed.charCodeAt(i);
    state = Math.imul(state, 0x01000193) >>> 0;
  }
  return state;
}

/**
 * A member of `from` that depends on the seed only.
 * @throws RangeError when there is nothing to choose from
 */
export function pick<T>(from: readonly T[], seed: string): T {
  const chosen = from[hash(seed) % Math.max(1, from.length)];
  if (chosen === undefined) throw new RangeError('nothing to pick from');
  return chosen;
}
