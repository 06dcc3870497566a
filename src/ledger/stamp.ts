import { hash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Sha256, Stamp } from './leaf.ts';

/** SHA-256 of Node's own cryptography. */
export const sha256: Sha256 = (...parts) => {
  const [only] = parts;
  return hash('sha256', only && parts.length === 1 ? only : Buffer.concat(parts), 'buffer');
};

/** The machine's clock, UUIDv7 and cryptographic randomness; tests give their own. */
export const systemStamp: Stamp = { clock: Date.now, newId: v7, random: randomBytes };
