import type { ActorRef, Digest, Leaf, RecordBody, RecordKind } from './record.ts';

/**
 * The pure core of the ledger: bytes and digests of leaves. Uses no `node:` module; SHA-256 comes in by parameter, so that the
 * same code verifies in a browser.
 */

/** SHA-256 over the concatenation of the parts: 32 bytes. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

/** Where time, ids and randomness of a leaf come from. */
export interface Stamp {
  /** milliseconds since the epoch */
  readonly clock: () => number;
  /** a fresh UUIDv7 */
  readonly newId: () => string;
  /** that many random bytes from a cryptographic source */
  readonly random: (bytes: number) => Uint8Array;
}

/** What a room says; the envelope around it is stamped by `makeLeaf`. */
export interface Fact<K extends RecordKind> {
  readonly kind: K;
  readonly body: RecordBody<K>;
  readonly org: string;
  readonly actor: ActorRef;
}

const leafPrefix = Uint8Array.of(0);
const hexCodes = Uint8Array.from('0123456789abcdef', (it) => it.charCodeAt(0));
const base64digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64pairs = Array.from(
  { length: 4_096 },
  (_, pair) => base64digits.charAt(pair >> 6) + base64digits.charAt(pair & 63),
);

/** Puts the envelope around a fact: version, id, time (RFC 3339, UTC, milliseconds) and a nonce of 128 random bits. */
export function makeLeaf<K extends RecordKind>(fact: Fact<K>, stamp: Stamp): Leaf<K> {
  const { kind, body, org, actor } = fact;
  const at = new Date(stamp.clock()).toISOString();
  const leaf = { v: 1, kind, id: stamp.newId(), org, at, actor, nonce: base64url(stamp.random(16)), body };
  // The mapped type Leaf<K> cannot be narrowed for a generic K; every field above is typed by it.
  return leaf as unknown as Leaf<K>;
}

/** RFC 6962 §2.1 leaf hash: SHA-256(0x00 ‖ bytes). */
export function leafHash(bytes: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(leafPrefix, bytes);
}

/** The head of a log of no entries: the RFC 6962 hash of the empty tree, SHA-256 of nothing. */
export function emptyHead(sha256: Sha256): Uint8Array {
  return sha256();
}

/** The running head: SHA-256(previous head ‖ leaf hash). It names every entry up to here, in order. */
export function nextHead(previous: Uint8Array, leaf: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(previous, leaf);
}

/** `sha256:` and room for 64 hexadecimal digits, as character codes. */
const emptyDigest = Uint8Array.from('sha256:'.padEnd(71, '0'), (it) => it.charCodeAt(0));

/** 32 bytes as `sha256:<hex>`. */
export function toDigest(hash: Uint8Array): Digest {
  const codes = emptyDigest.slice();
  for (let at = 0; at < 32; at += 1) {
    const byte = hash[at] ?? 0;
    codes[7 + 2 * at] = hexCodes[byte >> 4] ?? 0;
    codes[8 + 2 * at] = hexCodes[byte & 15] ?? 0;
  }
  return String.fromCharCode.apply(null, codes as unknown as number[]);
}

/** RFC 4648 §5 without padding. Three bytes are two pairs of characters. */
function base64url(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const held = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out += `${base64pairs[held >> 12] ?? ''}${base64pairs[held & 4095] ?? ''}`;
  }
  return out.slice(0, Math.ceil((bytes.length * 4) / 3));
}
