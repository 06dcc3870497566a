/** Bytes drawn at once. */
const poolBytes = 16_384;

/**
 * The same source, drawn in large pieces: a call for sixteen bytes costs as much as one for thousands. No byte is given twice, and what was
 * given is not kept.
 */
export function pooled(random: (bytes: number) => Uint8Array): (bytes: number) => Uint8Array {
  let pool = new Uint8Array(0);
  let at = 0;
  return (bytes) => {
    if (bytes > poolBytes) return random(bytes);
    if (at + bytes > pool.length) {
      pool = Uint8Array.from(random(poolBytes));
      at = 0;
    }
    const given = pool.slice(at, at + bytes);
    pool.fill(0, at, at + bytes);
    at += bytes;
    return given;
  };
}
