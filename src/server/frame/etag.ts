import { createHash } from 'node:crypto';

/** Strong ETag (RFC 9110 §8.8.3) over the bytes of an answer. */
export const etagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** Whether an `If-Match` header names the present representation: strong comparison, lists and `*` (RFC 9110 §13.1.1). */
export const ifMatchHolds = (header: string, present: string): boolean =>
  header.trim() === '*' || tagsIn(header).includes(present);

/** Whether an `If-None-Match` header names it: weak comparison (RFC 9110 §13.1.2). */
export const ifNoneMatchNames = (header: string, present: string): boolean =>
  header.trim() === '*' ||
  tagsIn(header)
    .map((it) => it.replace(/^W\//, ''))
    .includes(present);

const tagsIn = (header: string): string[] => header.split(',').map((it) => it.trim());
