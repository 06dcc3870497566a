/** Number of single-character changes between two strings (Levenshtein 1966), two rows at a time. */
function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}

const bare = (code: string): string => code.replace(/[^a-z0-9×]/gu, '');

/** Up to five codes that look most like the wanted one, nearest first; none when all differ in more than half. Brackets and dots do not count. */
export function nearestCodes(wanted: string, codes: readonly string[]): string[] {
  const target = bare(wanted.slice(0, 60));
  return codes
    .map((code) => ({ code, away: distance(target, bare(code)), longer: Math.max(target.length, bare(code).length) }))
    .filter(({ away, longer }) => away * 2 <= longer)
    .sort((one, other) => one.away - other.away)
    .slice(0, 5)
    .map(({ code }) => code);
}
