const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...digits].map((digit, value) => [digit.charCodeAt(0), value]));
const form = /^[A-Za-z0-9+/]*={0,2}$/;

/** RFC 4648 §4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out.push(digits.charAt(bits >> 18), digits.charAt((bits >> 12) & 63));
    out.push(b === undefined ? '=' : digits.charAt((bits >> 6) & 63), c === undefined ? '=' : digits.charAt(bits & 63));
  }
  return out.join('');
}

/**
 * The bytes of a canonical RFC 4648 §4 text: whole groups of four, padding where it belongs, and zero bits after the last byte;
 * nothing for any other text. So a byte string has one text only, and no bit of a line can be changed without changing its bytes.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !form.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < text.length - padding; index += 1) {
    held = (held << 6) | (values.get(text.charCodeAt(index)) ?? 0);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = held >> bits;
    held &= (1 << bits) - 1;
    at += 1;
  }
  return held === 0 ? bytes : undefined;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether two byte strings are the same. Of public bytes only: the time it takes tells where they differ. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
