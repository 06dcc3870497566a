import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { fromBase64, sameBytes, toBase64, toHex } from './base64.ts';

/*
 * Verifier keys of c2sp.org/signed-note ("vkeys"): `<key name>+<8 hexadecimal digits of the key id>+<base64(type ‖ public key)>`.
 */

/** The signature types this room reads, by their identifier byte. */
export const signatureTypes = {
  /** Ed25519 over the note text (c2sp.org/signed-note) */
  ed25519: 0x01,
  /** timestamped Ed25519 cosignature/v1 (c2sp.org/tlog-cosignature) */
  ed25519Cosignature: 0x04,
  /** timestamped ML-DSA-44 cosignature, subtree/v1 (c2sp.org/tlog-cosignature) */
  mlDsa44: 0x06,
} as const;

export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** A public key under a name: what a verifier pins. */
export interface VerifierKey {
  readonly name: string;
  /** 4 bytes; an identifier, not a hash to rely on: anyone can make another key with the same */
  readonly keyId: Uint8Array;
  readonly type: SignatureType;
  /** 32 bytes of Ed25519 (RFC 8032), 1312 bytes of ML-DSA-44 (FIPS 204 pkEncode) */
  readonly publicKey: Uint8Array;
}

const keyBytes = new Map<number, number>([
  [signatureTypes.ed25519, 32],
  [signatureTypes.ed25519Cosignature, 32],
  [signatureTypes.mlDsa44, 1312],
]);

/** The longest verifier key that is read: a name of a kilobyte and an ML-DSA-44 key fit well. */
const longestKey = 4096;
const spaceOrPlus = /[\p{White_Space}+]/u;

/** Whether a text has an ASCII control character (below U+0020) other than those let through. */
export function hasControl(text: string, allowed = ''): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) < 0x20 && !allowed.includes(text.charAt(at))) return true;
  }
  return false;
}

/** Whether a key name may stand in a note: not empty, valid Unicode, without Unicode spaces, plus or control characters. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !spaceOrPlus.test(name) && !hasControl(name);
}

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key), its first 4 bytes. Source: c2sp.org/signed-note, "Signatures". */
export function keyIdOf(name: string, type: SignatureType, publicKey: Uint8Array, sha256: Sha256): Uint8Array {
  // Copied into a plain array: Node's SHA-256 gives a Buffer, whose slice would share its memory.
  return new Uint8Array(sha256(new TextEncoder().encode(`${name}\n`), Uint8Array.of(type), publicKey).subarray(0, 4));
}

/** A verifier key of a name and raw public bytes. Throws `ledger.key_invalid` `{reason: name | length}`. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array, sha256: Sha256): VerifierKey {
  if (!isKeyName(name)) throw new LedgerError('ledger.key_invalid', { reason: 'name' });
  if (publicKey.length !== keyBytes.get(type)) throw new LedgerError('ledger.key_invalid', { reason: 'length' });
  return { name, type, publicKey, keyId: keyIdOf(name, type, publicKey, sha256) };
}

/** The vkey text of a verifier key. */
export function formatVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  const material = new Uint8Array(1 + publicKey.length);
  material[0] = type;
  material.set(publicKey, 1);
  return `${name}+${toHex(keyId)}+${toBase64(material)}`;
}

/**
 * Reads a vkey. Throws `ledger.key_invalid` `{reason: form | name | base64 | type | length | key_id}`: the last where the digits do
 * not belong to the key.
 */
export function parseVerifierKey(vkey: string, sha256: Sha256): VerifierKey {
  const refuse = (reason: string) => new LedgerError('ledger.key_invalid', { reason });
  if (vkey.length > longestKey) throw refuse('form');
  const parts = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(vkey);
  const [, name, digits, text] = parts ?? [];
  if (name === undefined || digits === undefined || text === undefined) throw refuse('form');
  const material = fromBase64(text);
  if (material === undefined || material.length === 0) throw refuse('base64');
  const type = Object.values(signatureTypes).find((known) => known === material[0]);
  if (type === undefined) throw refuse('type');
  const key = verifierKey(name, type, material.subarray(1), sha256);
  if (toHex(key.keyId) !== digits) throw refuse('key_id');
  return key;
}

/** Whether two verifier keys are one: name, type and public key, not only the 4-byte id. */
export function sameKey(left: VerifierKey, right: VerifierKey): boolean {
  return left.name === right.name && left.type === right.type && sameBytes(left.publicKey, right.publicKey);
}

/** Whether a note's signature line names this key: name and key id, as the specification matches them. */
export function namesKey(line: { readonly name: string; readonly keyId: Uint8Array }, key: VerifierKey): boolean {
  return line.name === key.name && sameBytes(line.keyId, key.keyId);
}
