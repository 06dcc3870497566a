import { LedgerError } from '../error.ts';
import { sameBytes } from './base64.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { type SignatureType, signatureTypes, type VerifierKey } from './key.ts';
import type { NoteVerifier, Signer, Statement } from './note.ts';

/*
 * What each signature type signs, c2sp.org/tlog-cosignature. Layouts are confirmed by the text of the specification and by vectors
 * of other implementations: golang.org/x/mod (0x01), the specification's example (0x04 lengths only; no key is published for it),
 * filippo.io/torchwood v0.10.0 (0x06).
 */

/** Checks of raw signatures: Ed25519 of RFC 8032, ML-DSA-44 of FIPS 204 (pure, empty context). */
export interface Primitives {
  readonly ed25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly mlDsa44: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/** A part of a log that an ML-DSA-44 cosigner signs; the whole tree where `start` is 0 and `end` the size. */
export interface Subtree {
  readonly origin: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly root: Uint8Array;
}

const latestTime = 2n ** 63n - 1n;
const subtreeLabel = new TextEncoder().encode('subtree/v1\n\0');
/** SHA-256 of nothing: the root of the empty tree. */
const emptyRoot = Uint8Array.from(
  [0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924, 0x27ae41e4, 0x649b934c, 0xa495991b, 0x7852b855].flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ]),
);

/** Bytes of the signature of each type, after the key id. */
const signatureBytes: Readonly<Record<SignatureType, number>> = {
  [signatureTypes.ed25519]: 64,
  [signatureTypes.ed25519Cosignature]: 8 + 64,
  [signatureTypes.mlDsa44]: 8 + 2420,
};

/**
 * What an Ed25519 cosignature/v1 (0x04) signs: `cosignature/v1`, the time line, and the whole text of the checkpoint.
 * Throws `ledger.checkpoint_invalid` where the text is not one, and `{reason: time}`.
 */
export function cosignedText(time: bigint, text: string): Uint8Array {
  checkTime(time);
  parseCheckpoint(text);
  return new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`);
}

/**
 * What an ML-DSA-44 cosignature (0x06) signs: the structure `cosigned_message` in TLS notation (RFC 8446 §3): a label of 12 bytes,
 * `subtree/v1\n\0`; the cosigner's name behind its length in one byte; the time (8 bytes, big-endian); the log's origin behind its
 * length in one byte; start and end (8 bytes each); 32 bytes of root. Throws `ledger.checkpoint_invalid`
 * `{reason: time | cosigner | origin | subtree | root}`.
 */
export function cosignedSubtree(cosigner: string, time: bigint, { origin, start, end, root }: Subtree): Uint8Array {
  checkTime(time);
  if (start < 0n || end < start || end > latestTime || (start !== 0n && time !== 0n)) throw invalid('subtree');
  if (root.length !== 32 || (start === end && !sameBytes(root, emptyRoot))) throw invalid('root');
  const parts = [
    subtreeLabel,
    opaque(cosigner, 'cosigner'),
    uint64(time),
    opaque(origin, 'origin'),
    uint64(start),
    uint64(end),
    root,
  ];
  return joined(parts);
}

/**
 * The bytes a signature of this key covers, for a checkpoint's text at a time (POSIX seconds; a plain note signature has none).
 * ML-DSA-44 does not cover extension lines: a text that has some is refused, `ledger.checkpoint_invalid` `{reason: extension}`, as
 * torchwood does, although the specification would let such a cosignature stand.
 */
export function signedBytes(key: VerifierKey, text: string, time: bigint): Uint8Array {
  if (key.type === signatureTypes.ed25519) return new TextEncoder().encode(text);
  if (key.type === signatureTypes.ed25519Cosignature) return cosignedText(time, text);
  const { origin, size, root, extensions }: Checkpoint = parseCheckpoint(text);
  if (extensions !== undefined) throw invalid('extension');
  return cosignedSubtree(key.name, time, { origin, start: 0n, end: size, root });
}

/** Checks signatures of a pinned key. `verify` gives nothing for any signature that is not valid, whatever is wrong with it. */
export function verifierOf(key: VerifierKey, primitives: Primitives): NoteVerifier {
  const check = key.type === signatureTypes.mlDsa44 ? primitives.mlDsa44 : primitives.ed25519;
  const verify = (text: string, signature: Uint8Array): Statement | undefined => {
    if (signature.length !== signatureBytes[key.type]) return undefined;
    const timed = key.type !== signatureTypes.ed25519;
    const time = timed ? new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0) : 0n;
    const message = coveredBytes(key, text, time);
    if (message === undefined) return undefined;
    if (!check(key.publicKey, message, timed ? signature.subarray(8) : signature)) return undefined;
    return { time: timed ? time : null };
  };
  return { key, verify };
}

/**
 * Signs the text of a checkpoint with a key. `raw` signs bytes; `time` is the POSIX second that a cosignature states, 0 for none.
 * A signature of type 0x01 has no time.
 */
export function signerOf(key: VerifierKey, raw: (message: Uint8Array) => Uint8Array, time: bigint): Signer {
  const sign = (text: string): Uint8Array => {
    const signature = raw(signedBytes(key, text, time));
    return joined(key.type === signatureTypes.ed25519 ? [signature] : [uint64(time), signature]);
  };
  return { key, sign };
}

function coveredBytes(key: VerifierKey, text: string, time: bigint): Uint8Array | undefined {
  try {
    return signedBytes(key, text, time);
  } catch (cause) {
    if (cause instanceof LedgerError) return undefined;
    throw cause;
  }
}

function checkTime(time: bigint): void {
  if (time < 0n || time > latestTime) throw invalid('time');
}

function opaque(text: string, reason: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0 || bytes.length > 255) throw invalid(reason);
  return joined([Uint8Array.of(bytes.length), bytes]);
}

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function invalid(reason: string): LedgerError {
  return new LedgerError('ledger.checkpoint_invalid', { reason });
}
