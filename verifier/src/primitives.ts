import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import type { Primitives, Sha256 } from '../../src/ledger/pure.ts';

/*
 * Cryptography in plain JavaScript, the same in a browser and on every Node: browsers have no ML-DSA-44, nor has Node 20.
 */

export const sha256: Sha256 = (...parts) => {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * Ed25519 as RFC 8032 §5.1.7 decodes it: no second encoding of a point or a scalar, no key of small order. The equation is the one with the
 * cofactor, where OpenSSL has the one without: only whoever holds the private key can make a signature that the two judge differently.
 */
export const noblePrimitives: Primitives = {
  ed25519: (publicKey, message, signature) => ed25519.verify(signature, message, publicKey, { zip215: false }),
  mlDsa44: (publicKey, message, signature) => ml_dsa44.verify(signature, message, publicKey),
};
