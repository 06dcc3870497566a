import { hash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Sha256, Stamp } from './leaf.ts';
import { pooled } from './random.ts';
import type { Digest } from './record.ts';

/** SHA-256 of Node's own cryptography. */
export const sha256: Sha256 = (...parts) => {
  const [only] = parts;
  const bytes = only && parts.length === 1 ? only : Buffer.concat(parts);
  // By way of a string it takes half the time: a buffer that node:crypto makes has memory of its own, this one comes from the pool.
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
};

/** What `toDigest` gives, by Node's own conversion. */
export function digestOf({ buffer, byteOffset, byteLength }: Uint8Array): Digest {
  return `sha256:${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`;
}

/**
 * UUIDv7 whose order is that of the calls, also within one millisecond and when the clock steps back: RFC 9562 §6.2, method 1, with the
 * 32 bits behind the time as a counter that starts anywhere below half and, where it runs over, moves the time on.
 */
export function orderedIds(clock: () => number, random: (bytes: number) => Uint8Array): () => string {
  const last = { msecs: Number.NEGATIVE_INFINITY, seq: 0 };
  return () => {
    const bytes = random(16);
    const now = clock();
    if (now > last.msecs) {
      last.msecs = now;
      last.seq = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) >>> 1;
    } else {
      last.seq = (last.seq + 1) >>> 0;
      if (last.seq === 0) last.msecs += 1;
    }
    return v7({ random: bytes, msecs: last.msecs, seq: last.seq });
  };
}

function systemStampFrom(random: (bytes: number) => Uint8Array): Stamp {
  return { clock: Date.now, newId: orderedIds(Date.now, random), random };
}

/** The machine's clock, UUIDv7 and cryptographic randomness; tests give their own. */
export const systemStamp: Stamp = systemStampFrom(pooled(randomBytes));
