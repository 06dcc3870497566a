import { createHash } from 'node:crypto';

/** What names of models, fingerprints and reasons to finish are made of. */
const nameLike = /^[A-Za-z0-9][A-Za-z0-9._:/+@-]{0,199}$/;
/** A telephone or identity number, and an address of mail: what a person could be found by. */
const personal = /\d{11}|@[^@]*\.[A-Za-z]{2}/;

/**
 * A word of an endpoint as a leaf may hold it for ever. Nothing can be taken out of a leaf, and an endpoint can say anything where a name
 * belongs: what does not look like a name gives `other:` and 16 hexadecimal digits of its SHA-256, so that a change is still seen.
 */
export function leafWord(given: string): string;
export function leafWord(given: string | null): string | null;
export function leafWord(given: string | null): string | null {
  if (given === null || (nameLike.test(given) && !personal.test(given))) return given;
  return `other:${createHash('sha256').update(given, 'utf8').digest('hex').slice(0, 16)}`;
}
