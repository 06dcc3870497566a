/** Bytes drawn at once. */
const pool = 16_384;

/**
 * The same source, drawn in large pieces: a call for sixteen bytes costs as much as one for thousands. No byte is given twice.
 */
export function pooled(random: (bytes: number) => Uint8Array): (bytes: number) => Uint8Array {
  let left = new Uint8Array(0);
  return (bytes) => {
    if (bytes > pool) return random(bytes);
    if (left.length < bytes) left = Uint8Array.from(random(pool));
    const given = left.slice(0, bytes);
    left = left.subarray(bytes);
    return given;
  };
}
