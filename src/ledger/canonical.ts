import canonicalize from 'canonicalize';
import { LedgerError } from './error.ts';

/*
 * RFC 8785 (JSON Canonicalization Scheme). It writes numbers and strings as ECMAScript does (§3.2.2) and orders members by their UTF-16
 * code units (§3.2.3): what is in that order already, the engine's own JSON.stringify writes canonically. A leaf that was parsed or read is
 * in that order; everything else is the library's, which also says what is wrong with a value.
 */

const utf8 = new TextEncoder();

/** RFC 8785 as UTF-8 bytes. Throws `ledger.invalid_leaf` `{reason: not_json}` for what JSON cannot hold. */
export function canonicalBytes(value: unknown): Uint8Array {
  return utf8.encode(canonicalText(value));
}

/** RFC 8785. Throws as `canonicalBytes` does. */
export function canonicalText(value: unknown): string {
  if (isInOrder(value, 0)) {
    const plain = JSON.stringify(value);
    // JSON.stringify escapes lone surrogates, which RFC 8785 refuses; nothing else looks so but a backslash before `ud`.
    if (!plain.includes('\\ud')) return plain;
  }
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new LedgerError('ledger.invalid_leaf', { reason: 'not_json' }, cause);
  }
  if (text === undefined) throw new LedgerError('ledger.invalid_leaf', { reason: 'not_json' });
  return text;
}

/** Deep enough for any leaf; what is deeper, or circular, is the library's, which does not recurse. */
const deepest = 32;

/** Whether a value is plain JSON, its strings aside, with all members in canonical order; false where that is not certain. */
function isInOrder(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    case 'object':
      if (value === null) return true;
      if (depth === deepest || 'toJSON' in value) return false;
      return Array.isArray(value) ? elementsAre(value, depth) : membersAre(value, depth);
    default:
      return false;
  }
}

function elementsAre(list: readonly unknown[], depth: number): boolean {
  for (const it of list) if (!isInOrder(it, depth + 1)) return false;
  return true;
}

function membersAre(object: object, depth: number): boolean {
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  let before: string | null = null;
  for (const key of Object.keys(object)) {
    if (before !== null && key <= before) return false;
    const value = (object as Record<string, unknown>)[key];
    if (typeof value !== 'string' && !isInOrder(value, depth + 1)) return false;
    before = key;
  }
  return true;
}
