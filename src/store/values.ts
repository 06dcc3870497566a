import { StoreError } from './error.ts';

/*
 * The engines hand the same column over differently: int8 comes as a number from PGlite and as a string from `pg`, bytea as Uint8Array or
 * Buffer, times as Date with the local zone in between. These parsers take the text form that both share and give one value.
 */

type Parse = (text: string) => unknown;

/** Type object ids of PostgreSQL (pg_type.oid), fixed for built-in types. */
const oid = { bytea: 17, int8: 20, date: 1082, timestamp: 1114, timestamptz: 1184, numeric: 1700 } as const;

/** Parsers by type object id, for the types on which the engines differ. */
export const valueParsers: Readonly<Record<number, Parse>> = {
  [oid.bytea]: parseBytes,
  [oid.int8]: parseInteger,
  [oid.date]: (text) => text,
  [oid.timestamp]: (text) => text,
  [oid.timestamptz]: parseInstant,
  [oid.numeric]: (text) => text,
};

function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new StoreError('store.integer_too_large', { value: text });
  return value;
}

function parseBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}

/** `2026-11-23 01:02:03.4+00` as RFC 3339 in UTC with milliseconds; what JavaScript has no date for stays as it is. */
function parseInstant(text: string): string {
  const at = new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}
