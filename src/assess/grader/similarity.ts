import { plain } from './answer-text.ts';

/** Values of a sketch; the standard error of an estimated similarity is at most 0.5 ÷ √this ≈ 0.05. */
const width = 96;
const shingleLength = 3;
/** Characters of an answer that enter its sketch. */
const lookedAt = 20_000;

function mixed(value: number): number {
  let state = value >>> 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

function hashOf(text: string, from: number): number {
  let state = 0x811c9dc5;
  for (let i = from; i < from + shingleLength; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return state;
}

/**
 * A sketch of a text from which its likeness to another can be estimated: for each of 96 hash functions the least hash over the
 * text's three-character pieces, 16 bits of it (Broder 1997; Li & König 2010). Letters and digits only, case and width aside.
 * 256 characters of base64, empty for a text without letters or digits.
 */
export function sketch(text: string): string {
  const bones = plain(text.slice(0, lookedAt))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  if (bones === '') return '';
  const padded = bones.padEnd(shingleLength, '\u0000');
  const least = new Uint32Array(width).fill(0xffffffff);
  const seen = new Set<number>();
  for (let at = 0; at + shingleLength <= padded.length; at += 1) {
    const hash = hashOf(padded, at);
    if (seen.has(hash)) continue;
    seen.add(hash);
    for (let i = 0; i < width; i += 1) {
      const value = mixed(hash ^ Math.imul(i + 1, 0x9e3779b1));
      if (value < (least[i] ?? 0)) least[i] = value;
    }
  }
  const bytes = Buffer.alloc(width * 2);
  for (const [i, value] of least.entries()) bytes.writeUInt16BE(value & 0xffff, i * 2);
  return bytes.toString('base64');
}

/** Estimated share of common pieces (Jaccard) of the texts behind two sketches, 0 to 1; two empty texts are alike. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const [left, right] = [Buffer.from(a, 'base64'), Buffer.from(b, 'base64')];
  if (left.length !== width * 2 || right.length !== width * 2) return 0;
  let equal = 0;
  for (let i = 0; i < width; i += 1) if (left.readUInt16BE(i * 2) === right.readUInt16BE(i * 2)) equal += 1;
  return equal / width;
}
